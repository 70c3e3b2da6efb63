package apex.kernel.resilience;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Stands before every call to one other process: a place at its [Turnstile], a look at its
/// [Breaker], an [AdaptiveTimeout] within the [Deadline] of the caller, and, where asking twice
/// does no harm, a [Retry]. What it refuses is refused, never let pass unchecked. Shared.
public final class Guard {
  private static final ScopedValue<Boolean> PROBING = ScopedValue.newInstance();

  private final String dependency;
  private final Limits limits;
  private final Breaker breaker;
  private final Turnstile turnstile;
  private final AdaptiveTimeout timeout;
  private final RetryBudget budget = new RetryBudget();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private volatile Consumer<Call> listener = _ -> {};

  /// @param budget what a caller waits at most for one that is sick
  /// @param ceiling what a caller waits at most for one that is well
  /// @param atOnce most calls at the same time
  /// @param waitersMax most callers that wait for a place
  /// @param placePatience longest wait for a place
  public record Limits(
      Duration budget,
      Duration ceiling,
      int atOnce,
      int waitersMax,
      Duration placePatience,
      Breaker.Rule breaker,
      Retry retry) {
    private static final int WAITERS_MAX = 256;

    /// With the standard rules, and 256 who wait as long as one waits for an answer.
    public static Limits of(Duration budget, Duration ceiling, int atOnce) {
      return new Limits(
          budget, ceiling, atOnce, WAITERS_MAX, budget, Breaker.Rule.STANDARD, Retry.STANDARD);
    }

    public Limits with(Breaker.Rule rule) {
      return new Limits(budget, ceiling, atOnce, waitersMax, placePatience, rule, retry);
    }
  }

  /// What happened since the start, and how it is now: for the metrics.
  ///
  /// @param refused by the open breaker
  /// @param rejected for want of a place
  /// @param timeout what the next call may take
  /// @param width how many calls may be under way at once
  public record Counts(
      String dependency,
      long calls,
      long failures,
      long timeouts,
      long retries,
      long opened,
      long refused,
      long rejected,
      String state,
      Duration timeout,
      int width) {}

  /// A call that the dependency was really asked, after its end.
  ///
  /// @param failure absent when it answered, also when it refused what was asked
  public record Call(String dependency, Duration took, Optional<ApexException> failure) {}

  public Guard(String dependency, Limits limits) {
    this.dependency = dependency;
    this.limits = limits;
    this.breaker = new Breaker(dependency, limits.breaker());
    this.turnstile =
        new Turnstile(
            dependency,
            new ConcurrencyLimit(Math.min(2, limits.atOnce()), limits.atOnce(), limits.atOnce()),
            limits.waitersMax());
    this.timeout = new AdaptiveTimeout(limits.budget(), limits.ceiling());
  }

  /// From now on tells `listener` of each call, on the thread that made it.
  public void tell(Consumer<Call> listener) {
    this.listener = listener;
  }

  /// Lets a health probe ask the dependency itself: what it says is news, and a breaker's refusal
  /// is none. A probe has a deadline of its own.
  public static void probing(Runnable question) {
    ScopedValue.where(PROBING, true).run(question);
  }

  /// Does work that may have happened even if no answer came: once.
  public <T> T once(Supplier<T> work) {
    calls.increment();
    return attempt(work, Optional.empty());
  }

  /// Does work whose length depends on what is asked more than on who is asked: once, and only
  /// `longest` and the caller's deadline end it.
  public <T> T atLeisure(Duration longest, Supplier<T> work) {
    calls.increment();
    return attempt(work, Optional.of(longest));
  }

  /// Does work that may as well be done twice: again when that may help, within the retry budget.
  public <T> T repeatable(Supplier<T> work) {
    return repeatable(work, () -> true);
  }

  /// As [#repeatable(Supplier)], as long as `harmless` says that nothing was begun that counts.
  public <T> T repeatable(Supplier<T> work, BooleanSupplier harmless) {
    calls.increment();
    budget.called();
    for (int next = 2; ; next++)
      try {
        return attempt(work, Optional.empty());
      } catch (ApexException failed) {
        if (!harmless.getAsBoolean() || !mayRepeat(failed, next)) throw failed;
        pause(next, failed);
        retries.increment();
      }
  }

  /// A timeout has used up the time for another, and who refused without asking will again.
  private boolean mayRepeat(ApexException failed, int next) {
    var kind = failed.failure();
    return next <= limits.retry().attemptsMax()
        && failed.code().retryable()
        && kind.retry()
        && kind.category() != Category.TIMEOUT
        && kind.category() != Category.CAPACITY
        && breaker.closed()
        && budget.spend();
  }

  private void pause(int next, ApexException failed) {
    var pause = limits.retry().pause(next, ThreadLocalRandom.current());
    if (Deadline.within(pause).compareTo(pause) < 0) throw failed;
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw failed;
    }
  }

  private <T> T attempt(Supplier<T> work, Optional<Duration> longest) {
    if (PROBING.isBound()) return work.get();
    Deadline.current().ifPresent(deadline -> deadline.check("asking " + dependency));
    long entered = enter();
    var end = End.UNJUDGED;
    try {
      admit();
      var answer = admitted(work, longest);
      end = End.WELL;
      return answer;
    } catch (Impatient caller) {
      throw caller.why;
    } catch (ApexException failed) {
      end = End.of(failed);
      throw failed;
    } finally {
      turnstile.leave(entered, end != End.BADLY);
    }
  }

  private long enter() {
    try {
      return turnstile.enter(Deadline.within(limits.placePatience()));
    } catch (ApexException full) {
      rejected.increment();
      throw full;
    }
  }

  private void admit() {
    try {
      breaker.admit();
    } catch (ApexException alone) {
      refused.increment();
      throw alone;
    }
  }

  /// Tells the breaker how it ended, once, whatever is thrown.
  private <T> T admitted(Supplier<T> work, Optional<Duration> longest) {
    long began = System.nanoTime();
    var end = End.UNJUDGED;
    try {
      var answer = bounded(work, longest);
      end = End.WELL;
      return answer;
    } catch (ApexException failed) {
      end = End.of(failed);
      if (end == End.BADLY) failed(since(began), failed);
      throw failed;
    } finally {
      if (end == End.WELL) answered(since(began), longest.isEmpty());
      if (end == End.UNJUDGED) breaker.unjudged();
    }
  }

  private void failed(Duration took, ApexException failed) {
    failures.increment();
    breaker.failed(took, failed);
    listener.accept(new Call(dependency, took, Optional.of(failed)));
  }

  private void answered(Duration took, boolean telling) {
    breaker.answered(took);
    listener.accept(new Call(dependency, took, Optional.empty()));
    if (telling) timeout.answered(took);
  }

  /// What the end of a call says about the dependency.
  private enum End {
    WELL,
    BADLY,
    UNJUDGED;

    /// A fault of the caller is an answer like any other.
    static End of(ApexException failed) {
      return switch (failed.failure().category()) {
        case RESOLUTION, REFUSED, UNREACHABLE, TLS, TIMEOUT -> BADLY;
        case BUG -> failed.code() == ErrorCode.DEPENDENCY_DOWN ? BADLY : WELL;
        case CAPACITY -> UNJUDGED;
        case AUTHENTICATION, CONFIGURATION, CALLER, DATA -> WELL;
      };
    }
  }

  /// The caller's own deadline passed before the dependency had the time it is due.
  private static final class Impatient extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ApexException why;

    private Impatient(ApexException why) {
      super(why);
      this.why = why;
    }
  }

  private <T> T bounded(Supplier<T> work, Optional<Duration> longest) {
    var allowed = longest.orElseGet(timeout::now);
    var patience = Deadline.within(allowed);
    var watch = Watchdog.over(patience);
    T answer;
    try {
      answer = Deadline.in(patience).during(work::get);
    } catch (RuntimeException broken) {
      throw watch.end() ? late(patience, allowed, broken) : broken;
    } catch (Error broken) {
      watch.end();
      throw broken;
    }
    watch.end();
    return answer;
  }

  private RuntimeException late(Duration patience, Duration allowed, RuntimeException broken) {
    timeouts.increment();
    var said = "%s did not answer within %d ms".formatted(dependency, patience.toMillis());
    if (patience.compareTo(allowed) < 0 && patience.compareTo(limits.budget()) < 0)
      return new Impatient(new ApexException(ErrorCode.DEADLINE_EXCEEDED, said, broken));
    timeout.cut();
    return new ApexException(ErrorCode.DEPENDENCY_DOWN, Failure.of(Category.TIMEOUT, said), broken);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /// The name of what it stands before.
  public String dependency() {
    return dependency;
  }

  public Counts counts() {
    return new Counts(
        dependency,
        calls.sum(),
        failures.sum(),
        timeouts.sum(),
        retries.sum(),
        breaker.opened(),
        refused.sum(),
        rejected.sum(),
        breaker.state(),
        timeout.now(),
        turnstile.width());
  }
}
