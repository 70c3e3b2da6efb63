package apex.stores.clickhouse;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A value that is made when it is first asked for. Those who ask meanwhile wait; a failure is
/// tried again by the next.
final class Once<T> {
  private final Supplier<T> maker;
  private final ReentrantLock turn = new ReentrantLock();
  private Optional<T> made = Optional.empty();

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  T value() {
    turn.lock();
    try {
      var value = made.orElseGet(maker);
      made = Optional.of(value);
      return value;
    } finally {
      turn.unlock();
    }
  }
}
