package apex.kernel.resilience;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A bulkhead whose width follows what the other side can work on ([ConcurrencyLimit]): so many at
/// once pass, so many more may wait, all others are refused. Shared.
public final class Turnstile {
  private final String name;
  private final int waitersMax;
  private final ConcurrencyLimit limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private int inside;
  private int waiting;

  /// @param waitersMax how many may wait for a place at once
  public Turnstile(String name, ConcurrencyLimit limit, int waitersMax) {
    this.name = name;
    this.limit = limit;
    this.waitersMax = waitersMax;
  }

  /// Takes a place, or refuses with OVER_CAPACITY: too many wait, or none was left in time.
  ///
  /// @return when it was taken, on the clock of [System#nanoTime]
  public long enter(Duration patience) {
    lock.lock();
    try {
      if (inside >= limit.now()) await(patience);
      if (++inside >= limit.now()) limit.wanted();
      long now = System.nanoTime();
      limit.began(now);
      return now;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.NOT_READY, "stopped while waiting for " + name, stopped);
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration patience) throws InterruptedException {
    limit.wanted();
    if (waiting >= waitersMax) throw full("%d wait already".formatted(waiting));
    waiting++;
    try {
      long nanos = patience.toNanos();
      while (inside >= limit.now()) {
        if (nanos <= 0) throw full("no place within %d ms".formatted(patience.toMillis()));
        nanos = left.awaitNanos(nanos);
      }
    } finally {
      waiting--;
    }
  }

  private ApexException full(String why) {
    return new ApexException(
        ErrorCode.OVER_CAPACITY,
        "%s is asked as much as it can take, %d calls at once: %s".formatted(name, inside, why));
  }

  /// Gives the place back.
  ///
  /// @param well whether the other side did what was asked
  public void leave(long entered, boolean well) {
    lock.lock();
    try {
      inside--;
      limit.ended(entered, System.nanoTime(), well);
      for (int place = inside; place < limit.now(); place++) left.signal();
    } finally {
      lock.unlock();
    }
  }

  /// How many are inside.
  public int inside() {
    lock.lock();
    try {
      return inside;
    } finally {
      lock.unlock();
    }
  }

  /// How many may be inside now.
  public int width() {
    lock.lock();
    try {
      return limit.now();
    } finally {
      lock.unlock();
    }
  }
}
