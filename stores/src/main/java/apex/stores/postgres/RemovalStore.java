package apex.stores.postgres;

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

  public void begin(WorkspaceId workspace, RemovalRecord removal) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    insert into backend.removals (workspace_id, removal_id, kind, before, user_hash,
                      calls, cost_usd, as_of, requested_by, at)
                    values (:workspace, :removal, :kind, cast(:before as timestamptz), :hash, :calls,
                      :cost, :as_of, cast(:by as uuid), :at)\
                    """)
                .bind("workspace", workspace.value())
                .bind("removal", removal.id())
                .bind("kind", removal.before().isPresent() ? "retention" : "erasure")
                .bindByType("before", removal.before().orElse(null), Instant.class)
                .bind("hash", removal.userHash())
                .bind("calls", removal.calls())
                .bind("cost", removal.costUsd())
                .bind("as_of", removal.asOf())
                .bindByType("by", removal.requestedBy().orElse(null), UUID.class)
                .bind("at", removal.at())
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
        row.number("as_of"),
        Optional.ofNullable(columns.getObject("requested_by", UUID.class)),
        row.instant("at"),
        row.text("state").equals("completed"));
  }
}
