package apex.backend.api;

import apex.kernel.run.RunId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What is counted and timed of the chat. Shared by all connections.
final class Measures {
  /// Runs whose first event is awaited; older ones are forgotten.
  private static final int AWAITED_MAX = 10_000;

  private final MeterRegistry registry;
  private final Counter asked;
  private final Counter events;
  private final Timer firstEvent;
  private final Map<RunId, Long> awaited =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RunId, Long> eldest) {
              return size() > AWAITED_MAX;
            }
          });

  Measures(MeterRegistry registry) {
    this.registry = registry;
    this.asked = Counter.builder("apex_runs_asked").register(registry);
    this.events = Counter.builder("apex_events_sent").register(registry);
    this.firstEvent =
        Timer.builder("apex_first_event")
            .description("from the question's frame to its first event on the socket")
            .publishPercentiles(0.5, 0.99)
            .publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
  }

  void gauge(String name, Supplier<Number> value) {
    registry.gauge(name, value, supplier -> supplier.get().doubleValue());
  }

  void asked(RunId run, long nanoTime) {
    asked.increment();
    awaited.put(run, nanoTime);
  }

  void sent(RunId run, long seq) {
    events.increment();
    if (seq != 1) return;
    var since = awaited.remove(run);
    if (since != null) firstEvent.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
  }
}
