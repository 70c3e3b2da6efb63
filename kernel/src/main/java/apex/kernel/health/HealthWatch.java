package apex.kernel.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Asks again and again in the background, each service at its own pace, so that a slow one makes
/// neither an answer nor another's check slow: whoever wants to know gets the latest report and its
/// age. A service in trouble is asked more often, also while an earlier question hangs.
public final class HealthWatch implements AutoCloseable {
  private static final int UNDER_WAY_MAX = 4;

  private final DependencyGraph graph;
  private final String of;
  private final List<Probe> probes;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private final Consumer<HealthReport> heard;
  private final Map<String, Pulse> pulses = new LinkedHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile HealthReport latest;

  /// How often to ask.
  ///
  /// @param every a service that is healthy
  /// @param inTrouble one that is not
  /// @param deadline longest wait for the answers that [#ask] waits for
  public record Rhythm(Duration every, Duration inTrouble, Duration deadline) {
    public static final Rhythm STANDARD = new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(3));

    public Rhythm(Duration every, Duration deadline) {
      this(every, shorter(every, Duration.ofSeconds(1)), deadline);
    }

    private static Duration shorter(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? one : other;
    }
  }

  /// @param of the service that asks
  /// @param heard told of each report
  public HealthWatch(
      DependencyGraph graph,
      String of,
      List<Probe> probes,
      Rhythm rhythm,
      InstantSource clock,
      Consumer<HealthReport> heard) {
    this.graph = graph;
    this.of = of;
    this.probes = List.copyOf(probes);
    this.rhythm = rhythm;
    this.clock = clock;
    this.heard = heard;
    for (var probe : this.probes) pulses.put(probe.service(), new Pulse(Pulse.Hysteresis.STANDARD));
    this.latest = report();
  }

  /// Begins to ask, in the background.
  public void start() {
    for (var probe : probes)
      Thread.ofVirtual().name("watch " + probe.service()).start(() -> watch(probe));
  }

  /// Asks once, now, and waits for the answer, which is shown at once.
  public HealthReport ask() throws InterruptedException {
    var verdicts = Checkup.run(probes, rhythm.deadline());
    verdicts.forEach((name, verdict) -> pulse(name).decided(verdict));
    return tell();
  }

  /// At once, however slow anything is.
  public HealthReport latest() {
    return latest;
  }

  /// How long ago the service that was asked longest ago answered, or was given up.
  public Duration age() {
    return latest().age();
  }

  /// Whether a service was not even given up for two rounds: the watch itself hangs.
  public boolean stale() {
    return age().compareTo(rhythm.every().plus(rhythm.deadline()).multipliedBy(2)) > 0;
  }

  private void watch(Probe probe) {
    var underWay = new AtomicInteger();
    try {
      do {
        if (underWay.get() < UNDER_WAY_MAX) begin(probe, underWay);
        else hear(probe, new Verdict.Unknown(UNDER_WAY_MAX + " questions to it hang"));
      } while (!stopped.await(pause(probe).toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pause(Probe probe) {
    return pulse(probe.service()).troubled() ? rhythm.inTrouble() : rhythm.every();
  }

  private void begin(Probe probe, AtomicInteger underWay) {
    underWay.incrementAndGet();
    var pulse = pulse(probe.service());
    var asked = pulse.asked();
    see();
    Question.begin(probe, probe.deadline(), underWay::decrementAndGet)
        .thenAccept(verdict -> {
          pulse.answered(asked);
          hear(probe, verdict);
        });
  }

  private void hear(Probe probe, Verdict verdict) {
    pulse(probe.service()).heard(verdict);
    tell();
  }

  private Pulse pulse(String service) {
    return Objects.requireNonNull(pulses.get(service));
  }

  private synchronized HealthReport tell() {
    var now = see();
    heard.accept(now);
    return now;
  }

  private synchronized HealthReport see() {
    latest = report();
    return latest;
  }

  private HealthReport report() {
    var checks = new LinkedHashMap<String, Checked>();
    pulses.forEach((name, pulse) ->
        checks.put(
            name,
            pulse.shown().orElseGet(() -> Checked.now(new Verdict.Unknown("not asked yet")))));
    return new HealthReport(graph, of, graph.judgeChecks(checks), clock.instant());
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
