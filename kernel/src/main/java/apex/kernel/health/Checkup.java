package apex.kernel.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks every probe at once. No answer by the deadline is [Verdict.Unknown], not a longer wait: a
/// probe stuck in native code ignores interrupts, so it is abandoned, never joined.
public final class Checkup {
  private Checkup() {}

  /// Answers in at most `deadline`, in the order of `probes`, one verdict each.
  public static Map<String, Verdict> run(List<Probe> probes, Duration deadline)
      throws InterruptedException {
    var until = System.nanoTime() + deadline.toNanos();
    var answers = new ArrayList<CompletableFuture<Verdict>>();
    for (var probe : probes) answers.add(begin(probe));
    var verdicts = new LinkedHashMap<String, Verdict>();
    for (int i = 0; i < answers.size(); i++)
      verdicts.put(probes.get(i).service(), await(answers.get(i), until, deadline));
    return verdicts;
  }

  private static CompletableFuture<Verdict> begin(Probe probe) {
    var answer = new CompletableFuture<Verdict>();
    Thread.ofVirtual().name("probe " + probe.service()).start(() -> answer.complete(ask(probe)));
    return answer;
  }

  private static Verdict ask(Probe probe) {
    var began = System.nanoTime();
    try {
      probe.ask();
      return timed(Duration.ofNanos(System.nanoTime() - began), probe.threshold());
    } catch (Exception refused) {
      return new Verdict.Unhealthy(reason(refused), "check that it runs and can be reached");
    } catch (Throwable broken) {
      return new Verdict.Unknown("the probe broke: " + broken);
    }
  }

  private static Verdict timed(Duration took, Duration threshold) {
    if (took.compareTo(threshold) <= 0) return new Verdict.Healthy(took);
    return new Verdict.Degraded(
        took,
        "answered in %d ms, threshold %d ms".formatted(took.toMillis(), threshold.toMillis()));
  }

  private static String reason(Exception refused) {
    var message = refused.getMessage();
    return message == null ? refused.getClass().getSimpleName() : message;
  }

  private static Verdict await(CompletableFuture<Verdict> answer, long until, Duration deadline)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return new Verdict.Unknown("no answer within %d ms".formatted(deadline.toMillis()));
    } catch (ExecutionException impossible) {
      return new Verdict.Unknown("the probe broke: " + impossible.getCause());
    }
  }
}
