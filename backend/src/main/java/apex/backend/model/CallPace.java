package apex.backend.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/// At most so many calls within any minute. Shared: it holds its own lock and calls no one.
final class CallPace {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final LongSupplier nanoTime;
  private final Deque<Long> latest = new ArrayDeque<>();

  CallPace(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /// Whether a call may be made now; it is then counted.
  synchronized boolean take() {
    long now = nanoTime.getAsLong();
    while (!latest.isEmpty() && now - latest.getFirst() >= MINUTE) latest.removeFirst();
    if (latest.size() >= most) return false;
    latest.addLast(now);
    return true;
  }
}
