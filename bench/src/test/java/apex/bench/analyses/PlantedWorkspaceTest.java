package apex.bench.analyses;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.prices.BuiltInPrices;
import apex.edge.json.Json;
import apex.launcher.sample.SampleMonth;
import apex.launcher.sample.Waste;
import apex.ops.protocol.Shapes;
import apex.spend.price.PriceBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The planted month under ten fixed seeds; a hundred are `apex bench analyses`.
class PlantedWorkspaceTest {
  private static final Instant END = Instant.parse("2026-11-01T00:00:00Z");
  private static final int CALLS = 30_000;
  private static final int SEEDS = 10;
  private static final PriceBook BOOK = BuiltInPrices.read();
  private static List<Seed> seeds = List.of();

  @BeforeAll
  static void judge() {
    seeds =
        LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Seed.of(BOOK, seed, CALLS, END)).toList();
    System.out.println("measured " + AnalysesReport.of(seeds, CALLS).text());
  }

  @Test
  void everyWasteIsFoundInEveryMonth() {
    assertThat(judged().filter(one -> !one.found())).as("not found").isEmpty();
  }

  @Test
  void theTruthLiesInsideTheIntervalOfEveryFindingThatIsNotAnEstimate() {
    assertThat(judged().filter(one -> !one.estimated() && !one.inside()).map(Judged::wire))
        .isEmpty();
  }

  @Test
  void theIntervalsOfEstimatesHoldTheTruthInSeventyToNinetyOfAHundred() {
    assertThat(AnalysesReport.of(seeds, CALLS).covered()).isBetween(0.7, 0.9);
  }

  @Test
  void aMonthWithoutWasteRaisesNoAlarm() {
    assertThat(seeds).flatExtracting(Seed::falseAlarms).isEmpty();
  }

  @Test
  void whatAllSaveTogetherIsLessThanTheSumAndMoreThanTheLargest() {
    for (var seed : seeds) assertThat(seed.joint()).isPositive().isLessThan(seed.naive());
  }

  @Test
  void aWasteIsWorthTheSameInTheWholeMonthAsOnItsOwnRoute() {
    var month = new SampleMonth(3, 6_000, END, Set.of());
    var whole = new Planted(BOOK, month);
    for (var waste : List.of(Waste.STUCK_AGENT, Waste.UNCACHED_CONVERSATIONS)) {
      var without = new Planted(BOOK, month.without(Set.of(waste)));
      assertThat(whole.cost().subtract(without.cost())).isEqualByComparingTo(whole.truth(waste));
    }
  }

  @Test
  void aFindingThatIsOffByOneInAHundredIsNotInside() {
    var right = seeds.getFirst().of(Waste.BLIND_RETRIES.name()).orElseThrow();
    var wrong =
        new Judged(
            right.seed(),
            right.waste(),
            right.kind(),
            right.truth().multiply(new BigDecimal("1.01")),
            right.finding());
    assertThat(right.inside()).isTrue();
    assertThat(wrong.inside()).isFalse();
  }

  @Test
  void theReportKeepsToItsShape() {
    var report = Json.write(AnalysesReport.of(seeds, CALLS).wire());
    assertThat(Shapes.faults("bench_analyses", report)).isEmpty();
  }

  private static Stream<Judged> judged() {
    return seeds.stream().flatMap(seed -> seed.planted().stream());
  }
}
