package apex.spend.analysis;

import apex.spend.figures.Habits;

/// What `count` further values would sum to, judged by values seen: the mean, and how far chance
/// and the mean's own error may carry it. Normal, since sums of many are.
///
/// @param mean of the sum
/// @param deviation its standard deviation: `s * sqrt(m + m^2 / n)` for m values judged by n
record Prediction(double mean, double deviation) {
  /// The 90th percentile of the standard normal distribution.
  static final double Z90 = 1.2815515655446004;

  static Prediction of(Habits.Spread seen, long count) {
    double m = count;
    return new Prediction(
        m * seen.mean(), Math.sqrt(seen.variance() * (m + m * m / Math.max(1, seen.count()))));
  }

  double low() {
    return mean - Z90 * deviation;
  }

  double high() {
    return mean + Z90 * deviation;
  }
}
