package apex.bench.resilience;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/// A server with so many workers in virtual time, asked by callers who always want more than they
/// are let: each call that ends makes room for the next. For one run.
final class VirtualServer {
  private static final long SAMPLE_NANOS = Duration.ofMillis(100).toNanos();

  private final Scene scene;
  private final Limiter limiter;
  private final Random random;
  private final PriorityQueue<Call> ends =
      new PriorityQueue<>((one, other) -> Long.compare(one.ends, other.ends));
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();
  private final List<Integer> found = new ArrayList<>();
  private long now;
  private int busy;
  private int inFlight;

  /// What the server is like.
  ///
  /// @param workers how many calls it works on at once, by the time that went by
  /// @param serving draws how long one takes
  record Scene(String name, Workers workers, Serving serving, Duration whole) {}

  @FunctionalInterface
  interface Workers {
    int at(Duration since);
  }

  /// How a call goes once a worker has it.
  @FunctionalInterface
  interface Serving {
    Served draw(Random random);
  }

  /// @param well whether it is an answer, or a timeout
  record Served(long nanos, boolean well) {}

  private static final class Call {
    final long began;
    final int inFlight;
    long ends;
    boolean well;

    Call(long began, int inFlight) {
      this.began = began;
      this.inFlight = inFlight;
    }
  }

  private VirtualServer(Scene scene, Limiter limiter, long seed) {
    this.scene = scene;
    this.limiter = limiter;
    this.random = new Random(seed);
  }

  /// What the limiter took the capacity to be, every 100 ms.
  static List<Integer> race(Scene scene, Limiter limiter, long seed) {
    var server = new VirtualServer(scene, limiter, seed);
    server.run();
    return server.found;
  }

  private void run() {
    while (now < scene.whole().toNanos()) {
      fill();
      var ended = ends.remove();
      sampleUntil(ended.ends);
      now = ended.ends;
      busy--;
      inFlight--;
      work();
      limiter.ended(ended.began, now, ended.inFlight, ended.well);
    }
  }

  private void fill() {
    while (inFlight < limiter.now()) {
      waiting.add(new Call(now, ++inFlight));
      limiter.began(now);
      work();
    }
    limiter.wanted();
  }

  private void work() {
    while (!waiting.isEmpty() && busy < scene.workers().at(Duration.ofNanos(now))) {
      var next = waiting.remove();
      var served = scene.serving().draw(random);
      next.ends = now + served.nanos();
      next.well = served.well();
      ends.add(next);
      busy++;
    }
  }

  private void sampleUntil(long end) {
    while ((found.size() + 1) * SAMPLE_NANOS <= Math.min(end, scene.whole().toNanos()))
      found.add(limiter.found());
  }
}
