package apex.backend.agents.triage;

import java.time.LocalDate;
import java.time.ZonedDateTime;

/// A named stretch of time, such as a day or a quarter, in the billing zone: `from` is in it, `to`
/// is not.
record Stretch(ZonedDateTime from, ZonedDateTime to) {
  Stretch {
    if (!from.isBefore(to))
      throw new IllegalArgumentException("from must be before to, were %s, %s".formatted(from, to));
  }

  static Stretch days(LocalDate from, LocalDate to, java.time.ZoneId zone) {
    return new Stretch(from.atStartOfDay(zone), to.atStartOfDay(zone));
  }

  boolean overlaps(Stretch other) {
    return from.isBefore(other.to) && other.from.isBefore(to);
  }

  Stretch endingAt(ZonedDateTime end) {
    return to.isAfter(end) && from.isBefore(end) ? new Stretch(from, end) : this;
  }
}
