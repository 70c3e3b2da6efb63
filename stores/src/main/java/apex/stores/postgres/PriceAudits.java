package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Who changed prices and what numbers mean; written by the stores that keep those, with the
/// change.
public final class PriceAudits {
  private final Database database;

  public PriceAudits(Database database) {
    this.database = database;
  }

  record Entry(UserId actor, String action, String subject, String before, String after) {}

  /// The latest first.
  public List<PriceAudit> latest(WorkspaceId workspace, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.price_audit where workspace_id = :workspace
                    order by n desc limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("limit", limit)
                .map((columns, _) -> {
                  var row = new Row(columns);
                  return new PriceAudit(
                      row.number("n"),
                      row.instant("at"),
                      new UserId(row.id("actor")),
                      row.text("action"),
                      row.text("subject"),
                      row.text("before"),
                      row.text("after"));
                })
                .list());
  }

  static void note(Handle handle, WorkspaceId workspace, Entry entry) {
    handle
        .createUpdate(
            """
            insert into backend.price_audit (workspace_id, actor, action, subject, before, after)
            values (:workspace, :actor, :action, :subject, :before, :after)\
            """)
        .bind("workspace", workspace.value())
        .bind("actor", entry.actor.value())
        .bind("action", entry.action)
        .bind("subject", entry.subject)
        .bind("before", entry.before)
        .bind("after", entry.after)
        .execute();
  }
}
