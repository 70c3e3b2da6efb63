package apex.edge.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Frames that wait to be written, at most so many and so many bytes. Any thread adds, one takes.
/// Shared by a lock that is never held while writing.
final class Outbox {
  private final int framesMax;
  private final int bytesMax;
  private final Deque<byte[]> frames = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long bytes;
  private boolean ended;

  Outbox(int framesMax, int bytesMax) {
    this.framesMax = framesMax;
    this.bytesMax = bytesMax;
  }

  /// What became of a frame that was offered.
  enum Fate {
    QUEUED,
    FULL,
    ENDED
  }

  Fate offer(byte[] frame) {
    lock.lock();
    try {
      if (ended) return Fate.ENDED;
      if (frames.size() >= framesMax || bytes + frame.length > bytesMax) return Fate.FULL;
      add(frame);
      return Fate.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /// Adds the last frame, whatever waits; nothing is taken in after it.
  boolean end(byte[] last) {
    lock.lock();
    try {
      if (ended) return false;
      add(last);
      ended = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next frame. Empty (no bytes) means that the last one was taken before.
  byte[] take() throws InterruptedException {
    lock.lock();
    try {
      while (frames.isEmpty() && !ended) changed.await();
      var frame = frames.poll();
      if (frame == null) return new byte[0];
      bytes -= frame.length;
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] frame) {
    frames.add(frame);
    bytes += frame.length;
    changed.signal();
  }
}
