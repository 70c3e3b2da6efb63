package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What was said in each conversation. A thread belongs to the user who began it: to every other
/// member of the workspace it does not exist.
public final class ThreadStore {
  private static final int TITLE_LENGTH = 80;

  private final Database database;

  public ThreadStore(Database database) {
    this.database = database;
  }

  /// Keeps the message and a new run that answers it, both or neither. The same client message id
  /// again changes nothing. Refuses with NOT_FOUND when the thread is not the user's.
  public Accepted accept(WorkspaceId workspace, UserId user, NewMessage message) {
    return database.in(
        workspace,
        handle -> {
          takeTurns(handle, workspace, user, message.clientMessageId());
          return known(handle, workspace, user, message.clientMessageId())
              .orElseGet(() -> keep(handle, workspace, user, message));
        });
  }

  /// The user's threads, latest activity first.
  public List<Conversation> threads(WorkspaceId workspace, UserId user, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.threads where workspace_id = :workspace and user_id = :user
                    order by updated_at desc limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("user", user.value())
                .bind("limit", limit)
                .map((row, _) -> conversation(row))
                .list());
  }

  /// The newest messages, oldest first, at most `limit`. Refuses with NOT_FOUND when the thread is
  /// not the user's.
  public List<Message> messages(WorkspaceId workspace, UserId user, ThreadId thread, int limit) {
    return database.in(
        workspace,
        handle -> {
          requireOwn(handle, workspace, user, thread);
          return latest(handle, workspace, thread, limit);
        });
  }

  /// Adds the answer of a run to its thread; the run's first answer stays.
  static void answer(Handle handle, Lease lease, String content) {
    handle
        .createUpdate(
            """
            insert into backend.messages
              (workspace_id, message_id, thread_id, user_id, speaker, content, run_id)
            values (:workspace, :message, :thread, :user, 'assistant', :content, :run)\
            """)
        .bind("workspace", lease.workspace().value())
        .bind("message", MessageId.random().value())
        .bind("thread", lease.thread().value())
        .bind("user", lease.user().value())
        .bind("content", content)
        .bind("run", lease.run().value())
        .execute();
    touch(handle, lease.workspace(), lease.thread());
  }

  /// Two sockets may send the same message at once: the second waits and then finds the first's.
  private static void takeTurns(
      Handle handle, WorkspaceId workspace, UserId user, String clientMessageId) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended(:name, 0))::text")
        .bind("name", "accept %s %s %s".formatted(workspace, user, clientMessageId))
        .mapTo(String.class)
        .one();
  }

  private static Optional<Accepted> known(
      Handle handle, WorkspaceId workspace, UserId user, String clientMessageId) {
    return handle
        .createQuery(
            """
            select thread_id, message_id, run_id from backend.messages
            where workspace_id = :workspace and user_id = :user and client_message_id = :client\
            """)
        .bind("workspace", workspace.value())
        .bind("user", user.value())
        .bind("client", clientMessageId)
        .map((row, _) -> replayed(new Row(row)))
        .findOne();
  }

  private static Accepted keep(
      Handle handle, WorkspaceId workspace, UserId user, NewMessage message) {
    var thread =
        message.thread().orElseGet(() -> begin(handle, workspace, user, message.content()));
    requireOwn(handle, workspace, user, thread);
    touch(handle, workspace, thread);
    var accepted = new Accepted(thread, MessageId.random(), RunId.random(), false);
    insert(handle, workspace, user, message, accepted);
    return accepted;
  }

  private static void insert(
      Handle handle, WorkspaceId workspace, UserId user, NewMessage message, Accepted accepted) {
    handle
        .createUpdate(
            """
            with run as (
              insert into backend.runs (workspace_id, run_id, thread_id, user_id, question)
              values (:workspace, :run, :thread, :user, :content))
            insert into backend.messages
              (workspace_id, message_id, thread_id, user_id, client_message_id, speaker, content, run_id)
            values (:workspace, :message, :thread, :user, :client, 'user', :content, :run)\
            """)
        .bind("workspace", workspace.value())
        .bind("run", accepted.run().value())
        .bind("thread", accepted.thread().value())
        .bind("user", user.value())
        .bind("content", message.content())
        .bind("message", accepted.message().value())
        .bind("client", message.clientMessageId())
        .execute();
  }

  private static ThreadId begin(Handle handle, WorkspaceId workspace, UserId user, String content) {
    var thread = ThreadId.random();
    handle
        .createUpdate(
            """
            insert into backend.threads (workspace_id, thread_id, user_id, title)
            values (:workspace, :thread, :user, :title)\
            """)
        .bind("workspace", workspace.value())
        .bind("thread", thread.value())
        .bind("user", user.value())
        .bind("title", title(content))
        .execute();
    return thread;
  }

  private static String title(String content) {
    var line = content.strip().lines().findFirst().orElse("");
    var end =
        line.offsetByCodePoints(0, Math.min(TITLE_LENGTH, line.codePointCount(0, line.length())));
    return line.substring(0, end);
  }

  private static void touch(Handle handle, WorkspaceId workspace, ThreadId thread) {
    handle
        .createUpdate(
            """
            update backend.threads set updated_at = now()
            where workspace_id = :workspace and thread_id = :thread\
            """)
        .bind("workspace", workspace.value())
        .bind("thread", thread.value())
        .execute();
  }

  private static void requireOwn(
      Handle handle, WorkspaceId workspace, UserId user, ThreadId thread) {
    var own =
        handle
            .createQuery(
                """
                select 1 from backend.threads
                where workspace_id = :workspace and thread_id = :thread and user_id = :user\
                """)
            .bind("workspace", workspace.value())
            .bind("thread", thread.value())
            .bind("user", user.value())
            .mapTo(Integer.class)
            .findOne();
    if (own.isEmpty())
      throw new ApexException(ErrorCode.NOT_FOUND, "there is no thread " + thread + " here");
  }

  private static List<Message> latest(
      Handle handle, WorkspaceId workspace, ThreadId thread, int limit) {
    return handle
        .createQuery(
            """
            select * from (
              select * from backend.messages
              where workspace_id = :workspace and thread_id = :thread order by n desc limit :limit) m
            order by n\
            """)
        .bind("workspace", workspace.value())
        .bind("thread", thread.value())
        .bind("limit", limit)
        .map((row, _) -> message(row))
        .list();
  }

  private static Accepted replayed(Row row) throws SQLException {
    return new Accepted(
        new ThreadId(row.id("thread_id")),
        new MessageId(row.id("message_id")),
        new RunId(row.id("run_id")),
        true);
  }

  private static Conversation conversation(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Conversation(
        new ThreadId(row.id("thread_id")),
        row.text("title"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static Message message(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Message(
        new MessageId(row.id("message_id")),
        Message.Speaker.valueOf(row.text("speaker").toUpperCase(Locale.ROOT)),
        row.text("content"),
        new RunId(row.id("run_id")),
        row.instant("created_at"));
  }
}
