package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void oneWildValueDoesNotMoveTheMedianOrTheSlope() {
    assertThat(Robust.median(new double[] {1, 2, 3, 4, 1e9})).isEqualTo(3);
    assertThat(Robust.slope(new double[] {0, 2, 4, 6, 8, 1e9, 12, 14, 16, 18})).isEqualTo(2);
  }

  @Test
  void theScoreIsThatOfIglewiczAndHoaglin() {
    var others = new double[] {2, 4, 6, 8, 10, 12, 14};
    // median 8, MAD 4: 0.6745 * (40 - 8) / 4
    assertThat(Robust.score(40, others)).isCloseTo(5.396, within(1e-9));
    assertThat(Robust.score(5, new double[] {5, 5, 5})).isZero();
    assertThat(Robust.score(6, new double[] {5, 5, 5})).isInfinite();
    // MAD 0: the mean absolute deviation stands in for it
    assertThat(Robust.score(9, new double[] {5, 5, 5, 5, 9}))
        .isCloseTo(4 / (1.253314 * 0.8), within(1e-9));
  }

  @Test
  void theChanceOfADeviationIsThatOfTheNormalDistribution() {
    assertThat(Robust.twoSided(0)).isCloseTo(1, within(1e-6));
    assertThat(Robust.twoSided(1.959964)).isCloseTo(0.05, within(1e-6));
    assertThat(Robust.twoSided(3.290527)).isCloseTo(0.001, within(1e-6));
    assertThat(Robust.twoSided(6)).isBetween(1e-10, 1e-8);
  }

  @Test
  void ofAThousandSeriesOfNoiseHardlyAnyIsADiscovery() {
    var random = new SplittableRandom(11);
    var chances = random.doubles(24_000).toArray();
    assertThat(Robust.discovery(chances, 0.05)).isLessThan(1e-4);
    chances[17] = 1e-9;
    assertThat(Robust.discovery(chances, 0.05)).isGreaterThanOrEqualTo(1e-9);
  }

  @Test
  void theSampleSizeOfAQualityCheckIsThatOfTheFormula() {
    assertThat(RightSizing.sampleSize(0.9, 0.03)).isEqualTo(1_237);
  }

  @Test
  void aForecastOfWhatItKnowsIsExact() {
    var days = new double[28];
    for (int day = 0; day < days.length; day++) days[day] = (100 + day) * (day % 7 >= 5 ? 0.4 : 1);
    var next = new DailyForecast(days, 0).next(7);
    double expected = 0;
    for (int day = 28; day < 35; day++) expected += (100 + day) * (day % 7 >= 5 ? 0.4 : 1);
    assertThat(next.p50()).isCloseTo(expected, within(1e-6));
    assertThat(next.p10()).isCloseTo(expected, within(1e-3));
  }

  @Test
  void theIntervalsOfForecastsHoldTheTruthInAboutEightOfTen() {
    int inside = 0;
    int of = 100;
    for (int seed = 0; seed < of; seed++) {
      var random = new SplittableRandom(seed);
      var days = new double[30];
      for (int day = 0; day < 30; day++) days[day] = noisy(day, random);
      double truth = 0;
      for (int day = 30; day < 60; day++) truth += noisy(day, random);
      var next = new DailyForecast(days, 0).next(30);
      if (truth >= next.p10() && truth <= next.p90()) inside++;
    }
    System.out.printf("measured forecast coverage %d of %d%n", inside, of);
    assertThat(inside).isBetween(of * 70 / 100, of * 90 / 100);
  }

  private static double noisy(int day, SplittableRandom random) {
    return (100 + day) * (day % 7 >= 5 ? 0.4 : 1) * (0.85 + 0.3 * random.nextDouble());
  }
}
