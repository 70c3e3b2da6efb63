package apex.spend.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Daily spend as a trend times a weekday's share, carried on into the days to come.
///
/// The trend is Theil and Sen's line through the days with the weekday's share taken out; the
/// shares are medians over workdays and weekends (from eight weeks on, over each weekday). The
/// interval is that of a block bootstrap: residuals are drawn in runs of three days, the line is
/// fitted anew each time, and the days to come get residuals of their own. The same values and seed
/// give the same answer.
///
/// @param days spend by day, the first first
/// @param weekday of the first day, 0 for Monday
@SuppressWarnings("ArrayRecordComponent") // a few hundred numbers that nobody changes
record DailyForecast(double[] days, int weekday) {
  /// With fewer days there is no forecast.
  static final int DAYS_MIN = 14;

  private static final int RESAMPLES = 300;
  private static final int BACKTEST_RESAMPLES = 100;
  private static final int WEEK = 7;
  private static final int BLOCK = 3;
  private static final int WEEKS_FOR_WEEKDAYS = 56;
  private static final int ROUNDS = 2;
  private static final int PARAMETERS = 6;
  private static final long SEED = 20_261_121;

  /// What some days to come will cost together.
  record Interval(double p10, double p50, double p90) {
    /// The middle is the fit's own, and lies within.
    static Interval around(double low, double middle, double high) {
      return new Interval(Math.min(low, middle), middle, Math.max(high, middle));
    }
  }

  /// How the forecast did on days it had not seen.
  ///
  /// @param origins forecasts made, each of the seven days after its origin
  /// @param mase mean absolute error of a day over that of repeating the week before: below 1 is
  ///   better than that
  /// @param covered share of sums inside their interval
  record Backtest(int origins, double mase, double covered) {}

  private record Fit(double level, double slope, double[] shares) {
    double at(int day, int slot) {
      return Math.max(0, (level + slope * day) * shares[slot]);
    }
  }

  private int slot(int day, boolean byWeekday) {
    int of = Math.floorMod(weekday + day, 7);
    return byWeekday ? of : of >= 5 ? 1 : 0;
  }

  private boolean byWeekday() {
    return days.length >= WEEKS_FOR_WEEKDAYS;
  }

  /// The sum of the `count` days after the last.
  Interval next(int count) {
    return next(count, RESAMPLES);
  }

  private Interval next(int count, int resamples) {
    boolean byWeekday = byWeekday();
    var fit = fit(days, byWeekday);
    var residuals = residuals(fit, byWeekday);
    var random = new SplittableRandom(SEED);
    var sums = new double[resamples];
    for (int i = 0; i < resamples; i++)
      sums[i] = resampled(fit, residuals, count, byWeekday, random);
    Arrays.sort(sums);
    return Interval.around(
        sums[resamples / 10], sum(fit, count, byWeekday), sums[resamples - 1 - resamples / 10]);
  }

  private double sum(Fit fit, int count, boolean byWeekday) {
    double sum = 0;
    for (int day = days.length; day < days.length + count; day++)
      sum += fit.at(day, slot(day, byWeekday));
    return sum;
  }

  private double resampled(
      Fit fit, double[] residuals, int count, boolean byWeekday, SplittableRandom random) {
    var drawn = draw(residuals, days.length + count, random);
    var values = new double[days.length];
    for (int day = 0; day < days.length; day++) {
      int slot = slot(day, byWeekday);
      values[day] = fit.at(day, slot) + drawn[day] * fit.shares[slot];
    }
    var again = fit(values, byWeekday);
    double sum = 0;
    for (int day = days.length; day < days.length + count; day++) {
      int slot = slot(day, byWeekday);
      sum += again.at(day, slot) + drawn[day] * again.shares[slot];
    }
    return sum;
  }

  /// Runs of days, each from a random place, around the end to the beginning.
  private static double[] draw(double[] residuals, int count, SplittableRandom random) {
    var drawn = new double[count];
    for (int at = 0; at < count; ) {
      int from = random.nextInt(residuals.length);
      for (int i = 0; i < BLOCK && at < count; i++, at++)
        drawn[at] = residuals[(from + i) % residuals.length];
    }
    return drawn;
  }

  /// In units of a share of one; widened for what the fit has taken of them, and tuned on simulated
  /// months so that the intervals hold what they promise.
  private double[] residuals(Fit fit, boolean byWeekday) {
    double wider = (double) days.length / Math.max(1, days.length - PARAMETERS);
    var residuals = new double[days.length];
    for (int day = 0; day < days.length; day++) {
      int slot = slot(day, byWeekday);
      double share = Math.max(1e-9, fit.shares[slot]);
      residuals[day] = wider * (days[day] - fit.at(day, slot)) / share;
    }
    double mean = Arrays.stream(residuals).average().orElse(0);
    for (int day = 0; day < days.length; day++) residuals[day] -= mean;
    return residuals;
  }

  private Fit fit(double[] values, boolean byWeekday) {
    var shares = new double[byWeekday ? 7 : 2];
    Arrays.fill(shares, 1);
    var fit = line(values, shares, byWeekday);
    for (int round = 0; round < ROUNDS; round++) {
      shares(values, fit, shares, byWeekday);
      fit = line(values, shares, byWeekday);
    }
    return fit;
  }

  private void shares(double[] values, Fit fit, double[] shares, boolean byWeekday) {
    for (int slot = 0; slot < shares.length; slot++) {
      var ratios = new double[values.length];
      int found = 0;
      for (int day = 0; day < values.length; day++) {
        double trend = fit.level + fit.slope * day;
        if (slot(day, byWeekday) == slot && trend > 0) ratios[found++] = values[day] / trend;
      }
      if (found > 0) shares[slot] = Math.max(1e-6, Robust.median(Arrays.copyOf(ratios, found)));
    }
  }

  private Fit line(double[] values, double[] shares, boolean byWeekday) {
    var plain = new double[values.length];
    for (int day = 0; day < values.length; day++)
      plain[day] = values[day] / shares[slot(day, byWeekday)];
    double slope = Robust.slope(plain);
    var levels = new double[values.length];
    for (int day = 0; day < values.length; day++) levels[day] = plain[day] - slope * day;
    return new Fit(Robust.median(levels), slope, shares.clone());
  }

  /// Forecasts of seven days from each day on that has fourteen before it.
  Backtest backtest() {
    int origins = 0;
    int covered = 0;
    double error = 0;
    double naive = 0;
    for (int origin = DAYS_MIN; origin + WEEK <= days.length; origin++) {
      var seen = new DailyForecast(Arrays.copyOf(days, origin), weekday);
      var week = seen.next(WEEK, BACKTEST_RESAMPLES);
      var fit = seen.fit(seen.days, seen.byWeekday());
      double actual = 0;
      for (int day = origin; day < origin + WEEK; day++) {
        actual += days[day];
        error += Math.abs(days[day] - fit.at(day, slot(day, seen.byWeekday())));
        naive += Math.abs(days[day] - days[day - WEEK]);
      }
      origins++;
      if (actual >= week.p10 && actual <= week.p90) covered++;
    }
    return new Backtest(
        origins, naive == 0 ? 0 : error / naive, origins == 0 ? 0 : (double) covered / origins);
  }
}
