package apex.backend.agents.triage;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.stream.IntStream;

/// Days, weeks, months, quarters and years as a bill counts them, seen from one moment in one zone.
///
/// @param data when the usage lies that a name without a year most likely means
record BillingCalendar(ZonedDateTime now, Optional<Stretch> data) {

  /// How many years back a month without a year may lie.
  private static final int YEARS_BACK = 10;

  /// A unit of a bill's time.
  enum Unit {
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR
  }

  private LocalDate today() {
    return now.toLocalDate();
  }

  private ZoneId zone() {
    return now.getZone();
  }

  Stretch day(LocalDate day) {
    return Stretch.days(day, day.plusDays(1), zone());
  }

  Stretch daysAgo(int days) {
    return day(today().minusDays(days));
  }

  Stretch month(int year, Month month) {
    var first = LocalDate.of(year, month, 1);
    return Stretch.days(first, first.plusMonths(1), zone());
  }

  Stretch quarter(int year, int quarter) {
    var first = LocalDate.of(year, (quarter - 1) * 3 + 1, 1);
    return Stretch.days(first, first.plusMonths(3), zone());
  }

  Stretch half(int year, int half) {
    var first = LocalDate.of(year, half == 1 ? 1 : 7, 1);
    return Stretch.days(first, first.plusMonths(6), zone());
  }

  Stretch year(int year) {
    return Stretch.days(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1), zone());
  }

  /// The newest one that has begun and touches the data; without such, the newest that has begun.
  Stretch newest(java.util.function.IntFunction<Stretch> ofYear) {
    var begun =
        IntStream.rangeClosed(0, YEARS_BACK)
            .mapToObj(back -> ofYear.apply(now.getYear() - back))
            .filter(stretch -> stretch.from().isBefore(now))
            .toList();
    return begun.stream()
        .filter(stretch -> data.stream().anyMatch(stretch::overlaps))
        .findFirst()
        .orElse(begun.getFirst());
  }

  /// The unit `back` before the present one: 0 this month so far, 1 last month.
  Stretch calendar(Unit unit, int back) {
    return whole(unit, back).endingAt(now);
  }

  private Stretch whole(Unit unit, int back) {
    return switch (unit) {
      case HOUR -> hours(back);
      case DAY -> daysAgo(back);
      case WEEK -> week(today().minusWeeks(back));
      case MONTH -> month(today().minusMonths(back));
      case QUARTER -> quarter(today().minusMonths(3L * back));
      case YEAR -> year(now.getYear() - back);
    };
  }

  private Stretch hours(int back) {
    var begin = now.truncatedTo(ChronoUnit.HOURS).minusHours(back);
    return new Stretch(begin, begin.plusHours(1));
  }

  private Stretch week(LocalDate day) {
    var monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return Stretch.days(monday, monday.plusWeeks(1), zone());
  }

  private Stretch month(LocalDate day) {
    return month(day.getYear(), day.getMonth());
  }

  private Stretch quarter(LocalDate day) {
    return quarter(day.getYear(), day.get(IsoFields.QUARTER_OF_YEAR));
  }

  /// The last `count` units up to now, from the beginning of a day: `last 30 days`.
  Stretch rolling(Unit unit, int count) {
    var begin =
        switch (unit) {
          case HOUR -> now.minusHours(count);
          case DAY -> start(today().minusDays(count));
          case WEEK -> start(today().minusWeeks(count));
          case MONTH -> start(today().minusMonths(count));
          case QUARTER -> start(today().minusMonths(3L * count));
          case YEAR -> start(today().minusYears(count));
        };
    return new Stretch(begin, now);
  }

  private ZonedDateTime start(LocalDate day) {
    return day.atStartOfDay(zone());
  }

  /// The newest such weekday before today.
  Stretch weekday(DayOfWeek weekday) {
    return day(today().with(TemporalAdjusters.previous(weekday)));
  }
}
