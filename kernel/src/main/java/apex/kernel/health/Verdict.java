package apex.kernel.health;

import java.time.Duration;

/// What a dependency answered when asked whether it would work right now.
public sealed interface Verdict {
  record Healthy(Duration took) implements Verdict {}

  /// It works, slower than its threshold or on a fallback.
  record Degraded(Duration took, String why) implements Verdict {}

  record Unhealthy(String reason, String remedy) implements Verdict {}

  /// It could not be asked: no answer within the deadline, or the probe itself is wrong.
  record Unknown(String why) implements Verdict {}

  record Blocked(String by) implements Verdict {}

  /// The word on the wire: `healthy`, `degraded`, `unhealthy` or `unknown`.
  default String label() {
    return switch (this) {
      case Healthy _ -> "healthy";
      case Degraded _ -> "degraded";
      case Unhealthy _ -> "unhealthy";
      case Unknown _, Blocked _ -> "unknown";
    };
  }

  default String sentence() {
    return switch (this) {
      case Healthy(var took) -> "healthy in %d ms".formatted(took.toMillis());
      case Degraded(var took, var why) -> "degraded, %d ms: %s".formatted(took.toMillis(), why);
      case Unhealthy(var reason, var remedy) -> "unhealthy: %s. Try: %s".formatted(reason, remedy);
      case Unknown(var why) -> "unknown: " + why;
      case Blocked(var by) -> "unknown, blocked by " + by;
    };
  }
}
