package apex.backend.agents.step;

import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;

/// Says in words which calls something is about.
public final class SliceWords {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private SliceWords() {}

  /// `2026-06-01 to 2026-06-30 (UTC)`: the last day is in it; with minutes where it is not whole
  /// days.
  public static String of(Period period) {
    var begin = period.from().atZone(period.zone());
    var end = period.to().atZone(period.zone());
    if (midnight(begin) && midnight(end)) return days(begin, end.minusDays(1));
    return "%s to %s (%s)".formatted(MINUTE.format(begin), MINUTE.format(end), zone(period));
  }

  private static String days(ZonedDateTime first, ZonedDateTime last) {
    var opening = DAY.format(first);
    var closing = DAY.format(last);
    var zone = first.getZone().getId();
    return opening.equals(closing)
        ? "%s (%s)".formatted(opening, zone)
        : "%s to %s (%s)".formatted(opening, closing, zone);
  }

  private static String zone(Period period) {
    return period.zone().getId();
  }

  private static boolean midnight(ZonedDateTime at) {
    return at.toLocalDate().atStartOfDay(at.getZone()).equals(at);
  }

  /// `model gpt-4o; route chat`, or `all calls`.
  public static String calls(Slice slice) {
    var parts = new ArrayList<String>();
    if (!slice.models().isEmpty()) parts.add("model " + String.join(", ", slice.models()));
    if (!slice.routes().isEmpty()) parts.add("route " + String.join(", ", slice.routes()));
    if (!slice.providers().isEmpty()) parts.add("provider " + String.join(", ", slice.providers()));
    return parts.isEmpty() ? "all calls" : String.join("; ", parts);
  }
}
