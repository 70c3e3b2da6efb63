package apex.spend.analysis;

import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import apex.spend.figures.SpendBy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// What any number of days to come will cost, as the analysis `forecast` computes it, with how that
/// did on days it had not seen.
public sealed interface Outlook {
  /// @param wholeDays how many days it goes on from
  /// @param after the last of them
  /// @param days how many days are forecast
  /// @param backtestWeeks weeks it was tried on that it had not seen; 0 when there were too few
  ///   days
  /// @param backtestMase its error over that of repeating the week before; below 1 is better
  /// @param backtestCovered share of those weeks whose sum lay in the interval
  record Foreseen(
      int wholeDays,
      LocalDate after,
      int days,
      BigDecimal p10Usd,
      BigDecimal p50Usd,
      BigDecimal p90Usd,
      int backtestWeeks,
      double backtestMase,
      double backtestCovered)
      implements Outlook {}

  /// There are too few days.
  ///
  /// @param send what to send so that there is a forecast
  record Refused(String why, String send) implements Outlook {}

  /// @param days how many to look ahead, 1 or more
  static Outlook of(Period period, DataShape shape, List<SpendBy> byDay, int days) {
    var whole = WholeDays.of(period, shape, byDay);
    return whole
        .tooFew()
        .<Outlook>map(few -> new Refused(few.why(), few.send()))
        .orElseGet(() -> foreseen(whole, days));
  }

  private static Foreseen foreseen(WholeDays whole, int days) {
    var forecast = whole.forecast();
    var next = forecast.next(days);
    var backtest = forecast.backtest();
    return new Foreseen(
        whole.count(),
        whole.last(),
        days,
        BigDecimal.valueOf(next.p10()),
        BigDecimal.valueOf(next.p50()),
        BigDecimal.valueOf(next.p90()),
        backtest.origins(),
        backtest.mase(),
        backtest.covered());
  }
}
