package apex.stores.postgres;

import apex.kernel.identity.Role;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Which workspaces exist and who belongs to them, in which role.
public final class WorkspaceStore {
  private static final String MEMBERSHIPS =
      """
      select w.workspace_id, w.name, w.sample, w.billing_zone, m.role
      from auth.memberships m join auth.workspaces w using (workspace_id)
      where m.user_id = :user
      """;

  private final Database database;

  public WorkspaceStore(Database database) {
    this.database = database;
  }

  /// Oldest membership first.
  public List<Membership> of(UserId user) {
    return database.transaction(handle ->
        handle
            .createQuery(MEMBERSHIPS + " order by m.created_at, w.workspace_id")
            .bind("user", user.value())
            .map((row, _) -> membership(row))
            .list());
  }

  /// Empty when the workspace is unknown or the user is no member of it.
  public Optional<Membership> of(UserId user, WorkspaceId workspace) {
    return database.transaction(handle -> find(handle, user, workspace));
  }

  /// A new workspace, owned by `owner`.
  public Membership create(UserId owner, NewWorkspace workspace, Instant now) {
    return database.transaction(handle -> create(handle, owner, workspace, now));
  }

  static Membership create(Handle handle, UserId owner, NewWorkspace workspace, Instant now) {
    var id = WorkspaceId.random();
    handle
        .createUpdate(
            """
            insert into auth.workspaces (workspace_id, name, sample, billing_zone, created_at)
            values (:workspace, :name, :sample, :zone, :now)\
            """)
        .bind("workspace", id.value())
        .bind("name", workspace.name())
        .bind("sample", workspace.sample())
        .bind("zone", workspace.billingZone().getId())
        .bind("now", now)
        .execute();
    return join(handle, owner, id, Role.OWNER, now);
  }

  /// A member keeps the role it has.
  static Membership join(
      Handle handle, UserId user, WorkspaceId workspace, Role role, Instant now) {
    handle
        .createUpdate(
            """
            insert into auth.memberships (user_id, workspace_id, role, created_at)
            values (:user, :workspace, :role, :now) on conflict do nothing\
            """)
        .bind("user", user.value())
        .bind("workspace", workspace.value())
        .bind("role", role.label())
        .bind("now", now)
        .execute();
    return find(handle, user, workspace).orElseThrow();
  }

  private static Optional<Membership> find(Handle handle, UserId user, WorkspaceId workspace) {
    return handle
        .createQuery(MEMBERSHIPS + " and w.workspace_id = :workspace")
        .bind("user", user.value())
        .bind("workspace", workspace.value())
        .map((row, _) -> membership(row))
        .findOne();
  }

  private static Membership membership(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Membership(
        new Workspace(new WorkspaceId(row.id("workspace_id")), row.flag("sample")),
        row.text("name"),
        Role.parse(row.text("role")),
        ZoneId.of(row.text("billing_zone")));
  }
}
