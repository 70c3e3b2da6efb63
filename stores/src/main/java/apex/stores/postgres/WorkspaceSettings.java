package apex.stores.postgres;

import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Optional;

/// What the backend keeps for each workspace it has seen: whether it is a sample, the zone its days
/// begin in, and the key that hides its users.
public final class WorkspaceSettings {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;

  public WorkspaceSettings(Database database) {
    this.database = database;
  }

  public record Settings(Workspace workspace, ZoneId billingZone, UserHashKey users) {}

  /// The workspace's settings, made when it is seen for the first time; then `billingZone` counts.
  public Settings seen(Workspace workspace, ZoneId billingZone) {
    return find(workspace.id()).orElseGet(() -> make(workspace, billingZone));
  }

  public Optional<Settings> find(WorkspaceId workspace) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery("select * from backend.workspaces where workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .map((row, _) -> settings(row))
                .findOne());
  }

  public void changeBillingZone(WorkspaceId workspace, ZoneId zone) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    "update backend.workspaces set billing_zone = :zone where workspace_id = :workspace")
                .bind("zone", zone.getId())
                .bind("workspace", workspace.value())
                .execute());
  }

  private Settings make(Workspace workspace, ZoneId billingZone) {
    var key = new byte[32];
    RANDOM.nextBytes(key);
    database.within(
        workspace.id(),
        handle ->
            handle
                .createUpdate(
                    """
                    insert into backend.workspaces (workspace_id, sample, billing_zone, user_hash_key)
                    values (:workspace, :sample, :zone, :key) on conflict do nothing\
                    """)
                .bind("workspace", workspace.id().value())
                .bind("sample", workspace.sample())
                .bind("zone", billingZone.getId())
                .bind("key", key)
                .execute());
    return find(workspace.id()).orElseThrow();
  }

  private static Settings settings(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Settings(
        new Workspace(new WorkspaceId(row.id("workspace_id")), row.flag("sample")),
        ZoneId.of(row.text("billing_zone")),
        new UserHashKey(row.bytes("user_hash_key")));
  }
}
