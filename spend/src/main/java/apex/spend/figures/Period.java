package apex.spend.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// A stretch of time in the workspace's billing zone.
///
/// @param to exclusive
public record Period(Instant from, Instant to, ZoneId zone) {
  public Period {
    if (!from.isBefore(to))
      throw new IllegalArgumentException(
          "a period must end after it begins, was %s to %s".formatted(from, to));
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  public boolean holds(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }
}
