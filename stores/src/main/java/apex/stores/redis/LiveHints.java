package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.RunId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.JedisPubSub;

/// Tells that a run has something new, in this process at once and in others through Redis. A hint
/// may be lost or come twice; who gets one reads PostgreSQL, and reads it now and then without.
public final class LiveHints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveHints.class);
  private static final String CHANNEL = "apex.runs";
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final Redis redis;
  private final int listenersMax;
  private final ConcurrentHashMap<RunId, List<Runnable>> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean listening = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Ear ear = new Ear();

  /// @param listenersMax more at once are refused
  public LiveHints(Redis redis, int listenersMax) {
    this.redis = redis;
    this.listenersMax = listenersMax;
  }

  /// Ends the listening when closed. Closing twice is harmless.
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  public void publish(RunId run) {
    tell(run);
    redis.askOr(client -> client.publish(CHANNEL, run.toString()), () -> 0L);
  }

  /// Calls `hint`, which must be quick, whenever the run may have something new. Refuses with
  /// OVER_CAPACITY when too many listen already.
  public Listening listen(RunId run, Runnable hint) {
    if (count.incrementAndGet() > listenersMax) {
      count.decrementAndGet();
      throw new ApexException(
          ErrorCode.OVER_CAPACITY, "at most %d may listen at once".formatted(listenersMax));
    }
    if (listening.compareAndSet(false, true))
      Thread.ofVirtual().name("live hints").start(this::listenForEver);
    add(run, hint);
    var once = new AtomicBoolean();
    return () -> {
      if (once.compareAndSet(false, true)) remove(run, hint);
    };
  }

  @Override
  public void close() {
    closed.countDown();
    ear.close();
  }

  private void tell(RunId run) {
    listeners.getOrDefault(run, List.of()).forEach(Runnable::run);
  }

  private void add(RunId run, Runnable hint) {
    listeners.compute(
        run,
        (_, known) -> {
          var all = known == null ? new CopyOnWriteArrayList<Runnable>() : known;
          all.add(hint);
          return all;
        });
  }

  private void remove(RunId run, Runnable hint) {
    count.decrementAndGet();
    listeners.computeIfPresent(
        run,
        (_, known) -> {
          known.remove(hint);
          return known.isEmpty() ? null : known;
        });
  }

  private void listenForEver() {
    try {
      do listenOnce();
      while (!closed.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void listenOnce() {
    try {
      redis.ask(client -> {
        client.subscribe(ear, CHANNEL);
        return true;
      });
    } catch (ApexException lost) {
      LOG.debug(
          "hints from other processes are interrupted, listening again: {}", lost.getMessage());
    }
  }

  private final class Ear extends JedisPubSub {
    @Override
    public void onMessage(String channel, String message) {
      tell(RunId.parse(message));
    }

    void close() {
      if (isSubscribed()) unsubscribe();
    }
  }
}
