package apex.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A bounded pool of sessions on one folder. A session is opened when it is first needed and keeps
/// its database and settings until a request wants others, so that requests alike cost nothing
/// extra. The one that was used last is used next.
final class ClickHouseSessions implements AutoCloseable {
  private final Chdb chdb;
  private final Path folder;
  private final Duration patience;
  private final Semaphore permits;
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();

  ClickHouseSessions(Chdb chdb, Path folder, int most, Duration patience) {
    this.chdb = chdb;
    this.folder = folder;
    this.patience = patience;
    this.permits = new Semaphore(most);
    // The first one boots the engine and takes the folder's lock, or fails now.
    idle.push(open());
  }

  /// Work on one session.
  interface Work {
    void with(Chdb.Connection connection) throws Chdb.Refused, java.io.IOException;
  }

  /// Runs `work` in `database` with `settings`, waiting for a free session; refuses with
  /// ClickHouse's own code when there is none in time.
  void use(Optional<String> database, Map<String, String> settings, Work work)
      throws Chdb.Refused, java.io.IOException, InterruptedException {
    if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS))
      throw new Chdb.Refused(
          "Code: 202. DB::Exception: Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)");
    try {
      var session = Optional.ofNullable(idle.poll()).orElseGet(this::open);
      try {
        session.adopt(database, settings);
        work.with(session.connection);
      } finally {
        idle.push(session);
      }
    } finally {
      permits.release();
    }
  }

  private Session open() {
    return new Session(chdb.connect(List.of("clickhouse", "--path=" + folder, "--async_insert=0")));
  }

  @Override
  public void close() {
    for (var session : idle) session.connection.close();
  }

  private static final class Session {
    /// What the connection began with where that is not ClickHouse's own default.
    private static final Map<String, String> FIRST = Map.of("async_insert", "0");

    private final Chdb.Connection connection;
    private final Map<String, String> settings = new HashMap<>(FIRST);
    private String database = "default";

    Session(Chdb.Connection connection) {
      this.connection = connection;
    }

    void adopt(Optional<String> wanted, Map<String, String> requested)
        throws Chdb.Refused, java.io.IOException {
      enter(wanted.orElse("default"));
      var names = new HashSet<>(settings.keySet());
      names.addAll(requested.keySet());
      for (var name : names)
        set(name, Optional.ofNullable(requested.get(name)).or(() -> first(name)));
    }

    private void enter(String wanted) throws Chdb.Refused, java.io.IOException {
      if (wanted.equals(database)) return;
      run("USE `%s`".formatted(wanted.replace("\\", "\\\\").replace("`", "\\`")));
      database = wanted;
    }

    private void set(String name, Optional<String> value) throws Chdb.Refused, java.io.IOException {
      if (value.equals(Optional.ofNullable(settings.get(name)))) return;
      if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*"))
        throw new Chdb.Refused(
            "Code: 115. DB::Exception: Unknown setting '%s'. (UNKNOWN_SETTING)".formatted(name));
      run("SET %s = %s".formatted(name, value.map(Session::quoted).orElse("DEFAULT")));
      value.ifPresentOrElse(text -> settings.put(name, text), () -> settings.remove(name));
    }

    private static Optional<String> first(String name) {
      return Optional.ofNullable(FIRST.get(name));
    }

    private static String quoted(String value) {
      return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void run(String sql) throws Chdb.Refused, java.io.IOException {
      connection.run(Chdb.Statement.of(sql), nothing -> {});
    }
  }
}
