package apex.kernel.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often the same thing is tried, and how long is waited in between: full jitter, that is a
/// random time up to a bound that doubles, so that many who failed together do not come back
/// together (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
///
/// @param attemptsMax the first one counts, 1 to 10
/// @param base bound of the first pause
/// @param longest bound of any pause
public record Retry(int attemptsMax, Duration base, Duration longest) {
  /// Three attempts, pauses up to 50 and 100 ms.
  public static final Retry STANDARD = new Retry(3, Duration.ofMillis(50), Duration.ofMillis(500));

  public Retry {
    if (attemptsMax < 1 || attemptsMax > 10)
      throw new IllegalArgumentException("attempts must be 1 to 10, was " + attemptsMax);
    if (!base.isPositive() || longest.compareTo(base) < 0)
      throw new IllegalArgumentException(
          "pauses must be positive and at most %s, was %s".formatted(longest, base));
  }

  /// Before attempt number `attempt`, which is at least 2.
  public Duration pause(int attempt, RandomGenerator random) {
    long bound = base.toNanos() << Math.min(attempt - 2, 30);
    return Duration.ofNanos(random.nextLong(Math.clamp(bound, 1, longest.toNanos()) + 1));
  }
}
