package apex.kernel.resilience;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Interrupts a call that takes too long. A virtual thread that waits for a socket closes it then
/// (JDK, `java.net.Socket`), so that no driver has to be asked for the favour; of a platform thread
/// only waits that heed interrupts end, and the driver's own limit must do.
final class Watchdog {
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private Watchdog() {}

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("watchdog").unstarted(work));
    clock.setRemoveOnCancelPolicy(true); // else each call would leave something behind
    return clock;
  }

  /// Watches the calling thread.
  static Watch over(Duration patience) {
    var watch = new Watch(Thread.currentThread());
    watch.alarm = CLOCK.schedule(watch, patience.toNanos(), TimeUnit.NANOSECONDS);
    return watch;
  }

  /// One call being watched.
  static final class Watch implements Runnable {
    private static final int RUNNING = 0;
    private static final int ENDED = 1;
    private static final int CUTTING = 2;
    private static final int CUT = 3;

    private final Thread caller;
    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private Future<?> alarm = java.util.concurrent.CompletableFuture.completedFuture(null);

    private Watch(Thread caller) {
      this.caller = caller;
    }

    @Override
    public void run() {
      if (!state.compareAndSet(RUNNING, CUTTING)) return;
      caller.interrupt();
      state.set(CUT);
    }

    /// Ends the watch and says whether the call was cut. Afterwards no interrupt of ours is pending
    /// or will come. Once.
    boolean end() {
      alarm.cancel(false);
      if (state.compareAndSet(RUNNING, ENDED)) return false;
      while (state.get() != CUT) Thread.onSpinWait();
      Thread.interrupted();
      return true;
    }
  }
}
