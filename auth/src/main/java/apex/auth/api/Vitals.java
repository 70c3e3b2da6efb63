package apex.auth.api;

import apex.kernel.environment.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What every health answer says about the process itself.
public record Vitals(String version, Stage stage, Instant startedAt, InstantSource clock) {
  Instant now() {
    return clock.instant();
  }

  long uptimeSeconds() {
    return Math.max(0, Duration.between(startedAt, now()).toSeconds());
  }
}
