package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.resilience.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL for tests: [#shared] is started once per test JVM on first use and ended with
/// it, [#own] is a private one that a test may kill. Both have the database `apex` with the empty
/// schemas `auth` and `backend`; [#freshDatabase] gives a test empty ones of its own.
public final class RealPostgres implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final PostgresServer.Config config;
  private final Account auth;
  private final Account backend;
  private PostgresServer server;

  private RealPostgres() {
    auth = new Account("apex_auth", Passwords.fresh());
    backend = new Account("apex_backend", Passwords.fresh());
    config =
        new PostgresServer.Config(
            TestFolder.shared().of("postgres"),
            Loopback.freePort(),
            Passwords.fresh(),
            List.of(auth, backend));
    server = started(config);
    TestFolder.shared().atEnd(this::close);
  }

  /// The one of this JVM.
  public static RealPostgres shared() {
    return Shared.INSTANCE;
  }

  /// Another one, to be killed or stopped by its test.
  public static RealPostgres own() {
    return new RealPostgres();
  }

  /// `jdbc:postgresql://127.0.0.1:PORT/apex`.
  public String url() {
    return config.url(PostgresRoles.DATABASE);
  }

  /// The owner of the schema `auth`.
  public Account auth() {
    return auth;
  }

  /// The owner of the schema `backend`.
  public Account backend() {
    return backend;
  }

  /// May do everything, as no part of the house may.
  public Account superuser() {
    return new Account(PostgresServer.SUPERUSER, config.password());
  }

  public int port() {
    return config.port();
  }

  public long pid() {
    return server.child().pid();
  }

  /// The address of a new database with the same roles and empty schemas of their own.
  public String freshDatabase() {
    var name = "apex_%d".formatted(DATABASES.incrementAndGet());
    new PostgresRoles(config).create(name);
    return config.url(name);
  }

  /// How many sessions were opened so far, of all databases.
  public long sessions() {
    try (var connection = PostgresServer.connect(config, PostgresServer.SUPERUSER);
        var statement = connection.createStatement();
        var answer = statement.executeQuery("select sum(sessions) from pg_stat_database")) {
      return answer.next() ? answer.getLong(1) : 0;
    } catch (SQLException stopped) {
      return 0;
    }
  }

  /// As by `kill -9`.
  public void kill() {
    StopSignal.KILL.send(pid());
    server.child().ended().join();
  }

  /// Starts it again on the same port and data after [#kill] or [#close].
  public void startAgain() {
    server = started(config);
  }

  /// Stops it in order; the data stays until the JVM ends.
  @Override
  public void close() {
    if (server.child().alive() && this == Shared.INSTANCE) SocketCount.add("postgres", sessions());
    server.close();
  }

  /// Nothing here is secret from a test, so the passwords are easy to reach.
  public Secret password() {
    return backend.password();
  }

  private static PostgresServer started(PostgresServer.Config config) {
    var cache = CacheFolder.from(RealEnvironment.read());
    var home = new Binaries(cache, Platform.current()).postgres();
    return PostgresServer.start(config, home, Deadline.in(Duration.ofSeconds(60)));
  }

  private static final class Shared {
    static final RealPostgres INSTANCE = new RealPostgres();
  }
}
