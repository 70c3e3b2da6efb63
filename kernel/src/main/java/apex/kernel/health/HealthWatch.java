package apex.kernel.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// Asks again and again in the background, so that a slow dependency never makes an answer slow:
/// whoever wants to know gets the latest report and its age.
public final class HealthWatch implements AutoCloseable {
  private final DependencyGraph graph;
  private final String of;
  private final List<Probe> probes;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private final Consumer<HealthReport> heard;
  private volatile HealthReport latest;
  private volatile boolean stopped;

  /// How often to ask, and how long to wait for the answers.
  public record Rhythm(Duration every, Duration deadline) {
    public static final Rhythm STANDARD = new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(3));
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
    this.latest = unasked(graph, of, this.probes, clock);
  }

  private static HealthReport unasked(
      DependencyGraph graph, String of, List<Probe> probes, InstantSource clock) {
    var verdicts = new java.util.LinkedHashMap<String, Verdict>();
    for (var probe : probes) verdicts.put(probe.service(), new Verdict.Unknown("not asked yet"));
    return new HealthReport(graph, of, verdicts, clock.instant());
  }

  /// Begins to ask, in the background.
  public void start() {
    Thread.ofVirtual().name("health watch").start(this::watch);
  }

  /// Asks once, now, and waits for the answer.
  public HealthReport ask() throws InterruptedException {
    var verdicts = graph.judge(Checkup.run(probes, rhythm.deadline()));
    var report = new HealthReport(graph, of, verdicts, clock.instant());
    latest = report;
    heard.accept(report);
    return report;
  }

  /// At once, however slow anything is.
  public HealthReport latest() {
    return latest;
  }

  public Duration age() {
    var age = Duration.between(latest().checkedAt(), clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /// Whether the report is older than two rounds: the watch itself hangs.
  public boolean stale() {
    return age().compareTo(rhythm.every().plus(rhythm.deadline()).multipliedBy(2)) > 0;
  }

  private void watch() {
    try {
      while (!stopped) {
        ask();
        Thread.sleep(rhythm.every());
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
