package apex.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.kernel.environment.Environment;
import apex.kernel.failure.Category;
import apex.ops.protocol.Shapes;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The short form of `./apex bench faults`: a few seeded faults in a house of real processes.
class FaultsTest {
  private static final int DRAWN = 4;
  private static final java.time.Duration STORM = java.time.Duration.ofSeconds(12);

  private static Ward ward;

  @BeforeAll
  static void openTheHouse() throws IOException {
    ward = Ward.open();
  }

  @AfterAll
  static void closeIt() throws IOException {
    ward.close();
  }

  @Test
  void seededFaultsAreNamedAndRecoveredFrom() throws Exception {
    var bench = new FaultsBench(quiet());
    bench.count = DRAWN;
    bench.seed = 4;
    var report = new FaultsReport(bench.seed, bench.results(ward));
    assertThat(report.results()).hasSize(DRAWN);
    assertThat(report.results())
        .allSatisfy(result -> {
          assertThat(result.wrong()).as(result.fault().name() + ": " + result.cause()).isEmpty();
          assertThat(result.recovery()).as(result.fault().name()).isPresent();
        });
    assertThat(Shapes.faults("bench_faults", Json.write(report.wire()))).isEmpty();
  }

  /// The short form of `./apex bench faults --full`.
  @Test
  void whatIsAcknowledgedInAStormIsNotLostAndEveryRunEnds() throws Exception {
    var bench = new FaultsBench(quiet());
    bench.seed = 5;
    var result = bench.stormed(ward, STORM);
    assertThat(result.broken()).isEmpty();
    assertThat(result.acknowledged()).isPositive();
    assertThat(result.counted()).isPositive().isEqualTo(result.spans());
    assertThat(Shapes.faults("bench_storm", Json.write(result.wire()))).isEmpty();
  }

  @Test
  void theSameSeedDrawsTheSameStorm() {
    var storm = Storm.drawn(7, java.time.Duration.ofMinutes(10));
    assertThat(storm).isEqualTo(Storm.drawn(7, java.time.Duration.ofMinutes(10)));
    assertThat(storm.spells()).hasSizeGreaterThan(100);
    assertThat(storm.spells()).anyMatch(spell -> spell.steps().size() == 2);
    for (var what : List.of("kill", "stop", "latency", "swallow", "reset", "refuse"))
      assertThat(storm.spells())
          .anyMatch(spell -> spell.steps().stream().anyMatch(step -> step.what().equals(what)));
  }

  @Test
  void thereAreEnoughFaultsAndAThirdIsHeldOut() {
    var all = Fault.all();
    assertThat(all.stream().filter(fault -> !fault.twofold()).count()).isGreaterThanOrEqualTo(40);
    assertThat(all.stream().filter(Fault::twofold).count()).isGreaterThanOrEqualTo(10);
    assertThat(all.stream().filter(Fault::heldOut).count() / (double) all.size())
        .isBetween(0.30, 0.40);
    assertThat(all).extracting(Fault::name).doesNotHaveDuplicates();
    var known = Arrays.stream(Category.values()).map(Category::label).toList();
    assertThat(all)
        .allSatisfy(fault ->
            assertThat(fault.category()).matches(c -> c.isEmpty() || known.contains(c.get())));
  }

  @Test
  void theJudgeSeesEachWayOfBeingWrong() {
    var fault =
        Fault.of(
            "x | kill redis | database_redis | unhealthy | refused | database_redis | start",
            false);
    assertThat(Judge.faults(fault, diagnosis("unhealthy", "refused", "service", "Start it.")))
        .isEmpty();
    assertThat(Judge.faults(fault, diagnosis("unknown", "refused", "service", "Start it.")))
        .containsExactly("state unknown");
    assertThat(Judge.faults(fault, diagnosis("unhealthy", "timeout", "service", "Start it.")))
        .containsExactly("category timeout");
    assertThat(Judge.faults(fault, diagnosis("unhealthy", "refused", "caller", "Start it.")))
        .containsExactly("causes caller:database_redis");
    assertThat(Judge.faults(fault, diagnosis("unhealthy", "refused", "service", "Wait.")))
        .containsExactly("remedy");
  }

  private static String diagnosis(String state, String category, String scope, String remedy) {
    return Json.write(
        Map.of(
            "services",
            List.of(Map.of("name", "database_redis", "status", state, "category", category)),
            "causes",
            List.of(Map.of("service", "database_redis", "scope", scope, "remedy", remedy))));
  }

  private static Surroundings quiet() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Surroundings(
        new Environment(Map.of()),
        Path.of("").toAbsolutePath(),
        Terminal.plain(nowhere, nowhere, InputStream.nullInputStream()));
  }
}
