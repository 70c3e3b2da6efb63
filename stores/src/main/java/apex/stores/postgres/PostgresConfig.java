package apex.stores.postgres;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// How to reach PostgreSQL.
///
/// @param poolSize most connections held at once, 1 to 200
/// @param patience longest wait for a free connection, and for a new one to open
/// @param statementPatience longest time of one statement; the server ends it then
public record PostgresConfig(
    URI url,
    String user,
    Secret password,
    int poolSize,
    Duration patience,
    Duration statementPatience) {
  static final Setting<URI> URL =
      Setting.address("POSTGRES_URL", "where PostgreSQL is, as jdbc:postgresql://host:port/apex");
  static final Setting<String> USER =
      Setting.required(
          "POSTGRES_USER", "the role of this process: apex_auth or apex_backend", name -> name);
  static final Setting<Secret> PASSWORD =
      Setting.secret("POSTGRES_PASSWORD", "the password of that role");
  static final Setting<Integer> POOL_SIZE =
      Setting.number("POSTGRES_POOL_SIZE", "most connections held at once, 1 to 200", 10);
  static final Setting<Duration> PATIENCE =
      Setting.duration(
          "POSTGRES_PATIENCE", "longest wait for a connection, PT0.25S to PT5M", "PT5S");
  static final Setting<Duration> STATEMENT_PATIENCE =
      Setting.duration(
          "POSTGRES_STATEMENT_PATIENCE", "longest time of one statement, PT0.1S to PT1H", "PT15S");

  public PostgresConfig {
    URL.check(
        url.toString().startsWith("jdbc:postgresql:"), "must begin with jdbc:postgresql:", url);
    POOL_SIZE.check(poolSize >= 1 && poolSize <= 200, "must be 1 to 200", poolSize);
    PATIENCE.check(within(patience, 250, 300_000), "must be PT0.25S to PT5M", patience);
    STATEMENT_PATIENCE.check(
        within(statementPatience, 100, 3_600_000), "must be PT0.1S to PT1H", statementPatience);
  }

  /// With the default limits.
  public PostgresConfig(URI url, String user, Secret password) {
    this(url, user, password, 10, Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  public static PostgresConfig from(Environment environment) {
    var values = environment.read(URL, USER, PASSWORD, POOL_SIZE, PATIENCE, STATEMENT_PATIENCE);
    return new PostgresConfig(
        values.get(URL),
        values.get(USER),
        values.get(PASSWORD),
        values.get(POOL_SIZE),
        values.get(PATIENCE),
        values.get(STATEMENT_PATIENCE));
  }

  public static List<Setting<?>> settings() {
    return List.of(URL, USER, PASSWORD, POOL_SIZE, PATIENCE, STATEMENT_PATIENCE);
  }

  private static boolean within(Duration value, long leastMillis, long mostMillis) {
    return value.toMillis() >= leastMillis && value.toMillis() <= mostMillis;
  }
}
