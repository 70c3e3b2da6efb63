package apex.kernel.resilience;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;

/// A moment after which an answer is of no use to the caller. Handed down, so that no wait outlives
/// it.
///
/// @param nanoTime on the clock of [System#nanoTime], meaningful in this process only
public record Deadline(long nanoTime) {
  public static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /// What is left, never negative.
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean passed() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /// Refuses with DEADLINE_EXCEEDED when it has passed.
  public void check(String what) {
    if (passed()) throw new ApexException(ErrorCode.DEADLINE_EXCEEDED, what + " took too long");
  }
}
