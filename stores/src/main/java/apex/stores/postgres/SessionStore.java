package apex.stores.postgres;

import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Who is signed in, and with which refresh token. Of two who present the same token, one gets the
/// next; the other ends the session for both.
public final class SessionStore {
  private static final String SIGN_OUT =
      """
      update auth.sessions set ended_at = :now, end_reason = :reason
      where ended_at is null and user_id = :user and %s
      returning session_id\
      """;

  private final Database database;

  public SessionStore(Database database) {
    this.database = database;
  }

  public Session open(
      UserId user,
      WorkspaceId workspace,
      String userAgent,
      TokenHash refresh,
      Instant now,
      Instant refreshExpires) {
    return database.transaction(handle -> {
      var session = insert(handle, user, workspace, userAgent, now);
      keep(handle, session.id(), refresh, now, refreshExpires);
      return session;
    });
  }

  /// Uses `presented` up and makes `next` good instead, or says why not.
  public Rotation rotate(TokenHash presented, TokenHash next, Instant now, Instant nextExpires) {
    return database.transaction(handle ->
        presented(handle, presented)
            .map(token -> rotate(handle, presented, token, next, now, nextExpires))
            .orElseGet(Rotation.Unknown::new));
  }

  public Optional<Session> find(SessionId session) {
    return database.transaction(handle ->
        handle
            .createQuery("select * from auth.sessions where session_id = :session")
            .bind("session", session.value())
            .map((row, _) -> session(row))
            .findOne());
  }

  /// The user's sessions that have not ended, newest use first.
  public List<Session> live(UserId user) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select * from auth.sessions where user_id = :user and ended_at is null
                order by last_seen_at desc\
                """)
            .bind("user", user.value())
            .map((row, _) -> session(row))
            .list());
  }

  /// Moves a live session to another workspace; its refreshed tokens follow.
  public void use(SessionId session, WorkspaceId workspace) {
    database.run(handle ->
        handle
            .createUpdate(
                """
                update auth.sessions set workspace_id = :workspace
                where session_id = :session and ended_at is null\
                """)
            .bind("workspace", workspace.value())
            .bind("session", session.value())
            .execute());
  }

  /// False when the user has no such live session.
  public boolean end(UserId user, SessionId session, String reason, Instant now) {
    return database.transaction(handle ->
        end(handle, SIGN_OUT.formatted("session_id = :session"), user, session, reason, now) > 0);
  }

  /// The news of ended sessions after the `after`th, in order, at most `limit`.
  public List<SessionEnd> endsAfter(long after, int limit) {
    return database.transaction(handle ->
        handle
            .createQuery("select * from auth.session_ends where n > :n order by n limit :limit")
            .bind("n", after)
            .bind("limit", limit)
            .map((columns, _) -> sessionEnd(columns))
            .list());
  }

  static void endOthers(Handle handle, UserId user, SessionId keep, String reason, Instant now) {
    end(handle, SIGN_OUT.formatted("session_id <> :session"), user, keep, reason, now);
  }

  private static Rotation rotate(
      Handle handle,
      TokenHash presented,
      Presented token,
      TokenHash next,
      Instant now,
      Instant nextExpires) {
    var session = token.session();
    if (session.ended().isPresent()) return new Rotation.Ended();
    if (token.used()) return reused(handle, session, now);
    if (!token.expires().isAfter(now)) return new Rotation.Expired();
    useUp(handle, presented, session, now);
    keep(handle, session.id(), next, now, nextExpires);
    return new Rotation.Rotated(session);
  }

  private static Rotation reused(Handle handle, Session session, Instant now) {
    var sql = SIGN_OUT.formatted("session_id = :session");
    end(handle, sql, session.user(), session.id(), "refresh token used twice", now);
    return new Rotation.Reused(session.id());
  }

  /// Locks the session, so that whoever presents the same token waits for our verdict.
  private static Optional<Presented> presented(Handle handle, TokenHash token) {
    lockSession(handle, token);
    return handle
        .createQuery(
            """
            select s.*, t.used_at, t.expires_at
            from auth.refresh_tokens t join auth.sessions s using (session_id)
            where t.token_hash = :token\
            """)
        .bind("token", token.bytes())
        .map((columns, _) -> presented(columns))
        .findOne();
  }

  private static void lockSession(Handle handle, TokenHash token) {
    handle
        .createQuery(
            """
            select 1 from auth.sessions where session_id =
              (select session_id from auth.refresh_tokens where token_hash = :token)
            for update\
            """)
        .bind("token", token.bytes())
        .mapTo(Integer.class)
        .findOne();
  }

  private static void useUp(Handle handle, TokenHash token, Session session, Instant now) {
    handle
        .createUpdate("update auth.refresh_tokens set used_at = :now where token_hash = :token")
        .bind("now", now)
        .bind("token", token.bytes())
        .execute();
    handle
        .createUpdate("update auth.sessions set last_seen_at = :now where session_id = :session")
        .bind("now", now)
        .bind("session", session.id().value())
        .execute();
  }

  private static void keep(
      Handle handle, SessionId session, TokenHash token, Instant now, Instant expires) {
    handle
        .createUpdate(
            """
            insert into auth.refresh_tokens (token_hash, session_id, created_at, expires_at)
            values (:token, :session, :now, :expires)\
            """)
        .bind("token", token.bytes())
        .bind("session", session.value())
        .bind("now", now)
        .bind("expires", expires)
        .execute();
  }

  private static int end(
      Handle handle, String sql, UserId user, SessionId session, String reason, Instant now) {
    var ended =
        handle
            .createQuery(sql)
            .bind("now", now)
            .bind("reason", reason)
            .bind("user", user.value())
            .bind("session", session.value())
            .mapTo(UUID.class)
            .list();
    if (!ended.isEmpty()) tell(handle, ended, now);
    return ended.size();
  }

  /// One writer at a time until its commit, so that no `n` appears below one already read.
  private static void tell(Handle handle, List<UUID> ended, Instant now) {
    handle.execute("select pg_advisory_xact_lock(hashtext('auth.session_ends'))");
    for (var session : ended)
      handle
          .createUpdate("insert into auth.session_ends (session_id, ended_at) values (:s, :now)")
          .bind("s", session)
          .bind("now", now)
          .execute();
  }

  private static Session insert(
      Handle handle, UserId user, WorkspaceId workspace, String userAgent, Instant now) {
    return handle
        .createQuery(
            """
            insert into auth.sessions
              (session_id, user_id, workspace_id, user_agent, created_at, last_seen_at)
            values (:session, :user, :workspace, :agent, :now, :now) returning *\
            """)
        .bind("session", SessionId.random().value())
        .bind("user", user.value())
        .bind("workspace", workspace.value())
        .bind("agent", userAgent)
        .bind("now", now)
        .map((row, _) -> session(row))
        .one();
  }

  private static Session session(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Session(
        new SessionId(row.id("session_id")),
        new UserId(row.id("user_id")),
        new WorkspaceId(row.id("workspace_id")),
        row.text("user_agent"),
        row.instant("created_at"),
        row.instant("last_seen_at"),
        row.maybeInstant("ended_at"));
  }

  private static Presented presented(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Presented(
        session(columns), row.maybeInstant("used_at").isPresent(), row.instant("expires_at"));
  }

  private static SessionEnd sessionEnd(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new SessionEnd(
        row.number("n"), new SessionId(row.id("session_id")), row.instant("ended_at"));
  }

  private record Presented(Session session, boolean used, Instant expires) {}
}
