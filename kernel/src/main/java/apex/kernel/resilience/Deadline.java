package apex.kernel.resilience;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/// A moment after which an answer is of no use to the caller. Handed down, so that no wait outlives
/// it: within a thread by [#during], to another process of ours by [#HEADER].
///
/// @param nanoTime on the clock of [System#nanoTime], meaningful in this process only
public record Deadline(long nanoTime) {
  /// Carries what is left in whole milliseconds: a length and no moment, since clocks differ.
  public static final String HEADER = "X-Apex-Deadline-Ms";

  /// A longer wish says nothing: no request of ours lives longer.
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

  public static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /// The one that the running work is under, if any.
  public static Optional<Deadline> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /// `patience`, or what is left to the running work when that is less.
  public static Duration within(Duration patience) {
    return current()
        .map(Deadline::left)
        .filter(left -> left.compareTo(patience) < 0)
        .orElse(patience);
  }

  /// As [#HEADER] says it; absent without one. INVALID_REQUEST when it is no number of
  /// milliseconds.
  public static Optional<Deadline> told(Optional<String> header) {
    return header.map(text -> in(millis(text.strip())));
  }

  private static Duration millis(String text) {
    if (text.matches("[0-9]{1,7}")) {
      var wish = Duration.ofMillis(Long.parseLong(text));
      if (wish.compareTo(LONGEST) <= 0) return wish;
    }
    throw new ApexException(
        ErrorCode.INVALID_REQUEST,
        "%s must be whole milliseconds from 0 to %d, was '%s'"
            .formatted(HEADER, LONGEST.toMillis(), text));
  }

  /// Does the work under this deadline, or under the one it already has when that is earlier.
  public <T, X extends Throwable> T during(ScopedValue.CallableOp<? extends T, X> work) throws X {
    return ScopedValue.where(CURRENT, earlier()).call(work);
  }

  private Deadline earlier() {
    return current().filter(known -> known.nanoTime - nanoTime < 0).orElse(this);
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
