package apex.backend.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.identity.Identity;
import apex.kernel.run.RunId;
import apex.stores.postgres.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one run's events from a cursor on, in order and once each, until its last one or until
/// nobody listens. A hint only makes it look sooner; without one it looks each second.
public final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int BATCH = 200;

  /// How often it looks without a hint, and after how long a silence it says that it is there.
  public record Rhythm(Duration look, Duration silence) {
    public static final Rhythm STANDARD = new Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  /// Hears a run. Either method answers false when nobody listens any more.
  public interface Ear {
    boolean event(StoredEvent event);

    boolean silence(long lastSeq);
  }

  private final Chat chat;
  private final Identity identity;
  private final RunId run;
  private final Ear ear;
  private final Rhythm rhythm;
  private final Semaphore hints = new Semaphore(0);
  private volatile boolean closed;
  private long cursor;
  private long heardAt = System.nanoTime();

  Follower(Chat chat, Identity identity, RunId run, long afterSeq, Ear ear, Rhythm rhythm) {
    this.chat = chat;
    this.identity = identity;
    this.run = run;
    this.cursor = afterSeq;
    this.ear = ear;
    this.rhythm = rhythm;
  }

  /// There may be something new. Any thread, never blocks.
  void hint() {
    hints.release();
  }

  /// Makes [#follow] return soon.
  void close() {
    closed = true;
    hints.release();
  }

  /// Returns when the run's last event was heard, or nobody listens.
  void follow() throws InterruptedException {
    while (!closed && read()) {
      hints.tryAcquire(rhythm.look().toMillis(), TimeUnit.MILLISECONDS);
      hints.drainPermits();
    }
  }

  /// Whether there is more to come.
  private boolean read() {
    try {
      return caughtUp();
    } catch (ApexException unreadable) {
      LOG.debug("Cannot read the run {} now: {}", run, unreadable.getMessage());
      return quiet();
    }
  }

  private boolean caughtUp() {
    for (var batch = next(); !batch.isEmpty(); batch = next())
      for (var event : batch) if (!hear(event)) return false;
    return quiet();
  }

  private List<StoredEvent> next() {
    return chat.events(identity, run, cursor, BATCH);
  }

  private boolean hear(StoredEvent event) {
    cursor = event.seq();
    heardAt = System.nanoTime();
    return ear.event(event) && !event.type().endsRun(event.agent());
  }

  private boolean quiet() {
    if (System.nanoTime() - heardAt < rhythm.silence().toNanos()) return true;
    heardAt = System.nanoTime();
    return ear.silence(cursor);
  }
}
