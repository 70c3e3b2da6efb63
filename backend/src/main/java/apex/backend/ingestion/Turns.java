package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.resilience.Deadline;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets few imports run side by side, and one at a time into a workspace. Shared; guarded by its
/// lock, calls no one while it holds it.
final class Turns {
  private final int atOnce;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private final Set<WorkspaceId> busy = new HashSet<>();

  Turns(int atOnce, Duration patience) {
    this.atOnce = atOnce;
    this.patience = patience;
  }

  /// A turn, to be ended by closing it. Refuses with OVER_CAPACITY when none is free in time.
  Turn take(WorkspaceId workspace) throws InterruptedException {
    var deadline = Deadline.in(patience);
    lock.lockInterruptibly();
    try {
      while (busy.size() >= atOnce || busy.contains(workspace)) await(deadline);
      busy.add(workspace);
      return () -> free(workspace);
    } finally {
      lock.unlock();
    }
  }

  private void await(Deadline deadline) throws InterruptedException {
    if (deadline.passed() || !freed.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS))
      throw new ApexException(
          ErrorCode.OVER_CAPACITY,
          "other imports are running, at most %d at once and one of a workspace; none ended in %s"
              .formatted(atOnce, patience));
  }

  private void free(WorkspaceId workspace) {
    lock.lock();
    try {
      busy.remove(workspace);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The right to write into one workspace.
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }
}
