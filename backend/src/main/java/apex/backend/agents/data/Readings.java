package apex.backend.agents.data;

import apex.spend.figures.Slice;
import apex.stores.clickhouse.UsageReading;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What one run reads, all in the same costs: the widest slice first, so that a narrower one that
/// holds the same calls need not be read again.
public final class Readings {
  private final Supplier<UsageReading> opened;
  private final ReentrantLock turn = new ReentrantLock();
  private Optional<UsageReading> widest = Optional.empty();

  /// @param opened asked once, when something is read
  public Readings(Supplier<UsageReading> opened) {
    this.opened = opened;
  }

  /// All that the run may see.
  public UsageReading widest() {
    turn.lock();
    try {
      var reading = widest.orElseGet(opened);
      widest = Optional.of(reading);
      return reading;
    } finally {
      turn.unlock();
    }
  }

  public UsageReading of(Slice slice) {
    return widest().in(slice);
  }
}
