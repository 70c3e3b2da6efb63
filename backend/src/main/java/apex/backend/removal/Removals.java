package apex.backend.removal;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.clickhouse.Removal;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.RemovalRecord;
import apex.stores.postgres.RemovalStore;
import apex.stores.postgres.WorkspaceSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// Retention and erasure. Everything can be looked at before it is done; what is done leaves a
/// receipt, written before the first row goes. Shared.
public final class Removals {
  public static final int DAYS_MOST = 36_500;
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Removal ledger;
  private final UsageQuery usage;
  private final RemovalStore store;
  private final WorkspaceSettings workspaces;
  private final InstantSource clock;

  public Removals(
      Removal ledger,
      UsageQuery usage,
      RemovalStore store,
      WorkspaceSettings workspaces,
      InstantSource clock) {
    this.ledger = ledger;
    this.usage = usage;
    this.store = store;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// What would go, or went.
  ///
  /// @param receipt when it was done and there was something to do
  public record Outcome(Removal.Extent extent, Optional<RemovalRecord> receipt) {}

  public OptionalInt days(WorkspaceId workspace) {
    return store.days(workspace);
  }

  /// Newest first.
  public List<RemovalRecord> receipts(WorkspaceId workspace, int limit) {
    return store.list(workspace, limit);
  }

  /// The first moment that is kept: whole days of the billing zone, today among them.
  public Instant keptFrom(Workspace workspace, int days) {
    var zone = workspaces.seen(workspace, UTC).billingZone();
    return clock
        .instant()
        .atZone(zone)
        .toLocalDate()
        .minusDays(days)
        .atStartOfDay(zone)
        .toInstant();
  }

  public Outcome look(Workspace workspace, int days) {
    return look(workspace.id(), new Removal.Which.Before(keptFrom(workspace, days)));
  }

  /// Keeps usage for `days` from now on and removes what is older.
  public Outcome keepFor(Workspace workspace, int days, UserId owner) {
    if (days < 1 || days > DAYS_MOST)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "days must be 1 to %d, were %d".formatted(DAYS_MOST, days));
    store.keepFor(workspace.id(), days, owner);
    return remove(
        workspace.id(),
        new Removal.Which.Before(keptFrom(workspace, days)),
        Optional.of(owner.value()));
  }

  public void keepAll(WorkspaceId workspace) {
    store.keepAll(workspace);
  }

  /// How the usage knows a person.
  public String hash(Workspace workspace, String user) {
    return workspaces.seen(workspace, UTC).users().hash(user);
  }

  public Outcome look(Workspace workspace, String userHash) {
    return look(workspace.id(), new Removal.Which.OfPerson(userHash));
  }

  /// Forgets the person's name for good; with `calls` their calls go too, else they stay under a
  /// hash that nobody can resolve. The receipt counts the calls that went.
  public Outcome erase(Workspace workspace, String userHash, boolean calls, UserId owner) {
    store.erase(workspace.id(), userHash);
    var which = new Removal.Which.OfPerson(userHash);
    var by = Optional.of(owner.value());
    if (calls) return remove(workspace.id(), which, by);
    var receipt = receipt(which, usage.asOf(), by);
    store.note(workspace.id(), receipt);
    return new Outcome(Removal.Extent.NOTHING, Optional.of(told(receipt, Removal.Extent.NOTHING)));
  }

  /// Again and again: removes what has grown too old, and ends what was cut off.
  public void round() {
    for (var id : store.due()) {
      var workspace = workspaces.find(id).map(WorkspaceSettings.Settings::workspace);
      if (workspace.isPresent()) apply(workspace.get());
    }
  }

  private void apply(Workspace workspace) {
    store.running(workspace.id()).ifPresent(cutOff -> finish(workspace.id(), cutOff));
    var days = store.days(workspace.id());
    if (days.isEmpty()) return;
    var which = new Removal.Which.Before(keptFrom(workspace, days.getAsInt()));
    if (look(workspace.id(), which).extent.calls() != 0)
      remove(workspace.id(), which, Optional.empty());
  }

  /// Whatever step it was cut off at: each can be done again. What was not counted has not begun to
  /// go.
  private Removal.Extent finish(WorkspaceId workspace, RemovalRecord removal) {
    var which = which(removal);
    var extent = removal.counted() ? extent(removal) : extent(workspace, which, removal.asOf());
    store.count(workspace, told(removal, extent));
    ledger.remove(workspace, which);
    store.complete(workspace, removal.id());
    return extent;
  }

  private static Removal.Which which(RemovalRecord removal) {
    return removal
        .before()
        .<Removal.Which>map(Removal.Which.Before::new)
        .orElseGet(() -> new Removal.Which.OfPerson(removal.userHash()));
  }

  private Outcome look(WorkspaceId workspace, Removal.Which which) {
    return new Outcome(extent(workspace, which, usage.asOf()), Optional.empty());
  }

  /// In the costs that count for the workspace, as its totals told them.
  private Removal.Extent extent(WorkspaceId workspace, Removal.Which which, long asOf) {
    return ledger.extent(workspace, which, asOf, usage.adopted(workspace));
  }

  private Outcome remove(WorkspaceId workspace, Removal.Which which, Optional<UUID> by) {
    var begun = receipt(which, usage.asOf(), by);
    store.begin(workspace, begun);
    var extent = finish(workspace, begun);
    return new Outcome(extent, Optional.of(told(begun, extent)));
  }

  private static Removal.Extent extent(RemovalRecord counted) {
    return new Removal.Extent(
        counted.calls(),
        counted.costUsd(),
        counted.unpricedCalls(),
        counted.lowUsd().orElse(counted.costUsd()),
        counted.highUsd());
  }

  /// Before anything is counted.
  private RemovalRecord receipt(Removal.Which which, long asOf, Optional<UUID> by) {
    var before =
        which instanceof Removal.Which.Before(var moment)
            ? Optional.of(moment)
            : Optional.<Instant>empty();
    var person = which instanceof Removal.Which.OfPerson(var hash) ? hash : "";
    return new RemovalRecord(
        UUID.randomUUID(),
        before,
        person,
        0,
        BigDecimal.ZERO,
        0,
        Optional.empty(),
        Optional.empty(),
        asOf,
        by,
        clock.instant(),
        false,
        false);
  }

  /// As it is kept once it is done.
  private static RemovalRecord told(RemovalRecord begun, Removal.Extent extent) {
    return new RemovalRecord(
        begun.id(),
        begun.before(),
        begun.userHash(),
        extent.calls(),
        extent.costUsd(),
        extent.unpricedCalls(),
        Optional.of(extent.lowUsd()),
        extent.highUsd(),
        begun.asOf(),
        begun.requestedBy(),
        begun.at(),
        true,
        true);
  }
}
