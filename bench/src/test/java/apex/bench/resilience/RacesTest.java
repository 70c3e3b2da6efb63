package apex.bench.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.protocol.Shapes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The bars of the limits and timeouts, in virtual time: the same seed gives the same figures.
class RacesTest {
  private static final int CALLS = 60_000;

  static List<LimitRace.Course> courses() {
    return LimitRace.courses(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @MethodSource("courses")
  void ourLimitFindsTheCapacityWithinAFifthIn5SAndStaysThere(LimitRace.Course course) {
    for (long seed = 1; seed <= 2; seed++)
      assertThat(LimitRace.of(course, Limiter.all().getFirst(), seed))
          .matches(LimitRace::well, "seed " + seed);
  }

  @Test
  void aPeerGrowsToItsMaximumWhenEveryCallTimesOut() {
    var timingOut = courses().getLast();
    var peer = LimitRace.of(timingOut, Limiter.all().get(1), 1);
    assertThat(peer.last()).as("issue 137 of concurrency-limits").isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ourTimeoutIsBackAtTheBudgetAndCutsNoHealthyOne(long seed) {
    assertThat(TimeoutRace.of(TimeoutRace.all().getFirst(), seed, CALLS))
        .matches(TimeoutRace::well);
  }

  @Test
  void theReportHasItsShapeAndJudgesOursAlone() {
    var limits =
        Limiter.all().stream()
            .map(limiter -> LimitRace.of(courses().getLast(), limiter, 1))
            .toList();
    var timeouts =
        TimeoutRace.all().stream().map(named -> TimeoutRace.of(named, 1, 2_000)).toList();
    var report =
        new ResilienceReport(
            1, Duration.ofMinutes(2), 2_000, limits, timeouts, List.of(), List.of());
    assertThat(limits).anyMatch(race -> !race.well());
    assertThat(report.well()).isTrue();
    assertThat(Shapes.faults("bench_resilience", Json.write(report.wire()))).isEmpty();
  }

  @Test
  void aFixedTimeoutEitherLetsWaitOrCutsHealthyOnes() {
    for (var peer : TimeoutRace.all().subList(1, 3))
      assertThat(TimeoutRace.of(peer, 1, CALLS)).matches(race -> !race.well());
  }
}
