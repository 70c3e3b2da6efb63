package apex.backend.agents.triage;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The time a question is about: `from` is in it, `to` is not.
///
/// @param zone the workspace's billing zone, in which days and months begin
/// @param basis why it is this period
public record Period(Instant from, Instant to, ZoneId zone, Basis basis) {

  /// Why a period was chosen.
  public enum Basis {
    /// The question named it.
    ASKED,
    /// The question named none: everything there is.
    ALL_DATA,
    /// Taken from the previous question of the conversation.
    CARRIED
  }

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  public Period {
    if (!from.isBefore(to))
      throw new IllegalArgumentException("from must be before to, were %s, %s".formatted(from, to));
  }

  public boolean overlaps(Instant first, Instant last) {
    return !first.isAfter(to.minusNanos(1)) && !last.isBefore(from);
  }

  public Period carried() {
    return new Period(from, to, zone, Basis.CARRIED);
  }

  /// `2026-06-01 to 2026-06-30 (UTC)`: the last day is in it; with minutes where it is not whole
  /// days.
  public String words() {
    var begin = from.atZone(zone);
    var end = to.atZone(zone);
    if (midnight(begin) && midnight(end)) return days(begin, end.minusDays(1));
    return "%s to %s (%s)".formatted(MINUTE.format(begin), MINUTE.format(end), zone);
  }

  private String days(ZonedDateTime first, ZonedDateTime last) {
    var opening = DAY.format(first);
    var closing = DAY.format(last);
    return opening.equals(closing)
        ? "%s (%s)".formatted(opening, zone)
        : "%s to %s (%s)".formatted(opening, closing, zone);
  }

  private static boolean midnight(ZonedDateTime at) {
    return at.toLocalDate().atStartOfDay(at.getZone()).equals(at);
  }
}
