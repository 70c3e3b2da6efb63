package apex.spend.analysis;

import java.util.Arrays;

/// Statistics that a few wild values do not move.
final class Robust {
  /// Of a normal sample, the median absolute deviation times this is near the standard deviation.
  private static final double MAD_SCALE = 0.6745;

  /// The same for the mean absolute deviation.
  private static final double MEAN_AD_SCALE = 1.253314;

  private Robust() {}

  /// @param values at least one
  static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /// How far a value lies from the others' median, in robust deviations: `0.6745 * (x - median) /
  /// MAD` (Iglewicz and Hoaglin); where the MAD is zero the mean absolute deviation stands in for
  /// it, and where that is zero as well any difference is infinite.
  static double score(double value, double[] others) {
    double median = median(others);
    double mad = median(distances(others, median));
    double scale =
        mad > 0
            ? mad / MAD_SCALE
            : MEAN_AD_SCALE * Arrays.stream(distances(others, median)).average().orElse(0);
    if (scale > 0) return (value - median) / scale;
    return value == median ? 0 : Double.POSITIVE_INFINITY * Math.signum(value - median);
  }

  private static double[] distances(double[] values, double from) {
    return Arrays.stream(values).map(value -> Math.abs(value - from)).toArray();
  }

  /// Theil and Sen's slope for each step: the median of the slopes between all pairs; 0 for less
  /// than two values.
  static double slope(double[] values) {
    int n = values.length;
    if (n < 2) return 0;
    var slopes = new double[n * (n - 1) / 2];
    int at = 0;
    for (int i = 0; i < n; i++)
      for (int j = i + 1; j < n; j++) slopes[at++] = (values[j] - values[i]) / (j - i);
    return median(slopes);
  }

  /// The chance of a standard normal value at least as far from zero, on both sides: Abramowitz and
  /// Stegun 7.1.26, to 1.5e-7 of the error function, and Mills' bound beyond four deviations.
  static double twoSided(double score) {
    double z = Math.abs(score);
    if (Double.isInfinite(z)) return 0;
    if (z > 4) return 2 * Math.exp(-z * z / 2) / (z * Math.sqrt(2 * Math.PI));
    double t = 1 / (1 + 0.3275911 * z / Math.sqrt(2));
    double poly =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return poly * Math.exp(-z * z / 2);
  }

  /// Benjamini and Hochberg: the largest chance that may be called a discovery among these, so that
  /// of the discoveries at most the share `rate` is expected to be false; 0 when none may.
  static double discovery(double[] chances, double rate) {
    var sorted = chances.clone();
    Arrays.sort(sorted);
    double most = 0;
    for (int i = 0; i < sorted.length; i++)
      if (sorted[i] <= rate * (i + 1) / sorted.length) most = sorted[i];
    return most;
  }
}
