package apex.embedded;

import apex.kernel.failure.ApexException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Keeps one part running: when its process ends and nobody asked for it, the part is started
/// again, after a pause that doubles while it keeps failing. Safe for many threads.
public final class Keeper<P extends Part> implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// A part that ran so long before it ended begins with the first pause again.
  private static final Duration STEADY = Duration.ofSeconds(60);

  private final String name;
  private final Supplier<P> starter;
  private final Consumer<String> news;
  private final Runnable restarted;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Optional<P> part = Optional.empty();
  private volatile Duration pause = FIRST_PAUSE.dividedBy(2);

  private Keeper(String name, Supplier<P> starter, Consumer<String> news, Runnable restarted) {
    this.name = name;
    this.starter = starter;
    this.news = news;
    this.restarted = restarted;
  }

  /// Starts it once, failing as `starter` fails, and keeps it from then on.
  ///
  /// @param starter starts it anew on the same data and port
  /// @param news gets a sentence when it ended, saying what happens next
  /// @param restarted called after each new start
  public static <P extends Part> Keeper<P> start(
      String name, Supplier<P> starter, Consumer<String> news, Runnable restarted) {
    var keeper = new Keeper<P>(name, starter, news, restarted);
    keeper.watch(starter.get());
    return keeper;
  }

  /// The part as it runs now, or as it last ran while it is being started again.
  public P part() {
    return part.orElseThrow();
  }

  /// Stops it, and a restart that is under way.
  @Override
  public void close() {
    closing.countDown();
    lock.lock();
    try {
      part.ifPresent(Part::close);
    } finally {
      lock.unlock();
    }
  }

  private void watch(P running) {
    var since = System.nanoTime();
    part = Optional.of(running);
    running.child().ended().thenAccept(code -> ended(code, System.nanoTime() - since));
  }

  private void ended(int code, long nanosRun) {
    if (closed()) return;
    pause = nanosRun < STEADY.toNanos() ? longer(pause) : FIRST_PAUSE;
    news.accept(
        "%s ended unasked with code %d; starting it again in %d ms"
            .formatted(name, code, pause.toMillis()));
    Thread.ofVirtual().name(name + "-restart").start(this::restart);
  }

  private void restart() {
    while (!closedWithin(pause)) {
      lock.lock();
      try {
        if (closed()) return;
        watch(starter.get());
        news.accept(name + " runs again");
        restarted.run();
        return;
      } catch (ApexException failed) {
        pause = longer(pause);
        news.accept(
            "%s did not start: %s; trying again in %d ms"
                .formatted(name, failed.getMessage(), pause.toMillis()));
      } finally {
        lock.unlock();
      }
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private boolean closedWithin(Duration pause) {
    try {
      return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
