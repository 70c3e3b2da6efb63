package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The keys with which programs send usage into a workspace. Only a key's hash is kept.
public final class KeyStore {
  private final Database database;

  public KeyStore(Database database) {
    this.database = database;
  }

  public IngestKey create(WorkspaceId workspace, String name, UserId creator, TokenHash key) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    insert into backend.ingest_keys (workspace_id, key_id, key_hash, name, created_by)
                    values (:workspace, :id, :hash, :name, :creator) returning *\
                    """)
                .bind("workspace", workspace.value())
                .bind("id", KeyId.random().value())
                .bind("hash", key.bytes())
                .bind("name", name)
                .bind("creator", creator.value())
                .map((row, _) -> key(row))
                .one());
  }

  /// Newest first, revoked ones too.
  public List<IngestKey> list(WorkspaceId workspace) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.ingest_keys where workspace_id = :workspace
                    order by created_at desc, key_id\
                    """)
                .bind("workspace", workspace.value())
                .map((row, _) -> key(row))
                .list());
  }

  /// False when the workspace has no such key. Revoking again changes nothing.
  public boolean revoke(WorkspaceId workspace, KeyId key) {
    return database.in(
        workspace,
        handle ->
            handle
                    .createUpdate(
                        """
                        update backend.ingest_keys set revoked_at = coalesce(revoked_at, now())
                        where workspace_id = :workspace and key_id = :key\
                        """)
                    .bind("workspace", workspace.value())
                    .bind("key", key.value())
                    .execute()
                > 0);
  }

  /// What the key opens; empty when it is unknown or revoked.
  public Optional<IngestKey.Opened> verify(TokenHash key) {
    return database.forTask(
        "verify_key",
        handle ->
            handle
                .createQuery(
                    """
                    select workspace_id, key_id from backend.ingest_keys
                    where key_hash = :hash and revoked_at is null\
                    """)
                .bind("hash", key.bytes())
                .map((row, _) -> open(handle, new Row(row)))
                .findOne());
  }

  private static IngestKey.Opened open(Handle handle, Row row) throws SQLException {
    var workspace = new WorkspaceId(row.id("workspace_id"));
    var key = new KeyId(row.id("key_id"));
    Database.enter(handle, workspace);
    noteUse(handle, workspace, key);
    return new IngestKey.Opened(key, new Workspace(workspace, sample(handle, workspace)));
  }

  /// At most once a minute, so that a busy key does not write all day.
  private static void noteUse(Handle handle, WorkspaceId workspace, KeyId key) {
    handle
        .createUpdate(
            """
            update backend.ingest_keys set last_used_at = now()
            where workspace_id = :workspace and key_id = :key
              and (last_used_at is null or last_used_at < now() - interval '1 minute')\
            """)
        .bind("workspace", workspace.value())
        .bind("key", key.value())
        .execute();
  }

  private static boolean sample(Handle handle, WorkspaceId workspace) {
    return handle
        .createQuery("select sample from backend.workspaces where workspace_id = :workspace")
        .bind("workspace", workspace.value())
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static IngestKey key(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new IngestKey(
        new KeyId(row.id("key_id")),
        row.text("name"),
        row.instant("created_at"),
        row.maybeInstant("last_used_at"),
        row.maybeInstant("revoked_at"));
  }
}
