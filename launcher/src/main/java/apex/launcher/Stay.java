package apex.launcher;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Keeps a house until Ctrl-C, SIGTERM or the end of the command, whichever is first, and closes it
/// exactly once, also when it was stopped in the middle of its start.
final class Stay implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "house-stop");
  private Optional<House> house = Optional.empty();

  Stay() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts the house. A stop that comes meanwhile waits for it and then closes it: the children's
  /// guards end what is left if we are killed before.
  House with(Supplier<House> start) {
    lock.lock();
    try {
      var started = start.get();
      house = Optional.of(started);
      return started;
    } finally {
      lock.unlock();
    }
  }

  void untilStopped() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // The hook runs or has run: stopping twice changes nothing.
      return;
    }
  }

  private void stop() {
    lock.lock();
    try {
      house.ifPresent(House::close);
      house = Optional.empty();
    } finally {
      lock.unlock();
    }
    stopped.countDown();
  }
}
