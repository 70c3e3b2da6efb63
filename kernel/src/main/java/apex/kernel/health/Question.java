package apex.kernel.health;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Thrown;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One probe being asked, on a virtual thread of its own that nobody joins: a probe stuck in native
/// code, or one that swallows interrupts, is abandoned when its deadline is over, and counted.
final class Question {
  private static final AtomicInteger STUCK = new AtomicInteger();

  private Question() {}

  /// The probe's verdict, there when its own deadline is over at the latest.
  static CompletableFuture<Verdict> begin(Probe probe) {
    return begin(probe, probe.deadline(), () -> {});
  }

  /// @param ended run when the probe really came back, be it long after its deadline
  static CompletableFuture<Verdict> begin(Probe probe, Duration deadline, Runnable ended) {
    var answer = new CompletableFuture<Verdict>();
    var asking =
        Thread.ofVirtual().name("probe " + probe.service()).start(() -> ask(probe, answer));
    answer.whenComplete((_, _) -> ended.run());
    return answer
        .copy()
        .completeOnTimeout(silent(deadline), deadline.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((_, _) -> abandon(asking, answer));
  }

  /// How many probes are past their deadline and have not come back.
  static int stuck() {
    return STUCK.get();
  }

  private static void abandon(Thread asking, CompletableFuture<Verdict> answer) {
    if (answer.isDone()) return;
    STUCK.incrementAndGet();
    answer.whenComplete((_, _) -> STUCK.decrementAndGet());
    asking.interrupt();
  }

  private static Verdict silent(Duration deadline) {
    return new Verdict.Unknown(
        "no answer within %d ms".formatted(deadline.toMillis()), Optional.of(Category.TIMEOUT));
  }

  private static void ask(Probe probe, CompletableFuture<Verdict> answer) {
    var began = System.nanoTime();
    try {
      probe.ask();
      answer.complete(timed(Duration.ofNanos(System.nanoTime() - began), probe.threshold()));
    } catch (Throwable failed) { // also an Error: a probe must never be without a verdict
      answer.complete(refused(Thrown.read(failed)));
    }
  }

  /// A fault of the one who asks says nothing about the one asked.
  private static Verdict refused(Failure failure) {
    return switch (failure.category()) {
      case CALLER, BUG ->
          new Verdict.Unknown(
              "the probe is wrong: " + failure.cause(), Optional.of(failure.category()));
      default -> new Verdict.Unhealthy(failure);
    };
  }

  private static Verdict timed(Duration took, Duration threshold) {
    if (took.compareTo(threshold) <= 0) return new Verdict.Healthy(took);
    return new Verdict.Degraded(
        took,
        "answered in %d ms, threshold %d ms".formatted(took.toMillis(), threshold.toMillis()));
  }
}
