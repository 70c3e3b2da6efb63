package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.embedded.RealRedis;
import apex.kernel.environment.Environment;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.Database;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.PostgresConfig;
import apex.stores.postgres.TokenHash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged is in the ledger once, whatever is killed meanwhile. The long form is
/// `apex bench ingest --kill --full`.
class DurabilityTest {
  private static final int KILLS = 10;

  @TempDir Path folder;

  @Test
  void clickHouseKilledTenTimesLosesAndDoublesNothing() throws Exception {
    try (var house = new TelemetryHouse(RealClickHouse.own(), Map.of())) {
      var sender = house.sender();
      try (var senders =
          new Stubborn(() -> URI.create(house.url() + "/v1/traces"), sender.key(), 2)) {
        for (int i = 0; i < KILLS; i++) {
          var before = senders.count();
          await().until(() -> senders.count() > before + 300);
          house.clickHouse.kill();
          var down = senders.count();
          await().until(() -> senders.count() > down + 200); // goes on without it
          house.clickHouse.startAgain();
        }
        var acknowledged = senders.end();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(house.line().waiting().bytes()).isZero());
        assertThat(known(house.clickHouse, house.clickHouseDatabase, sender.workspace()))
            .isEqualTo(new TreeSet<>(acknowledged));
        assertThat(sender.calls()).isEqualTo(acknowledged.size());
        System.out.printf("%d spans, ClickHouse killed %d times%n", acknowledged.size(), KILLS);
      }
    }
  }

  @Test
  void backendAndRedisKilledTenTimesLoseAndDoubleNothing() throws Exception {
    var redis = RealRedis.own();
    var clickHouse = RealClickHouse.shared();
    var settings = settings(redis, clickHouse);
    var workspace = WorkspaceId.random();
    var key = "apx_" + workspace;
    var process = new Process[] {start(settings)};
    try {
      var port = new int[] {port(process[0])};
      keyFor(settings, workspace, key);
      try (var senders =
          new Stubborn(() -> URI.create("http://127.0.0.1:" + port[0] + "/v1/traces"), key, 2)) {
        for (int i = 0; i < KILLS; i++) {
          var before = senders.count();
          await().atMost(Duration.ofSeconds(30)).until(() -> senders.count() > before + 300);
          if (i % 2 == 0) redis.kill();
          process[0].destroyForcibly().waitFor();
          if (i % 2 == 0) redis.startAgain();
          process[0] = start(settings);
          port[0] = port(process[0]);
        }
        var acknowledged = senders.end();
        var database = settings.get("CLICKHOUSE_DATABASE");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() ->
                assertThat(known(clickHouse, database, workspace))
                    .isEqualTo(new TreeSet<>(acknowledged)));
        System.out.printf(
            "%d spans, backend killed %d times and Redis %d%n",
            acknowledged.size(), KILLS, KILLS / 2);
      }
    } finally {
      process[0].destroyForcibly();
      redis.close();
    }
  }

  /// The ids of the spans that count; fails when one counts twice.
  private static Set<String> known(
      RealClickHouse clickHouse, String database, WorkspaceId workspace) {
    var rows =
        clickHouse
            .ask(
                ("select lower(hex(span_id)) from %s.calls final where workspace_id = '%s'"
                        + " and sign = 1 order by 1")
                    .formatted(database, workspace))
            .lines()
            .toList();
    assertThat(rows).doesNotHaveDuplicates();
    return rows.stream().collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, String> settings(RealRedis redis, RealClickHouse clickHouse) {
    var postgres = RealPostgres.shared();
    var settings = new HashMap<String, String>();
    settings.put("POSTGRES_URL", postgres.freshDatabase());
    settings.put("POSTGRES_USER", postgres.backend().user());
    settings.put("POSTGRES_PASSWORD", postgres.backend().password().reveal());
    settings.put("REDIS_URL", redis.url());
    settings.put("CLICKHOUSE_URL", clickHouse.url());
    settings.put("CLICKHOUSE_USER", clickHouse.user());
    settings.put("CLICKHOUSE_PASSWORD", clickHouse.password());
    settings.put("CLICKHOUSE_DATABASE", clickHouse.freshDatabase());
    settings.put("BACKEND_PORT", "0");
    settings.put("AUTH_URL", "http://127.0.0.1:1");
    settings.put("SERVICE_SECRET", "a secret of thirty-two letters or more");
    settings.put("WEB_FOLDER", folder.toString());
    settings.put("INGEST_SPOOL_FOLDER", folder.resolve("spool").toString());
    return settings;
  }

  private static void keyFor(Map<String, String> settings, WorkspaceId workspace, String key) {
    try (var database = new Database(PostgresConfig.from(new Environment(settings)))) {
      new KeyStore(database).create(workspace, "test", UserId.random(), TokenHash.of(key));
    }
  }

  private static Process start(Map<String, String> settings) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "apex.backend.Main");
    builder.environment().putAll(settings);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static int port(Process process) throws IOException {
    var ready = process.inputReader().readLine();
    assertThat(ready).startsWith("READY ");
    return Integer.parseInt(ready.replaceAll("\\D", ""));
  }
}
