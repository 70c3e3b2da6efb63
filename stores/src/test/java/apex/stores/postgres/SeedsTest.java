package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.embedded.RealPostgres;
import apex.embedded.RealRedis;
import apex.kernel.environment.Secret;
import apex.kernel.failure.Category;
import apex.kernel.health.Checkup;
import apex.kernel.health.DependencyGraph;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.Probe;
import apex.kernel.health.Verdict;
import apex.stores.redis.Redis;
import apex.stores.redis.RedisConfig;
import apex.stores.redis.RedisDrift;
import apex.stores.redis.RedisProbe;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What happened to others, replayed on real stores.
class SeedsTest {
  @Test
  void aStatementThatIsWrongInItselfIsTheProbesFaultAndTheStoreKeepsItsLastRealVerdict()
      throws Exception {
    try (var database = new Database(config(RealPostgres.shared()))) {
      var drifted = new AtomicBoolean();
      var probe = probe("database_postgres", () -> ask(database, drifted.get()));
      try (var watch = watch(List.of(probe))) {
        assertThat(watch.ask().verdicts().get("database_postgres").works()).isTrue();
        drifted.set(true);
        watch.start();
        await()
            .until(() -> watch.latest().checks().get("database_postgres").probeFault().isPresent());
        assertThat(watch.latest().verdicts().get("database_postgres").works()).isTrue();
        assertThat(watch.latest().failureLines()).isEmpty();
      }
      var first = Checkup.run(List.of(probe)).get("database_postgres");
      assertThat(first).isInstanceOf(Verdict.Unknown.class);
      assertThat(first.kind()).hasValue(Category.CALLER);
    }
  }

  @Test
  void aCommandThatIsCalledAsAnotherVersionWantsItIsTheCallersFault() throws Exception {
    var address = new Secret(RealRedis.shared().url());
    try (var redis = new Redis(new RedisConfig(address))) {
      var drift = probe("database_redis", () -> RedisDrift.setWithARenamedArgument(redis));
      var verdict = Checkup.run(List.of(drift)).get("database_redis");
      assertThat(verdict.kind()).as(verdict.sentence()).hasValue(Category.CALLER);
      assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
      assertThat(Checkup.run(List.of(new RedisProbe(redis))).get("database_redis").works())
          .isTrue();
    }
  }

  @Test
  void withBothCoreStoresReallyDownThePhaseLineIsExact() throws Exception {
    var postgres = RealPostgres.own();
    var redisServer = RealRedis.own();
    try (var database = new Database(config(postgres));
        var redis = new Redis(new RedisConfig(new Secret(redisServer.url())))) {
      postgres.kill();
      redisServer.kill();
      try (var watch =
          watch(List.of(new PostgresProbe(database, Schema.BACKEND), new RedisProbe(redis)))) {
        var report = watch.ask();
        assertThat(report.failureLines())
            .hasSize(4)
            .startsWith(
                "Service dependency validation FAILED - 2 services failed, critical business"
                    + " functionality at risk")
            .endsWith(
                "Phase phase_1_core validation failed for services: ['database_postgres',"
                    + " 'database_redis']");
        assertThat(report.verdicts().get("database_postgres").kind()).hasValue(Category.REFUSED);
        assertThat(report.verdicts().get("database_redis").kind()).hasValue(Category.REFUSED);
      }
    } finally {
      postgres.close();
      redisServer.close();
    }
  }

  private static void ask(Database database, boolean drifted) {
    var sql = drifted ? "text('SELECT 1 as test_value')" : "select 1";
    database.run(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
  }

  private static PostgresConfig config(RealPostgres postgres) {
    return new PostgresConfig(
        URI.create(postgres.url()),
        postgres.backend().user(),
        postgres.backend().password(),
        4,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  private static HealthWatch watch(List<Probe> probes) {
    return new HealthWatch(
        DependencyGraph.house(),
        "backend_service",
        probes,
        new HealthWatch.Rhythm(Duration.ofMillis(100), Duration.ofSeconds(5)),
        InstantSource.system(),
        _ -> {});
  }

  private interface Asking {
    void ask() throws Exception;
  }

  private static Probe probe(String service, Asking asking) {
    return new Probe() {
      @Override
      public String service() {
        return service;
      }

      @Override
      public void ask() throws Exception {
        asking.ask();
      }
    };
  }
}
