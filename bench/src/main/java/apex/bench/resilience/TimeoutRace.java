package apex.bench.resilience;

import apex.kernel.resilience.AdaptiveTimeout;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// How one timeout fared: with a dependency that steps from 5 ms to 5 s and back, and with healthy
/// ones that have a fast and a slow way to answer.
///
/// @param callsToBudget calls after the step until no caller waits longer than the budget any more
/// @param p99AfterMs the 99th percentile of the waits from the 21st call after the step on
/// @param probesToNormal calls after the recovery until it allows what it allowed before the step;
///   negative when it never does
/// @param worstFalse the greatest share of calls cut of any healthy dependency
/// @param worstOf which one that was
record TimeoutRace(
    String name,
    int callsToBudget,
    double p99AfterMs,
    int probesToNormal,
    double worstFalse,
    String worstOf) {
  static final Duration BUDGET = Duration.ofMillis(500);
  static final Duration CEILING = Duration.ofSeconds(15);
  private static final Duration FAST = Duration.ofMillis(5);
  private static final Duration SICK = Duration.ofSeconds(5);
  private static final int BEFORE = 3_000;
  private static final int WHILE_SICK = 500;
  private static final int AFTER = 200;
  private static final int SETTLING = 20;
  private static final double[] SHARES = {0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5};
  private static final int[] SLOW_MS = {300, 600, 2_000, 5_000};

  /// One way to bound a wait.
  interface Timeout {
    Duration now();

    void answered(Duration took);

    void cut();
  }

  record Named(String name, Supplier<Timeout> maker) {}

  static List<Named> all() {
    var standard = TimeLimiterConfig.ofDefaults().getTimeoutDuration();
    return List.of(
        new Named("ours", Ours::new),
        new Named("resilience4j, " + standard.toMillis() + " ms", () -> new Fixed(standard)),
        new Named("resilience4j, 15000 ms", () -> new Fixed(CEILING)));
  }

  static final class Ours implements Timeout {
    private final AdaptiveTimeout timeout = new AdaptiveTimeout(BUDGET, CEILING);

    @Override
    public Duration now() {
      return timeout.now();
    }

    @Override
    public void answered(Duration took) {
      timeout.answered(took);
    }

    @Override
    public void cut() {
      timeout.cut();
    }
  }

  /// What resilience4j's TimeLimiter does: the same for each call.
  record Fixed(Duration now) implements Timeout {
    @Override
    public void answered(Duration took) {
      // learns nothing
    }

    @Override
    public void cut() {
      // learns nothing
    }
  }

  /// @param calls to each healthy dependency
  static TimeoutRace of(Named named, long seed, int calls) {
    var timeout = named.maker().get();
    for (int i = 0; i < BEFORE; i++) waited(timeout, FAST);
    var normal = timeout.now();
    var waits = new ArrayList<Duration>();
    for (int i = 0; i < WHILE_SICK; i++) waits.add(waited(timeout, SICK));
    int probes = -1;
    for (int i = 1; i <= AFTER && probes < 0; i++) {
      waited(timeout, FAST);
      if (timeout.now().equals(normal)) probes = i;
    }
    var worst = worst(named, seed, calls);
    return new TimeoutRace(
        named.name(), callsToBudget(waits), p99(waits), probes, worst.share, worst.of);
  }

  private static int callsToBudget(List<Duration> waits) {
    int calls = waits.size();
    while (calls > 0 && waits.get(calls - 1).compareTo(BUDGET) <= 0) calls--;
    return calls;
  }

  private static double p99(List<Duration> waits) {
    var later = waits.subList(SETTLING, waits.size()).stream().sorted().toList();
    return later.get((int) Math.ceil(0.99 * later.size()) - 1).toNanos() / 1e6;
  }

  /// How long the caller waits.
  private static Duration waited(Timeout timeout, Duration needed) {
    var allowed = timeout.now();
    if (needed.compareTo(allowed) <= 0) {
      timeout.answered(needed);
      return needed;
    }
    timeout.cut();
    return allowed;
  }

  private record Worst(double share, String of) {}

  /// Over the dependencies with every share of slow answers and every length of them.
  private static Worst worst(Named named, long seed, int calls) {
    var worst = new Worst(-1, "");
    for (var share : SHARES)
      for (var slow : SLOW_MS) {
        double cut = cut(named.maker().get(), share, slow, new Random(seed), calls);
        if (cut > worst.share)
          worst = new Worst(cut, "%.2f %% at %d ms".formatted(100 * share, slow));
      }
    return worst;
  }

  private static double cut(Timeout timeout, double share, int slow, Random random, int calls) {
    int cut = 0;
    for (int i = 0; i < calls; i++) {
      double millis = random.nextDouble() < share ? slow : FAST.toMillis();
      var needed = Duration.ofNanos((long) (millis * (0.9 + 0.2 * random.nextDouble()) * 1e6));
      if (needed.compareTo(timeout.now()) > 0) cut++;
      waited(timeout, needed);
    }
    return cut / (double) calls;
  }

  boolean well() {
    return callsToBudget <= 20
        && p99AfterMs <= BUDGET.toMillis()
        && probesToNormal >= 0
        && probesToNormal <= 10
        && worstFalse <= 0.001;
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("timeout", name);
    wire.put("calls_to_budget", callsToBudget);
    wire.put("p99_wait_after_ms", p99AfterMs);
    wire.put("probes_to_normal", probesToNormal < 0 ? null : probesToNormal);
    wire.put("worst_false_share", worstFalse);
    wire.put("worst_false_of", worstOf);
    wire.put("well", well());
    return wire;
  }
}
