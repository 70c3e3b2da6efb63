package apex.kernel.resilience;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The beat of work that is done again and again: a wait between two rounds that ends at once when
/// it is closed. Shared.
public final class Tick implements AutoCloseable {
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// Waits. False when the rounds are to end: it was closed, or the thread was interrupted, which
  /// stays visible.
  public boolean pause(Duration length) {
    try {
      return !stopped.await(length.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public boolean stopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
