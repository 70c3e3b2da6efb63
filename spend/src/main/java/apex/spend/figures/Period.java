package apex.spend.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// A stretch of time in the workspace's billing zone.
///
/// @param to exclusive
public record Period(Instant from, Instant to, ZoneId zone) {
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  public Period {
    if (!from.isBefore(to))
      throw new IllegalArgumentException(
          "a period must end after it begins, was %s to %s".formatted(from, to));
  }

  /// All the time that a call may be of.
  public static Period ever(ZoneId zone) {
    return new Period(EARLIEST, LATEST, zone);
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  public boolean holds(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }
}
