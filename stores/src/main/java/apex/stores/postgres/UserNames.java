package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;

/// The names behind the hashes by which usage knows its users. Deleting a row erases the person:
/// what stays in the usage is a hash that nobody can resolve. Who was erased stays so.
public final class UserNames {
  private final Database database;

  public UserNames(Database database) {
    this.database = database;
  }

  /// @param names from hash, 32 hexadecimal digits, to name
  public void remember(WorkspaceId workspace, Map<String, String> names) {
    if (names.isEmpty()) return;
    database.within(
        workspace,
        handle -> {
          var batch =
              handle.prepareBatch(
                  """
                  insert into backend.user_names (workspace_id, user_hash, name)
                  select :workspace, :hash, :name where not exists (
                    select 1 from backend.erased_users
                    where workspace_id = :workspace and user_hash = :hash)
                  on conflict do nothing\
                  """);
          names.forEach((hash, name) ->
              batch
                  .bind("workspace", workspace.value())
                  .bind("hash", HexFormat.of().parseHex(hash))
                  .bind("name", name)
                  .add());
          batch.execute();
        });
  }

  /// The names that are known; a hash without one is missing from the answer.
  public Map<String, String> names(WorkspaceId workspace, Collection<String> hashes) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select encode(user_hash, 'hex') as hash, name from backend.user_names
                    where workspace_id = :workspace
                      and encode(user_hash, 'hex') = any(string_to_array(:hashes, ','))\
                    """)
                .bind("workspace", workspace.value())
                .bind("hashes", String.join(",", hashes))
                .setMapKeyColumn("hash")
                .setMapValueColumn("name")
                .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<String, String>>() {}));
  }

  /// False when no such person was known.
  public boolean forget(WorkspaceId workspace, String hash) {
    return database.in(
        workspace,
        handle ->
            handle
                    .createUpdate(
                        """
                        delete from backend.user_names
                        where workspace_id = :workspace and user_hash = :hash\
                        """)
                    .bind("workspace", workspace.value())
                    .bind("hash", HexFormat.of().parseHex(hash))
                    .execute()
                > 0);
  }
}
