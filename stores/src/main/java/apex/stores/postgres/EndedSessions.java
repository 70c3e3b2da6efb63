package apex.stores.postgres;

import apex.kernel.identity.SessionId;
import java.time.Instant;
import java.util.List;

/// Which sessions ended, as far as auth has told the backend: what to refuse although its token is
/// still good. Survives a restart of the backend while auth is down.
public final class EndedSessions {
  private final Database database;

  public EndedSessions(Database database) {
    this.database = database;
  }

  /// How far auth's news have been read.
  public long cursor() {
    return database.transaction(handle ->
        handle.createQuery("select n from backend.ended_sessions_cursor").mapTo(Long.class).one());
  }

  /// Keeps the news and how far they go, at once.
  public void keep(List<SessionEnd> ends, long next) {
    database.run(handle -> {
      for (var end : ends)
        handle
            .createUpdate(
                """
                insert into backend.ended_sessions (session_id, ended_at) values (:session, :at)
                on conflict do nothing\
                """)
            .bind("session", end.session().value())
            .bind("at", end.at())
            .execute();
      handle
          .createUpdate("update backend.ended_sessions_cursor set n = greatest(n, :next)")
          .bind("next", next)
          .execute();
    });
  }

  public boolean ended(SessionId session) {
    return database.transaction(handle ->
        handle
            .createQuery(
                "select exists (select from backend.ended_sessions where session_id = :session)")
            .bind("session", session.value())
            .mapTo(Boolean.class)
            .one());
  }

  /// Those that ended at or after `moment`.
  public List<SessionId> since(Instant moment) {
    return database.transaction(handle ->
        handle
            .createQuery("select session_id from backend.ended_sessions where ended_at >= :moment")
            .bind("moment", moment)
            .map((row, _) -> new SessionId(new Row(row).id("session_id")))
            .list());
  }

  /// For those whose last token has expired too.
  public void forgetBefore(Instant moment) {
    database.run(handle ->
        handle
            .createUpdate("delete from backend.ended_sessions where ended_at < :moment")
            .bind("moment", moment)
            .execute());
  }
}
