package apex.spend.violation;

import java.time.Instant;

/// Breaks: spend has no clock.
public final class LooksAtTheClock {
  Instant today() {
    return Instant.now();
  }
}
