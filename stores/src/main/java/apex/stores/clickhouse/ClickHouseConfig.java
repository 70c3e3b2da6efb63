package apex.stores.clickhouse;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// How to reach ClickHouse over HTTP.
///
/// @param connections most at once, 1 to 100
/// @param patience longest wait for a connection to open or to be free
/// @param queryPatience longest time of one query; the server ends it then
public record ClickHouseConfig(
    URI url,
    String user,
    Secret password,
    String database,
    int connections,
    Duration patience,
    Duration queryPatience) {
  static final Setting<URI> URL =
      Setting.address("CLICKHOUSE_URL", "where ClickHouse is, as http://host:port");
  static final Setting<String> USER =
      Setting.text("CLICKHOUSE_USER", "the user of the backend in ClickHouse", "default");
  static final Setting<Secret> PASSWORD =
      Setting.secret("CLICKHOUSE_PASSWORD", "the password of that user");
  static final Setting<String> DATABASE =
      Setting.text("CLICKHOUSE_DATABASE", "the database that holds the usage", "apex");
  static final Setting<Integer> CONNECTIONS =
      Setting.number("CLICKHOUSE_CONNECTIONS", "most connections held at once, 1 to 100", 8);
  static final Setting<Duration> PATIENCE =
      Setting.duration(
          "CLICKHOUSE_PATIENCE", "longest wait for a connection, PT0.1S to PT5M", "PT5S");
  static final Setting<Duration> QUERY_PATIENCE =
      Setting.duration(
          "CLICKHOUSE_QUERY_PATIENCE", "longest time of one query, PT1S to PT1H", "PT30S");

  public ClickHouseConfig {
    URL.check(
        "http".equals(url.getScheme()) || "https".equals(url.getScheme()),
        "must begin with http:// or https://",
        url);
    DATABASE.check(
        database.matches("[a-z][a-z0-9_]{0,62}"),
        "must be lower-case letters, digits and _, beginning with a letter",
        database);
    CONNECTIONS.check(connections >= 1 && connections <= 100, "must be 1 to 100", connections);
    PATIENCE.check(within(patience, 100, 300_000), "must be PT0.1S to PT5M", patience);
    QUERY_PATIENCE.check(
        within(queryPatience, 1000, 3_600_000), "must be PT1S to PT1H", queryPatience);
  }

  /// With the default limits.
  public ClickHouseConfig(URI url, String user, Secret password, String database) {
    this(url, user, password, database, 8, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  public static ClickHouseConfig from(Environment environment) {
    var values =
        environment.read(URL, USER, PASSWORD, DATABASE, CONNECTIONS, PATIENCE, QUERY_PATIENCE);
    return new ClickHouseConfig(
        values.get(URL),
        values.get(USER),
        values.get(PASSWORD),
        values.get(DATABASE),
        values.get(CONNECTIONS),
        values.get(PATIENCE),
        values.get(QUERY_PATIENCE));
  }

  public static List<Setting<?>> settings() {
    return List.of(URL, USER, PASSWORD, DATABASE, CONNECTIONS, PATIENCE, QUERY_PATIENCE);
  }

  private static boolean within(Duration value, long leastMillis, long mostMillis) {
    return value.toMillis() >= leastMillis && value.toMillis() <= mostMillis;
  }
}
