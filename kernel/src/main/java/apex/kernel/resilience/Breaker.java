package apex.kernel.resilience;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Leaves a dependency alone for a moment when too many of its latest calls failed, then lets a few
/// through to see. Open, it refuses: nobody who asks it may take that for a yes. The states and the
/// window are resilience4j's; this class is the only one that sees it.
public final class Breaker {
  private final String name;
  private final Rule rule;
  private final CircuitBreaker states;
  private final LongAdder opened = new LongAdder();
  private volatile Optional<Failure> last = Optional.empty();

  /// When it opens, and for how long.
  ///
  /// @param latest how many of the latest calls are looked at
  /// @param callsMin with fewer it stays closed
  /// @param failingShare it opens when as many failed, above 0 up to 1
  /// @param rest how long it stays open
  /// @param probes how many are let through to see whether it works again
  public record Rule(int latest, int callsMin, double failingShare, Duration rest, int probes) {
    /// Half of the latest 20 calls, of 5 at least; a second's rest.
    public static final Rule STANDARD = new Rule(20, 5, 0.5, Duration.ofSeconds(1), 2);

    /// Opens by the first failure: for whoever has something else to ask instead.
    public static final Rule AT_ONCE = new Rule(1, 1, 1, Duration.ofSeconds(1), 1);
  }

  public Breaker(String name, Rule rule) {
    this.name = name;
    this.rule = rule;
    this.states =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(rule.latest())
                .minimumNumberOfCalls(rule.callsMin())
                .failureRateThreshold((float) (100 * rule.failingShare()))
                .waitDurationInOpenState(rule.rest())
                .permittedNumberOfCallsInHalfOpenState(rule.probes())
                .clock(new Steady())
                .build());
    states.getEventPublisher().onStateTransition(this::moved);
  }

  private void moved(CircuitBreakerOnStateTransitionEvent event) {
    if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) opened.increment();
  }

  /// How often it opened.
  long opened() {
    return opened.sum();
  }

  /// Lets a call through, or refuses with DEPENDENCY_DOWN. Who was let through says how it ended,
  /// by one of the methods below.
  public void admit() {
    if (states.tryAcquirePermission()) return;
    throw last.map(
            failure -> new ApexException(ErrorCode.DEPENDENCY_DOWN, refusal(failure), cause()))
        .orElseGet(() -> new ApexException(ErrorCode.DEPENDENCY_DOWN, alone()));
  }

  private Failure refusal(Failure failure) {
    return failure.withCause(alone() + "; the last said: " + failure.cause());
  }

  private String alone() {
    return "%s is left alone for up to %d ms, since its calls fail"
        .formatted(name, rule.rest().toMillis());
  }

  private static IllegalStateException cause() {
    return new IllegalStateException("the breaker is open");
  }

  public void answered(Duration took) {
    states.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
  }

  public void failed(Duration took, ApexException failed) {
    last = Optional.of(failed.failure());
    states.onError(took.toNanos(), TimeUnit.NANOSECONDS, failed);
  }

  /// The call ended in a way that says nothing about the dependency.
  public void unjudged() {
    states.releasePermission();
  }

  /// As in reports: closed, open, half_open.
  public String state() {
    return states.getState().name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean closed() {
    return states.getState() == CircuitBreaker.State.CLOSED;
  }

  /// A clock that nobody sets: a wall clock that jumps back would keep a breaker open for as long.
  private static final class Steady extends Clock {
    private final long began = System.nanoTime();

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(System.nanoTime() - began);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
