package apex.spend.analysis;

import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import apex.spend.figures.SpendBy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The spend of the days that lie wholly in a period, one after another; those without a call at
/// zero.
record WholeDays(List<Day> days) {
  WholeDays {
    days = List.copyOf(days);
  }

  record Day(LocalDate date, BigDecimal usd) {}

  static WholeDays of(Period period, DataShape shape, List<SpendBy> byDay) {
    var days = new ArrayList<Day>();
    if (shape.first().isEmpty() || shape.last().isEmpty()) return new WholeDays(days);
    var spent = new LinkedHashMap<String, BigDecimal>();
    for (var day : byDay) spent.put(day.group(), day.spend().cost());
    var last = last(period, shape.last().get().atZone(period.zone()));
    for (var date = first(shape.first().get().atZone(period.zone()));
        !date.isAfter(last);
        date = date.plusDays(1))
      days.add(new Day(date, spent.getOrDefault(date.toString(), BigDecimal.ZERO)));
    return new WholeDays(days);
  }

  /// A day whose first call came in its first two hours counts as whole.
  private static LocalDate first(ZonedDateTime call) {
    return call.getHour() < 2 ? call.toLocalDate() : call.toLocalDate().plusDays(1);
  }

  /// A day whose last call came in its last two hours counts as whole.
  private static LocalDate last(Period period, ZonedDateTime call) {
    var end = period.to().atZone(period.zone()).toLocalDate();
    return call.getHour() >= 22 && !call.toLocalDate().isAfter(end)
        ? call.toLocalDate()
        : call.toLocalDate().minusDays(1);
  }

  Optional<Outcome.Refused> tooFew() {
    return count() >= DailyForecast.DAYS_MIN
        ? Optional.empty()
        : Optional.of(
            new Outcome.Refused(
                "a forecast needs %d whole days and the period has %d"
                    .formatted(DailyForecast.DAYS_MIN, count()),
                "usage of at least two weeks"));
  }

  int count() {
    return days.size();
  }

  LocalDate last() {
    return days.getLast().date;
  }

  DailyForecast forecast() {
    return new DailyForecast(
        days.stream().mapToDouble(day -> day.usd.doubleValue()).toArray(),
        days.getFirst().date.getDayOfWeek().getValue() - 1);
  }

  /// What the month of the last day has cost so far, US dollars.
  double ofLastMonth() {
    return days.stream()
        .filter(day -> day.date.withDayOfMonth(1).equals(last().withDayOfMonth(1)))
        .mapToDouble(day -> day.usd.doubleValue())
        .sum();
  }
}
