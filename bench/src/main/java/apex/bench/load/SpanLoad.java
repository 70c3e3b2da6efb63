package apex.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Sends requests of spans from several threads, and times each until it is acknowledged.
///
/// @param target where to, asked for each request, since a restarted receiver may have moved
/// @param spans in each request
public record SpanLoad(
    java.util.function.Supplier<URI> target, String key, int senders, int spans) {
  /// What a load came to.
  ///
  /// @param acknowledged milliseconds from when a request was due until its answer
  /// @param spanIds the sum of the acknowledged spans' ids, as [SpanBodies#spanIds]
  /// @param again requests that were sent again because they were not acknowledged
  public record Sent(
      long spans, long spanIds, Distribution acknowledged, long again, Duration took) {
    public double perSecond() {
      return spans / Math.max(0.001, took.toNanos() / 1e9);
    }
  }

  /// At a rate that does not wait for answers: a late answer makes the next request late, and its
  /// time counts from when it was due.
  public Sent at(double spansPerSecond, Duration time) {
    return whilst(() -> true, spansPerSecond, time, () -> {});
  }

  /// As [#at], while `going` holds; tells each acknowledged request.
  public Sent whilst(
      BooleanSupplier going, double spansPerSecond, Duration atMost, Runnable acknowledged) {
    var every = senders * spans / spansPerSecond;
    var begun = System.nanoTime();
    long until = begun + atMost.toNanos();
    return send(
        (sender, count) -> {
          long due = begun + (long) ((count + (double) sender / senders) * every * 1e9);
          if (due >= until || !going.getAsBoolean()) return -1;
          while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
          return due;
        },
        begun,
        acknowledged);
  }

  /// As fast as answers come.
  public Sent flatOut(Duration time) {
    var begun = System.nanoTime();
    long until = begun + time.toNanos();
    return send(
        (_, _) -> {
          var now = System.nanoTime();
          return now >= until ? -1 : now;
        },
        begun,
        () -> {});
  }

  private interface Pace {
    /// When the next request is due, by the nanosecond clock; -1 to stop.
    long next(int sender, long count);
  }

  /// What the senders have in common.
  private record Sum(List<Double> times, AtomicLong spanIds, AtomicLong again, Runnable told) {
    public void acknowledged(double ms, long ids) {
      times.add(ms);
      spanIds.addAndGet(ids);
      told.run();
    }
  }

  private Sent send(Pace pace, long begun, Runnable told) {
    var sum =
        new Sum(
            Collections.synchronizedList(new ArrayList<>()),
            new AtomicLong(),
            new AtomicLong(),
            told);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < senders; i++) {
      int sender = i;
      threads.add(Thread.ofPlatform().start(() -> send(sender, pace, sum)));
    }
    for (var thread : threads) join(thread);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    return new Sent(
        (long) sum.times.size() * spans,
        sum.spanIds.get(),
        new Distribution(sum.times),
        sum.again.get(),
        took);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(int sender, Pace pace, Sum sum) {
    var bodies = new SpanBodies(spans, System.nanoTime() + sender);
    try (var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build()) {
      long count = 0;
      for (long due = pace.next(sender, count); due >= 0; due = pace.next(sender, ++count)) {
        var body = bodies.next();
        while (!acknowledged(client, body)) {
          sum.again.incrementAndGet();
          LockSupport.parkNanos(50_000_000);
        }
        sum.acknowledged((System.nanoTime() - due) / 1e6, bodies.spanIds());
      }
    }
  }

  private boolean acknowledged(HttpClient client, byte[] body) {
    try {
      var request =
          HttpRequest.newBuilder(target.get())
              .header("Content-Type", "application/x-protobuf")
              .header("x-apex-key", key)
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException gone) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
