package apex.backend.api;

import apex.kernel.resilience.Tick;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is done again and again until the process stops. A round that fails is told in the log
/// once, and again when rounds succeed.
public final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private final String name;
  private final Duration every;
  private final Runnable round;
  private final Tick tick = new Tick();
  private boolean failing;

  public Background(String name, Duration every, Runnable round) {
    this.name = name;
    this.every = every;
    this.round = round;
  }

  public Background start() {
    Thread.ofVirtual().name(name).start(this::repeat);
    return this;
  }

  private void repeat() {
    if (tick.stopped()) return;
    do once();
    while (tick.pause(every));
  }

  private void once() {
    try {
      round.run();
      if (failing) LOG.info("{}: works again", name);
      failing = false;
    } catch (RuntimeException failed) {
      if (!failing)
        LOG.warn("{}: {}; trying again every {} s", name, failed.getMessage(), every.toSeconds());
      failing = true;
    }
  }

  @Override
  public void close() {
    tick.close();
  }
}
