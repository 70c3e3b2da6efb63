package apex.bench.resilience;

import apex.kernel.resilience.ConcurrencyLimit;
import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.util.List;
import java.util.function.Supplier;

/// What says how many calls may be under way at once: ours, or a peer's.
interface Limiter {
  int LEAST = 1;
  int MOST = 1_000;
  int INITIAL = 10;

  /// How many may be under way now.
  int now();

  /// What it takes the capacity to be.
  int found();

  void wanted();

  void began(long nowNanos);

  /// @param inFlight while the call was under way
  void ended(long beganNanos, long nowNanos, int inFlight, boolean well);

  /// A limiter by its name; each race has one of its own.
  record Named(String name, Supplier<Limiter> maker) {}

  /// Ours first. The peers' settings are their own but for the bounds, which are the same for all.
  static List<Named> all() {
    return List.of(
        new Named("ours", Ours::new),
        new Named(
            "netflix gradient2",
            () ->
                new Peer(
                    Gradient2Limit.newBuilder()
                        .initialLimit(INITIAL)
                        .minLimit(LEAST)
                        .maxConcurrency(MOST)
                        .build())),
        new Named(
            "netflix gradient2, windowed",
            () ->
                new Peer(
                    WindowedLimit.newBuilder()
                        .build(
                            Gradient2Limit.newBuilder()
                                .initialLimit(INITIAL)
                                .minLimit(LEAST)
                                .maxConcurrency(MOST)
                                .build()))),
        new Named(
            "netflix vegas",
            () ->
                new Peer(
                    VegasLimit.newBuilder().initialLimit(INITIAL).maxConcurrency(MOST).build())),
        new Named(
            "netflix aimd",
            () ->
                new Peer(
                    AIMDLimit.newBuilder()
                        .initialLimit(INITIAL)
                        .minLimit(LEAST)
                        .maxLimit(MOST)
                        .build())));
  }

  final class Ours implements Limiter {
    private final ConcurrencyLimit limit = new ConcurrencyLimit(LEAST, MOST, INITIAL);

    @Override
    public int now() {
      return limit.now();
    }

    @Override
    public int found() {
      return limit.found();
    }

    @Override
    public void wanted() {
      limit.wanted();
    }

    @Override
    public void began(long nowNanos) {
      limit.began(nowNanos);
    }

    @Override
    public void ended(long beganNanos, long nowNanos, int inFlight, boolean well) {
      limit.ended(beganNanos, nowNanos, well);
    }
  }

  record Peer(Limit limit) implements Limiter {
    @Override
    public int now() {
      return limit.getLimit();
    }

    @Override
    public int found() {
      return limit.getLimit();
    }

    @Override
    public void wanted() {
      // it looks at how many are in flight
    }

    @Override
    public void began(long nowNanos) {
      // it is told when a call ended
    }

    @Override
    public void ended(long beganNanos, long nowNanos, int inFlight, boolean well) {
      limit.onSample(beganNanos, nowNanos - beganNanos, inFlight, !well);
    }
  }
}
