package apex.backend.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.RunEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Puts a run's entries on record in their order, in one commit all that gathered during the commit
/// before. Whoever writes goes on meanwhile, and waits only while very many are waiting. After a
/// commit that failed nothing more is written, and everyone who asks is told why.
final class Scribe {
  static final int WAITING_MAX = 256;

  private final Consumer<List<RunEntry>> commit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<RunEntry> waiting = new ArrayList<>();
  private boolean committing;
  private Optional<RuntimeException> failure = Optional.empty();

  /// @param commit puts all of its entries on record, or none by throwing
  Scribe(Consumer<List<RunEntry>> commit) {
    this.commit = commit;
  }

  /// Takes an entry that is on record soon. Fails as an earlier commit did.
  void write(RunEntry entry) {
    lock.lock();
    try {
      while (waiting.size() >= WAITING_MAX && failure.isEmpty()) changed.await();
      requireSound();
      waiting.add(entry);
      if (!committing) begin();
    } catch (InterruptedException stopped) {
      throw cancelled();
    } finally {
      lock.unlock();
    }
  }

  /// Returns when all that was written before is on record. Fails as a commit did.
  void flush() {
    lock.lock();
    try {
      while (committing) changed.await();
      requireSound();
    } catch (InterruptedException stopped) {
      throw cancelled();
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    committing = true;
    Thread.ofVirtual().name("scribe").start(this::commitAll);
  }

  private void commitAll() {
    try {
      for (var batch = next(); !batch.isEmpty(); batch = next()) commit.accept(batch);
    } catch (RuntimeException failed) {
      fail(failed);
    }
  }

  /// Everything that waits; with nothing left the commits are over until something is written.
  private List<RunEntry> next() {
    lock.lock();
    try {
      var batch = waiting;
      waiting = new ArrayList<>();
      committing = !batch.isEmpty();
      changed.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void fail(RuntimeException failed) {
    lock.lock();
    try {
      failure = Optional.of(failed);
      committing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireSound() {
    failure.ifPresent(failed -> {
      throw failed;
    });
  }

  private static ApexException cancelled() {
    Thread.currentThread().interrupt();
    return new ApexException(ErrorCode.CANCELLED, "the run was stopped");
  }
}
