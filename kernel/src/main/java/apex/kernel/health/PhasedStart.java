package apex.kernel.health;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Tick;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Brings a process up in phases, each with a deadline. One that hangs is named with what it waits
/// for and where its thread stands, instead of a guess at an endless loop. Shared: [#states] may be
/// asked by any thread.
public final class PhasedStart {
  private static final int FRAMES_MAX = 12;
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

  private final Map<Phase, State> states = new EnumMap<>(Phase.class);

  /// How far a phase has come: `waiting`, `running`, `passed` or `failed`, and on what.
  public record State(String status, String on, Duration took) {}

  /// What a phase does.
  public interface Work {
    void run() throws Exception;
  }

  /// Runs `work`, which needs `on`, and returns when it is done.
  ///
  /// @throws ApexException what `work` threw, or DEADLINE_EXCEEDED with the dependency and the
  ///   stack
  public void phase(Phase phase, String on, Duration deadline, Work work)
      throws InterruptedException {
    var began = System.nanoTime();
    var done = new CompletableFuture<Boolean>();
    mark(phase, new State("running", on, Duration.ZERO));
    var thread = Thread.ofPlatform().daemon().name(phase.label()).start(() -> run(work, done));
    try {
      done.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      mark(phase, new State("passed", on, since(began)));
    } catch (TimeoutException hangs) {
      mark(phase, new State("failed", on, since(began)));
      throw hanging(phase, on, deadline, thread);
    } catch (ExecutionException failed) {
      mark(phase, new State("failed", on, since(began)));
      throw told(phase, on, Optional.ofNullable(failed.getCause()).orElse(failed));
    }
  }

  /// Asks `probe` again and again until its service answers.
  ///
  /// @throws ApexException DEPENDENCY_DOWN with its last complaint when it never did within
  ///   `deadline`; DEADLINE_EXCEEDED when the probe itself hangs
  public void insist(Phase phase, Probe probe, Duration deadline) throws InterruptedException {
    phase(
        phase,
        probe.service(),
        deadline.plus(probe.deadline()),
        () -> untilItAnswers(probe, Deadline.in(deadline)));
  }

  private static void untilItAnswers(Probe probe, Deadline deadline) throws InterruptedException {
    try (var tick = new Tick()) {
      for (var last = complaint(probe); last.isPresent(); last = complaint(probe)) {
        if (deadline.passed()) throw silent(probe, last.get());
        if (!tick.pause(BETWEEN_QUESTIONS)) throw new InterruptedException("asked to stop");
      }
    }
  }

  private static Optional<String> complaint(Probe probe) throws InterruptedException {
    try {
      probe.ask();
      return Optional.empty();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  private static ApexException silent(Probe probe, String last) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "%s does not answer, and this stage starts with nothing missing: %s"
            .formatted(probe.service(), last));
  }

  /// By phase, those that were begun.
  public synchronized Map<Phase, State> states() {
    return new EnumMap<>(states);
  }

  private synchronized void mark(Phase phase, State state) {
    states.put(phase, state);
  }

  private static void run(Work work, CompletableFuture<Boolean> done) {
    try {
      work.run();
      done.complete(true);
    } catch (Throwable failed) { // also an Error: a start must end in one way or the other
      done.completeExceptionally(failed);
    }
  }

  private static ApexException hanging(Phase phase, String on, Duration deadline, Thread thread) {
    var stack =
        Arrays.stream(thread.getStackTrace())
            .limit(FRAMES_MAX)
            .map(frame -> "at " + frame)
            .collect(Collectors.joining(" "));
    thread.interrupt();
    return new ApexException(
        ErrorCode.DEADLINE_EXCEEDED,
        "%s hangs on %s since %d ms; its thread is %s %s"
            .formatted(phase.label(), on, deadline.toMillis(), thread.getState(), stack),
        "Look at %s; raise the phase's deadline only if it is merely slow.".formatted(on));
  }

  private static ApexException told(Phase phase, String on, Throwable failed) {
    if (failed instanceof ApexException ours) return ours;
    var failure =
        Failure.of(Category.BUG, "%s failed on %s: %s".formatted(phase.label(), on, failed));
    return new ApexException(ErrorCode.BUG, failure, failed);
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
