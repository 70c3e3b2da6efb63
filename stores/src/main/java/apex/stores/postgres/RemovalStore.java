package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// How long each workspace keeps its usage, and the receipts of what was removed.
public final class RemovalStore {
  private static final String TASK = "apply_retention";

  private final Database database;

  public RemovalStore(Database database) {
    this.database = database;
  }

  /// Empty when everything is kept.
  public OptionalInt days(WorkspaceId workspace) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery("select days from backend.retention where workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .mapTo(Integer.class)
                .findOne()
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()));
  }

  public void keepFor(WorkspaceId workspace, int days, UserId owner) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    insert into backend.retention (workspace_id, days, set_by)
                    values (:workspace, :days, :owner)
                    on conflict (workspace_id) do update
                      set days = excluded.days, set_by = excluded.set_by, set_at = now()\
                    """)
                .bind("workspace", workspace.value())
                .bind("days", days)
                .bind("owner", owner.value())
                .execute());
  }

  public void keepAll(WorkspaceId workspace) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate("delete from backend.retention where workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .execute());
  }

  /// The workspaces for which something is to be done, whoever they belong to.
  public List<WorkspaceId> due() {
    return database.forTask(
        TASK,
        handle ->
            handle
                .createQuery(
                    """
                    select workspace_id from backend.retention
                    union select workspace_id from backend.removals where state = 'running'\
                    """)
                .mapTo(UUID.class)
                .map(WorkspaceId::new)
                .list());
  }

  /// Opens a receipt that tells nothing yet; refuses with CONFLICT while another removal of the
  /// workspace goes on.
  public void begin(WorkspaceId workspace, RemovalRecord removal) {
    int begun =
        database.in(
            workspace,
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into backend.removals (workspace_id, removal_id, kind, before,
                          user_hash, calls, cost_usd, as_of, requested_by, at, counted)
                        values (:workspace, :removal, :kind, cast(:before as timestamptz), :hash, 0,
                          0, :as_of, cast(:by as uuid), :at, false)
                        on conflict (workspace_id) where state = 'running' do nothing\
                        """)
                    .bind("workspace", workspace.value())
                    .bind("removal", removal.id())
                    .bind("kind", removal.before().isPresent() ? "retention" : "erasure")
                    .bindByType("before", removal.before().orElse(null), Instant.class)
                    .bind("hash", removal.userHash())
                    .bind("as_of", removal.asOf())
                    .bindByType("by", removal.requestedBy().orElse(null), UUID.class)
                    .bind("at", removal.at())
                    .execute());
    if (begun == 0)
      throw new ApexException(
          ErrorCode.CONFLICT,
          "another removal of this workspace is under way; it ends by itself within the hour");
  }

  /// Keeps the receipt of an erasure that removes no usage: done at once.
  public void note(WorkspaceId workspace, RemovalRecord erasure) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    insert into backend.removals (workspace_id, removal_id, kind, user_hash, calls,
                      cost_usd, low_usd, high_usd, as_of, requested_by, at, state)
                    values (:workspace, :removal, 'erasure', :hash, 0, 0, 0, 0, :as_of,
                      cast(:by as uuid), :at, 'completed')\
                    """)
                .bind("workspace", workspace.value())
                .bind("removal", erasure.id())
                .bind("hash", erasure.userHash())
                .bind("as_of", erasure.asOf())
                .bindByType("by", erasure.requestedBy().orElse(null), UUID.class)
                .bind("at", erasure.at())
                .execute());
  }

  /// Writes what is about to go, before any of it has gone; the first who writes it counts.
  public void count(WorkspaceId workspace, RemovalRecord removal) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    update backend.removals set calls = :calls, cost_usd = :cost,
                      unpriced_calls = :unpriced, low_usd = :low, high_usd = :high, counted = true
                    where workspace_id = :workspace and removal_id = :removal and not counted\
                    """)
                .bind("calls", removal.calls())
                .bind("cost", removal.costUsd())
                .bind("unpriced", removal.unpricedCalls())
                .bindByType("low", removal.lowUsd().orElse(null), BigDecimal.class)
                .bindByType("high", removal.highUsd().orElse(null), BigDecimal.class)
                .bind("workspace", workspace.value())
                .bind("removal", removal.id())
                .execute());
  }

  public void complete(WorkspaceId workspace, UUID removal) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    update backend.removals set state = 'completed'
                    where workspace_id = :workspace and removal_id = :removal\
                    """)
                .bind("workspace", workspace.value())
                .bind("removal", removal)
                .execute());
  }

  /// The one that goes on, or was cut off.
  public Optional<RemovalRecord> running(WorkspaceId workspace) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.removals
                    where workspace_id = :workspace and state = 'running'\
                    """)
                .bind("workspace", workspace.value())
                .map((row, _) -> record(row))
                .findOne());
  }

  /// Newest first.
  public List<RemovalRecord> list(WorkspaceId workspace, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.removals where workspace_id = :workspace
                    order by at desc, removal_id limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("limit", limit)
                .map((row, _) -> record(row))
                .list());
  }

  /// Forgets the name behind a hash and never learns it again; true when it was known.
  public boolean erase(WorkspaceId workspace, String hash) {
    var bytes = HexFormat.of().parseHex(hash);
    return database.in(
        workspace,
        handle -> {
          handle
              .createUpdate(
                  """
                  insert into backend.erased_users (workspace_id, user_hash)
                  values (:workspace, :hash) on conflict do nothing\
                  """)
              .bind("workspace", workspace.value())
              .bind("hash", bytes)
              .execute();
          return handle
                  .createUpdate(
                      """
                      delete from backend.user_names
                      where workspace_id = :workspace and user_hash = :hash\
                      """)
                  .bind("workspace", workspace.value())
                  .bind("hash", bytes)
                  .execute()
              > 0;
        });
  }

  private static RemovalRecord record(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new RemovalRecord(
        row.id("removal_id"),
        row.maybeInstant("before"),
        row.text("user_hash"),
        row.number("calls"),
        Optional.ofNullable(columns.getBigDecimal("cost_usd")).orElse(BigDecimal.ZERO),
        row.number("unpriced_calls"),
        Optional.ofNullable(columns.getBigDecimal("low_usd")),
        Optional.ofNullable(columns.getBigDecimal("high_usd")),
        row.number("as_of"),
        Optional.ofNullable(columns.getObject("requested_by", UUID.class)),
        row.instant("at"),
        row.flag("counted"),
        row.text("state").equals("completed"));
  }
}
