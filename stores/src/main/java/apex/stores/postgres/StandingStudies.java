package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Studies of all calls of a workspace, made in the background at most once a day for those that
/// asked within a week. Each is kept for a month, so that an answer can be computed again.
public final class StandingStudies {
  private final Database database;

  public StandingStudies(Database database) {
    this.database = database;
  }

  /// @param asOf the last ingested batch that it saw
  /// @param book the version of the book that priced
  /// @param from the first call, `to` just after the last one
  /// @param body JSON of what was counted
  public record Study(
      Instant countedAt, long asOf, String book, Instant from, Instant to, String body) {}

  /// Has the workspace studied, soon and then daily for a week.
  public void wish(WorkspaceId workspace) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    insert into backend.study_wishes (workspace_id) values (:workspace)
                    on conflict (workspace_id) do update set asked_at = now()\
                    """)
                .bind("workspace", workspace.value())
                .execute());
  }

  /// The newest one made before `moment`.
  public Optional<Study> latest(WorkspaceId workspace, Instant moment) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.standing_studies
                    where workspace_id = :workspace and counted_at <= :moment
                    order by counted_at desc limit 1\
                    """)
                .bind("workspace", workspace.value())
                .bind("moment", moment)
                .map((columns, _) -> study(new Row(columns)))
                .findOne());
  }

  private static Study study(Row row) throws SQLException {
    return new Study(
        row.instant("counted_at"),
        row.number("as_of"),
        row.text("book_id"),
        row.instant("calls_from"),
        row.instant("calls_to"),
        row.text("body"));
  }

  /// A workspace whose study is due, taken for the time of the lease.
  public Optional<WorkspaceId> take(Duration lease) {
    return database.forTask(
        "study",
        handle ->
            handle
                .createQuery(
                    """
                    update backend.study_wishes w
                    set lease_until = clock_timestamp() + :millis * interval '1 ms'
                    from (select workspace_id from backend.study_wishes
                      where asked_at > now() - interval '7 days'
                        and coalesce(counted_at, '-infinity') < now() - interval '1 day'
                        and coalesce(lease_until, '-infinity') < clock_timestamp()
                      order by counted_at nulls first limit 1 for update skip locked) due
                    where w.workspace_id = due.workspace_id
                    returning w.workspace_id\
                    """)
                .bind("millis", lease.toMillis())
                .map((columns, _) -> new WorkspaceId(new Row(columns).id("workspace_id")))
                .findOne());
  }

  /// Keeps a study and forgets those older than a month.
  public void keep(WorkspaceId workspace, Study study) {
    database.within(
        workspace,
        handle -> {
          handle
              .createUpdate(
                  """
                  insert into backend.standing_studies
                    (workspace_id, counted_at, as_of, book_id, calls_from, calls_to, body)
                  values (:workspace, :at, :as_of, :book, :from, :to, :body)\
                  """)
              .bind("workspace", workspace.value())
              .bind("at", study.countedAt())
              .bind("as_of", study.asOf())
              .bind("book", study.book())
              .bind("from", study.from())
              .bind("to", study.to())
              .bind("body", study.body())
              .execute();
          handle
              .createUpdate(
                  """
                  delete from backend.standing_studies
                  where workspace_id = :workspace and counted_at < now() - interval '30 days'\
                  """)
              .bind("workspace", workspace.value())
              .execute();
          counted(handle, workspace);
        });
  }

  /// There was nothing to count, or too much: tried again tomorrow.
  public void skip(WorkspaceId workspace) {
    database.within(workspace, handle -> counted(handle, workspace));
  }

  /// It failed: tried again after `pause`.
  public void putOff(WorkspaceId workspace, Duration pause) {
    database.within(
        workspace,
        handle ->
            handle
                .createUpdate(
                    """
                    update backend.study_wishes
                    set lease_until = clock_timestamp() + :millis * interval '1 ms'
                    where workspace_id = :workspace\
                    """)
                .bind("workspace", workspace.value())
                .bind("millis", pause.toMillis())
                .execute());
  }

  private static void counted(Handle handle, WorkspaceId workspace) {
    handle
        .createUpdate(
            """
            update backend.study_wishes set counted_at = now(), lease_until = null
            where workspace_id = :workspace\
            """)
        .bind("workspace", workspace.value())
        .execute();
  }
}
