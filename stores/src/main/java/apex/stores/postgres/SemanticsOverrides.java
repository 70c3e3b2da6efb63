package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.Inclusion;
import apex.spend.usage.TokenSemantics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// What owners said their emitters' numbers mean, against or before the evidence. Every change
/// leaves an audit record in the same transaction.
public final class SemanticsOverrides {
  private final Database database;

  public SemanticsOverrides(Database database) {
    this.database = database;
  }

  /// An owner's word.
  ///
  /// @param reason why, in the owner's words
  public record Word(TokenSemantics semantics, String reason, UserId setBy, Instant setAt) {}

  public Map<EmitterGroup, Word> all(WorkspaceId workspace) {
    return database.in(workspace, handle -> all(handle, workspace));
  }

  public void put(
      WorkspaceId workspace,
      UserId actor,
      EmitterGroup group,
      TokenSemantics semantics,
      String reason) {
    database.within(
        workspace,
        handle -> {
          var before = Optional.ofNullable(all(handle, workspace).get(group));
          of(
                  handle,
                  """
                  insert into backend.semantics_overrides
                    (workspace_id, scope, version, provider, cache, reasoning, reason, set_by)
                  values (:workspace, :scope, :version, :provider, :cache, :reasoning, :reason, :by)
                  on conflict (workspace_id, scope, version, provider) do update
                  set cache = excluded.cache, reasoning = excluded.reasoning,
                    reason = excluded.reason, set_by = excluded.set_by, set_at = now()\
                  """,
                  workspace,
                  group)
              .bind("cache", semantics.cache().word())
              .bind("reasoning", semantics.reasoning().word())
              .bind("reason", reason)
              .bind("by", actor.value())
              .execute();
          PriceAudits.note(
              handle,
              workspace,
              new PriceAudits.Entry(
                  actor,
                  "semantics_set",
                  words(group),
                  before.map(SemanticsOverrides::words).orElse(""),
                  words(semantics, reason)));
        });
  }

  /// False when nothing was said of the group.
  public boolean clear(WorkspaceId workspace, UserId actor, EmitterGroup group) {
    return database.in(
        workspace,
        handle -> {
          var before = Optional.ofNullable(all(handle, workspace).get(group));
          if (before.isEmpty()) return false;
          of(
                  handle,
                  """
                  delete from backend.semantics_overrides where workspace_id = :workspace
                    and scope = :scope and version = :version and provider = :provider\
                  """,
                  workspace,
                  group)
              .execute();
          PriceAudits.note(
              handle,
              workspace,
              new PriceAudits.Entry(
                  actor, "semantics_cleared", words(group), words(before.get()), ""));
          return true;
        });
  }

  private static org.jdbi.v3.core.statement.Update of(
      Handle handle, String sql, WorkspaceId workspace, EmitterGroup group) {
    return handle
        .createUpdate(sql)
        .bind("workspace", workspace.value())
        .bind("scope", group.scope())
        .bind("version", group.version())
        .bind("provider", group.provider());
  }

  private static Map<EmitterGroup, Word> all(Handle handle, WorkspaceId workspace) {
    var words = new TreeMap<EmitterGroup, Word>();
    handle
        .createQuery("select * from backend.semantics_overrides where workspace_id = :workspace")
        .bind("workspace", workspace.value())
        .map((columns, _) -> {
          var row = new Row(columns);
          var semantics =
              new TokenSemantics(
                  Inclusion.of(row.text("cache")),
                  Inclusion.of(row.text("reasoning")),
                  TokenSemantics.DecidedBy.OWNER);
          return Map.entry(
              new EmitterGroup(row.text("scope"), row.text("version"), row.text("provider")),
              new Word(
                  semantics,
                  row.text("reason"),
                  new UserId(row.id("set_by")),
                  row.instant("set_at")));
        })
        .forEach(word -> words.put(word.getKey(), word.getValue()));
    return words;
  }

  private static String words(EmitterGroup group) {
    return "%s %s %s".formatted(group.scope(), group.version(), group.provider()).strip();
  }

  private static String words(Word word) {
    return words(word.semantics, word.reason);
  }

  private static String words(TokenSemantics semantics, String reason) {
    return "cache %s, reasoning %s: %s"
        .formatted(semantics.cache().word(), semantics.reasoning().word(), reason);
  }
}
