package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/// A real PostgreSQL 18 on a data folder that is kept. What was committed is on the disk: fsync and
/// synchronous_commit are on. It answers when [#start] returns, and the database `apex` with one
/// role and schema for each service is there.
public final class PostgresServer implements Part {
  static final String MAJOR = "18";
  static final String SUPERUSER = "postgres";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// @param folder holds `data`, `run` and `log`
  /// @param roles owner of the schema of the same name without `apex_`
  public record Config(Path folder, int port, Secret password, List<Account> roles) {
    public Config {
      roles = List.copyOf(roles);
    }

    String url(String database) {
      return "jdbc:postgresql://%s:%d/%s".formatted(Loopback.HOST, port, database);
    }
  }

  private final Config config;
  private final Child child;

  private PostgresServer(Config config, Child child) {
    this.config = config;
    this.child = child;
  }

  static PostgresServer start(Config config, Path home, Deadline deadline) {
    var installation = new PostgresInstallation(home, config);
    var recipe = installation.server();
    Child.endOrphan(recipe);
    installation.prepareData();
    var server = new PostgresServer(config, Child.start(recipe));
    try {
      server.awaitAnswer(deadline);
      new PostgresRoles(config).create();
      return server;
    } catch (RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public int port() {
    return config.port();
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void close() {
    child.close();
  }

  private void awaitAnswer(Deadline deadline) {
    while (true) {
      try (var connection = connect(config, SUPERUSER)) {
        if (connection.isValid(5)) return;
      } catch (SQLException notYet) {
        refuseWhatWaitingCannotHeal(notYet);
      }
      if (!child.alive()) throw ended();
      deadline.check("the start of PostgreSQL");
      LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
    }
  }

  private static void refuseWhatWaitingCannotHeal(SQLException answer) {
    if ("28P01".equals(answer.getSQLState()))
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "PostgreSQL's data folder knows another password than the one kept beside it",
          "Put the file with the passwords back, or move the data folder away to begin with an empty one.");
  }

  private ApexException ended() {
    var said = String.join("\n  ", child.lastLines());
    return StartFailure.of("PostgreSQL", config.port(), said, "postgres.log");
  }

  static Connection connect(Config config, String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", config.password().reveal());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "" + PATIENCE.toSeconds());
    return DriverManager.getConnection(config.url(database), properties);
  }

  /// The programs of one installation and how they are run on one data folder.
  private record PostgresInstallation(Path home, Config config) {
    Recipe server() {
      var command = new ArrayList<>(PostgresUser.current().before());
      command.add(program("postgres"));
      command.addAll(List.of("-D", data().toString()));
      settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
      return new Recipe(
          "postgres", command, environment(), config.folder(), StopSignal.INT, PATIENCE);
    }

    private Map<String, String> settings() {
      return Map.of(
          "listen_addresses", Loopback.HOST,
          "port", "" + config.port(),
          "unix_socket_directories", "",
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "max_connections", "100",
          "shared_buffers", "64MB",
          "log_timezone", "UTC",
          "timezone", "UTC");
    }

    void prepareData() {
      try {
        if (Files.isDirectory(data())) checkVersion();
        else initialize();
        new StalePostmaster(data()).clear();
      } catch (IOException failed) {
        throw StartFailure.folder(config.folder(), failed);
      }
    }

    private void checkVersion() throws IOException {
      var found = Files.readString(data().resolve("PG_VERSION")).strip();
      if (!found.equals(MAJOR))
        throw new ApexException(
            ErrorCode.DEPENDENCY_DOWN,
            "the data folder %s was written by PostgreSQL %s, this house runs %s"
                .formatted(data(), found, MAJOR),
            "Start it with the release that wrote it and export, or move the folder away to begin with an empty one.");
    }

    /// Initialised beside its place and moved there, so that a half made folder is never used.
    private void initialize() throws IOException {
      var half = config.folder().resolve("data.half");
      CacheFolder.delete(half);
      Files.createDirectories(config.folder().resolve("run"));
      var secret = PrivateFile.write(half.resolveSibling("run/init"), config.password().reveal());
      PostgresUser.current().own(config.folder());
      try (var initdb = Child.start(initdb(half, secret))) {
        if (initdb.ended().join() != 0)
          throw StartFailure.of(
              "PostgreSQL", config.port(), String.join("\n  ", initdb.lastLines()), "initdb.log");
      } finally {
        Files.deleteIfExists(secret);
      }
      Files.move(half, data());
    }

    private Recipe initdb(Path half, Path secret) {
      var command = new ArrayList<>(PostgresUser.current().before());
      command.addAll(List.of(program("initdb"), "-D", half.toString(), "-U", SUPERUSER));
      command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + secret, "-E", "UTF8"));
      command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
      command.addAll(List.of("--locale=C", "--no-instructions"));
      return new Recipe(
          "initdb", command, environment(), config.folder(), StopSignal.TERM, PATIENCE);
    }

    private String program(String name) {
      return home.resolve("bin").resolve(name).toString();
    }

    private Path data() {
      return config.folder().resolve("data");
    }

    private static Map<String, String> environment() {
      return Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C", "TZ", "UTC");
    }
  }
}
