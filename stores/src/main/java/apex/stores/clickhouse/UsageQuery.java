package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Slice;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.IngestBatches;

/// What the ledger answers. Every answer counts the usage up to one `as_of`, in one set of costs,
/// and stays the same for ever, whatever is added, reversed, adopted or merged later.
public final class UsageQuery {
  private final Analytics analytics;
  private final IngestBatches batches;
  private final AdoptedCosts adopted;

  public UsageQuery(Analytics analytics, IngestBatches batches, AdoptedCosts adopted) {
    this.analytics = analytics;
    this.batches = batches;
    this.adopted = adopted;
  }

  /// The newest usage that can no longer change; a run fixes it once.
  public long asOf() {
    return batches.asOf();
  }

  /// The costs that count for the workspace now: the set it adopted, else the first ones.
  public CostSet adopted(WorkspaceId workspace) {
    return adopted
        .find(workspace)
        .map(adoption -> CostSet.adopted(adoption.set()))
        .orElse(CostSet.FIRST);
  }

  /// The costs that an earlier answer counted.
  ///
  /// @param pricing the number of its set, 0 for the first costs
  public CostSet set(WorkspaceId workspace, int pricing) {
    return adopted.set(workspace, pricing).map(CostSet::adopted).orElse(CostSet.FIRST);
  }

  /// In the costs that count for the workspace now.
  public UsageReading at(WorkspaceId workspace, Slice slice, long asOf) {
    return at(workspace, slice, asOf, adopted(workspace));
  }

  public UsageReading at(WorkspaceId workspace, Slice slice, long asOf, CostSet set) {
    return at(workspace, slice, asOf, set, PriceGrid.NONE);
  }

  /// @param grid the lines that the finest sums are counted between
  public UsageReading at(
      WorkspaceId workspace, Slice slice, long asOf, CostSet set, PriceGrid grid) {
    return UsageReading.of(analytics, workspace, slice, asOf, set, grid);
  }
}
