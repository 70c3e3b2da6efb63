package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/// Which files were loaded into a workspace, and what became of their rows. The rows themselves are
/// ClickHouse's.
public final class ImportStore {
  private final Database database;

  public ImportStore(Database database) {
    this.database = database;
  }

  /// Who brings the file: a person, or a program with an ingest key.
  public sealed interface Bringer {
    record Person(UserId user) implements Bringer {}

    record Program(KeyId key) implements Bringer {}
  }

  public void begin(
      WorkspaceId workspace, ImportId id, String name, String format, Bringer bringer) {
    database.within(
        workspace,
        handle ->
            of(
                    handle.createUpdate(
                        """
                        insert into backend.imports
                          (workspace_id, import_id, name, format, created_by, key_id)
                        values (:workspace, :import, :name, :format, cast(:user as uuid), cast(:key as uuid))\
                        """),
                    workspace,
                    id)
                .bind("name", name)
                .bind("format", format)
                .bindByType("user", user(bringer), UUID.class)
                .bindByType("key", key(bringer), UUID.class)
                .execute());
  }

  /// Notes how far a running import has come, and in the end as `completed` or `failed`.
  public void note(
      WorkspaceId workspace,
      ImportId id,
      ImportRecord.State state,
      ImportRecord.Counts counts,
      String rejections) {
    database.within(
        workspace,
        handle ->
            of(
                    handle.createUpdate(
                        """
                        update backend.imports set state = :state, read_rows = :read,
                          accepted_rows = :accepted, duplicate_rows = :duplicate,
                          conflicting_rows = :conflicting, rejected_rows = :rejected,
                          rejections = :rejections,
                          ended_at = case when :state = 'running' then null else now() end
                        where workspace_id = :workspace and import_id = :import
                          and state = 'running'\
                        """),
                    workspace,
                    id)
                .bind("state", state.label())
                .bind("read", counts.read())
                .bind("accepted", counts.accepted())
                .bind("duplicate", counts.duplicate())
                .bind("conflicting", counts.conflicting())
                .bind("rejected", counts.rejected())
                .bind("rejections", rejections)
                .execute());
  }

  /// Notes that its rows were reversed. Undoing again answers the first receipt. Refuses with
  /// NOT_FOUND when the workspace has no such import.
  public String undone(WorkspaceId workspace, ImportId id, String receipt) {
    return database.in(
        workspace,
        handle ->
            of(
                    handle.createQuery(
                        """
                        update backend.imports
                        set state = 'undone', receipt = coalesce(receipt, :receipt),
                          ended_at = coalesce(ended_at, now())
                        where workspace_id = :workspace and import_id = :import
                        returning receipt\
                        """),
                    workspace,
                    id)
                .bind("receipt", receipt)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() ->
                    new ApexException(ErrorCode.NOT_FOUND, "there is no import " + id + " here")));
  }

  public Optional<ImportRecord> find(WorkspaceId workspace, ImportId id) {
    return database.in(
        workspace,
        handle ->
            of(
                    handle.createQuery(
                        """
                        select * from backend.imports
                        where workspace_id = :workspace and import_id = :import\
                        """),
                    workspace,
                    id)
                .map((row, _) -> record(row))
                .findOne());
  }

  /// Newest first.
  public List<ImportRecord> list(WorkspaceId workspace, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.imports where workspace_id = :workspace
                    order by started_at desc, import_id limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("limit", limit)
                .map((row, _) -> record(row))
                .list());
  }

  private static <S extends SqlStatement<S>> S of(S statement, WorkspaceId workspace, ImportId id) {
    return statement.bind("workspace", workspace.value()).bind("import", id.value());
  }

  private static @org.jspecify.annotations.Nullable UUID user(Bringer bringer) {
    return bringer instanceof Bringer.Person(var user) ? user.value() : null;
  }

  private static @org.jspecify.annotations.Nullable UUID key(Bringer bringer) {
    return bringer instanceof Bringer.Program(var key) ? key.value() : null;
  }

  private static ImportRecord record(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new ImportRecord(
        new ImportId(row.id("import_id")),
        row.text("name"),
        row.text("format"),
        ImportRecord.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
        new ImportRecord.Counts(
            row.number("accepted_rows"),
            row.number("duplicate_rows"),
            row.number("conflicting_rows"),
            row.number("rejected_rows")),
        row.text("rejections"),
        row.maybeText("receipt"),
        row.instant("started_at"),
        row.maybeInstant("ended_at"));
  }
}
