package apex.launcher.sample;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A month of calls of the imagined product, and the days after it: the same for the same seed,
/// count, end and wastes. Avoiding a waste leaves every other call as it is.
///
/// @param count calls of the month with all wastes in it; the days after it go on at that rate
/// @param end of the month
/// @param only the routes whose calls are wanted; empty for all. Each is made by itself, so that
///   its calls are the same with and without the others
public record SampleMonth(long seed, int count, Instant end, Set<Waste> avoided, Set<String> only) {
  /// Of the month.
  public static final int DAYS = 30;

  private static final int STORM_DAY = 24;
  private static final int STORM_SHARE = 150;

  public SampleMonth {
    avoided = Set.copyOf(avoided);
    only = Set.copyOf(only);
  }

  /// Of all routes.
  public SampleMonth(long seed, int count, Instant end, Set<Waste> avoided) {
    this(seed, count, end, avoided, Set.of());
  }

  /// The same month had these been avoided.
  public SampleMonth without(Set<Waste> wastes) {
    return new SampleMonth(seed, count, end, wastes, only);
  }

  /// Its calls of one route.
  public SampleMonth only(String route) {
    return new SampleMonth(seed, count, end, avoided, Set.of(route));
  }

  /// Hands over the calls of the month in the order of time.
  public void calls(Consumer<SampleCall> calls) {
    days(0, DAYS, calls);
  }

  /// Hands over the calls of the month's days `from` to `to`, from 0; from [#DAYS] on those after
  /// it.
  public void days(int from, int to, Consumer<SampleCall> calls) {
    var first = end.minus(Duration.ofDays(DAYS));
    long steady = count - storm();
    long total = weightUpTo(first, DAYS);
    for (int day = from; day < to; day++) {
      int before = (int) (steady * weightUpTo(first, day) / total);
      int upTo = (int) (steady * weightUpTo(first, day + 1) / total);
      var start = first.plus(Duration.ofDays(day));
      made(start, day, upTo - before).forEach(calls);
    }
  }

  private List<SampleCall> made(Instant start, int day, int calls) {
    return new SampleDay(start, day, seed, avoided, only)
        .calls(calls, day == STORM_DAY ? storm() : 0);
  }

  private int storm() {
    return count / STORM_SHARE;
  }

  /// Weekends are quiet, and usage grows a little every day.
  private static long weightUpTo(Instant first, int days) {
    long weight = 0;
    for (int day = 0; day < days; day++) {
      var weekday = first.plus(Duration.ofDays(day)).atOffset(ZoneOffset.UTC).getDayOfWeek();
      boolean weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
      weight += (weekend ? 35L : 100L) * (100 + day);
    }
    return weight;
  }
}
