package apex.kernel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
  private static final Verdict WELL = new Verdict.Healthy(Duration.ofMillis(3));
  private static final Verdict SLOW = new Verdict.Degraded(Duration.ofMillis(5187), "slow");
  private static final Verdict DOWN =
      new Verdict.Unhealthy(Failure.of(Category.REFUSED, "Connection refused"));
  private static final Verdict DRIFT =
      new Verdict.Unknown("the probe is wrong", java.util.Optional.of(Category.CALLER));

  @Test
  void oneBadAnswerIsNoOutageAndOneGoodOneNoRecovery() {
    var pulse = new Pulse(new Pulse.Hysteresis(2, 3));
    pulse.heard(WELL);
    pulse.heard(DOWN);
    assertThat(shown(pulse)).isEqualTo(WELL);
    pulse.heard(DOWN);
    assertThat(shown(pulse)).isEqualTo(DOWN);
    pulse.heard(WELL);
    assertThat(shown(pulse)).isEqualTo(DOWN);
    pulse.heard(WELL);
    assertThat(shown(pulse)).isEqualTo(WELL);
  }

  @Test
  void unhealthyAndUnknownAgreeThatItDoesNotWork() {
    var pulse = new Pulse(new Pulse.Hysteresis(2, 3));
    pulse.heard(WELL);
    pulse.heard(DOWN);
    pulse.heard(new Verdict.Unknown("no answer"));
    assertThat(shown(pulse).works()).isFalse();
  }

  @Test
  void aWrongProbeLeavesTheStoreItsLastRealVerdict() {
    var pulse = new Pulse(new Pulse.Hysteresis(2, 3));
    pulse.heard(WELL);
    for (int i = 0; i < 5; i++) pulse.heard(DRIFT);
    var checked = pulse.shown().orElseThrow();
    assertThat(checked.verdict()).isEqualTo(WELL);
    assertThat(checked.probeFault()).hasValue("the probe is wrong");
    pulse.heard(WELL);
    assertThat(pulse.shown().orElseThrow().probeFault()).isEmpty();
  }

  @Test
  void aWrongProbeThatNeverGotThroughIsUnknown() {
    var pulse = new Pulse(new Pulse.Hysteresis(2, 3));
    pulse.heard(DRIFT);
    assertThat(shown(pulse)).isEqualTo(DRIFT);
  }

  @Test
  void theReportIsAtHandWhileAProbeHangs() throws Exception {
    var release = new CountDownLatch(1);
    var probe = CheckupTest.probe("database_postgres", release::await);
    var asked = new CountDownLatch(1);
    var hung =
        CheckupTest.probe(
            "database_postgres",
            () -> {
              asked.countDown();
              probe.ask();
            });
    try (var watch = watch("auth_service", List.of(hung))) {
      watch.start();
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
      var began = System.nanoTime();
      var report = watch.latest();
      assertThat(System.nanoTime() - began).isLessThan(50_000_000);
      assertThat(report.verdicts().get("database_postgres")).isInstanceOf(Verdict.Unknown.class);
      release.countDown();
    }
  }

  @Test
  void withTwentyHungProbesTheReportIsAtHandAndARoundTakesOneDeadline() throws Exception {
    var release = new CountDownLatch(1);
    var services = new ArrayList<Service>();
    var probes = new ArrayList<Probe>();
    for (int i = 0; i < 20; i++) {
      services.add(service("hung_" + i));
      probes.add(CheckupTest.probe("hung_" + i, release::await));
    }
    var rhythm = new HealthWatch.Rhythm(Duration.ofSeconds(1), Duration.ofMillis(400));
    try (var watch =
        new HealthWatch(
            DependencyGraph.of(services),
            "hung_0",
            probes,
            rhythm,
            InstantSource.system(),
            _ -> {})) {
      watch.start();
      var began = System.nanoTime();
      assertThat(watch.latest().checks()).hasSize(20);
      assertThat(System.nanoTime() - began).isLessThan(100_000_000);
      var asked = System.nanoTime();
      assertThat(watch.ask().overall()).isEqualTo("degraded");
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(500));
    } finally {
      release.countDown();
    }
  }

  @Test
  void aContestedVerdictSaysSo() {
    var pulse = new Pulse(new Pulse.Hysteresis(2, 3));
    pulse.heard(WELL);
    pulse.heard(DOWN);
    assertThat(pulse.shown().orElseThrow().contested()).hasValue(DOWN);
    pulse.heard(WELL);
    assertThat(pulse.shown().orElseThrow().contested()).isEmpty();
  }

  @Test
  void aServiceThatIsBackIsShownSoon() throws Exception {
    var broken = new AtomicReference<>(true);
    var probe =
        CheckupTest.probe(
            "database_postgres",
            () -> {
              if (broken.get()) throw new ConnectException("Connection refused");
            });
    var shown = new AtomicReference<>("");
    var well = new CountDownLatch(1);
    try (var watch =
        new HealthWatch(
            DependencyGraph.house(),
            "auth_service",
            List.of(probe),
            new HealthWatch.Rhythm(Duration.ofMillis(50), Duration.ofSeconds(1)),
            InstantSource.system(),
            report -> {
              shown.set(report.overall());
              if (report.overall().equals("healthy")) well.countDown();
            })) {
      assertThat(watch.ask().overall()).isEqualTo("unhealthy");
      watch.start();
      broken.set(false);
      assertThat(well.await(5, TimeUnit.SECONDS)).as(shown.get()).isTrue();
    }
  }

  @Test
  void aClockThatJumpsMakesNothingStale() throws Exception {
    var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    try (var watch =
        new HealthWatch(
            DependencyGraph.house(),
            "auth_service",
            List.of(CheckupTest.probe("database_postgres", () -> {})),
            HealthWatch.Rhythm.STANDARD,
            now::get,
            _ -> {})) {
      watch.ask();
      now.set(Instant.parse("2027-01-01T00:00:00Z"));
      assertThat(watch.stale()).isFalse();
      now.set(Instant.parse("2020-01-01T00:00:00Z"));
      assertThat(watch.age()).isLessThan(Duration.ofMinutes(1)).isPositive();
    }
  }

  @Test
  void theCalibrationTripleIsDegradedAsAWhole() {
    var report =
        report(
            Map.of("database_postgres", SLOW, "database_redis", DOWN, "database_clickhouse", WELL));
    assertThat(report.overall()).isEqualTo("degraded");
  }

  @Test
  void bothCoreStoresDownSayTheExactLines() {
    var report = report(Map.of("database_postgres", DOWN, "database_redis", DOWN));
    assertThat(report.failureLines())
        .containsExactly(
            "Service dependency validation FAILED - 2 services failed, critical business"
                + " functionality at risk",
            "database_postgres: Failed - Connection refused",
            "database_redis: Failed - Connection refused",
            "Phase phase_1_core validation failed for services: ['database_postgres',"
                + " 'database_redis']");
  }

  @Test
  void anOptionalServiceThatNobodyLeansOnPutsNothingAtRisk() {
    var report =
        report(Map.of("database_postgres", WELL, "backend_service", WELL, "llm_service", DOWN));
    assertThat(report.overall()).isEqualTo("healthy");
    assertThat(report.failureLines()).isEmpty();
  }

  @Test
  void aCircleIsNamedWithItsMembers() {
    var a = service("a", "b");
    var b = service("b", "c");
    var c = service("c", "a");
    assertThatThrownBy(() -> DependencyGraph.of(List.of(a, b, c)))
        .hasMessage("a circle: a -> b -> c -> a");
    assertThatThrownBy(() -> DependencyGraph.of(List.of(a))).hasMessageContaining("leans on b");
  }

  @Test
  void theCriticalPathIsTheLongestInTime() {
    var graph = DependencyGraph.of(List.of(service("c", "a"), service("b"), service("a")));
    var took =
        Map.of("a", Duration.ofMillis(5), "b", Duration.ofMillis(7), "c", Duration.ofMillis(4));
    assertThat(graph.criticalPath(took)).containsExactly("a", "c");
  }

  @Test
  void aStartThatHangsNamesTheDependencyAndTheStack() {
    var startup = new PhasedStart();
    var never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            startup.phase(
                Phase.PHASE_1_CORE, "database_postgres", Duration.ofMillis(100), never::await))
        .isInstanceOfSatisfying(
            ApexException.class,
            hangs -> assertThat(hangs.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessageContaining("phase_1_core hangs on database_postgres since 100 ms")
        .hasMessageContaining("CountDownLatch.await");
    assertThat(startup.states().get(Phase.PHASE_1_CORE).status()).isEqualTo("failed");
  }

  private static Verdict shown(Pulse pulse) {
    return pulse.shown().orElseThrow().verdict();
  }

  private static HealthReport report(Map<String, Verdict> verdicts) {
    var graph = DependencyGraph.house();
    var checks = new java.util.LinkedHashMap<String, Checked>();
    graph.services().stream()
        .filter(service -> verdicts.containsKey(service.name()))
        .forEach(service -> checks.put(service.name(), Checked.now(verdicts.get(service.name()))));
    return new HealthReport(graph, "backend_service", checks, Instant.EPOCH);
  }

  private static HealthWatch watch(String of, List<Probe> probes) {
    return new HealthWatch(
        DependencyGraph.house(),
        of,
        probes,
        HealthWatch.Rhythm.STANDARD,
        InstantSource.system(),
        _ -> {});
  }

  private static Service service(String name, String... requires) {
    return new Service(
        name, Phase.PHASE_1_CORE, new ArrayList<>(List.of(requires)), List.of(), true);
  }
}
