package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Slice;
import apex.stores.postgres.IngestBatches;

/// What the ledger answers. Every answer counts the usage up to one `as_of`, and stays the same for
/// ever, whatever is added, reversed or merged later.
public final class UsageQuery {
  private final Analytics analytics;
  private final IngestBatches batches;

  public UsageQuery(Analytics analytics, IngestBatches batches) {
    this.analytics = analytics;
    this.batches = batches;
  }

  /// The newest usage that can no longer change; a run fixes it once.
  public long asOf() {
    return batches.asOf();
  }

  public UsageReading at(WorkspaceId workspace, Slice slice, long asOf) {
    return at(workspace, slice, asOf, 0);
  }

  /// As another set of costs has it.
  ///
  /// @param pricing the number of the set; 0 is the one made when the calls came
  public UsageReading at(WorkspaceId workspace, Slice slice, long asOf, int pricing) {
    return new UsageReading(analytics, workspace, slice, asOf, pricing);
  }
}
