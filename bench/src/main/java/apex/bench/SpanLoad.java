package apex.bench;

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
record SpanLoad(java.util.function.Supplier<URI> target, String key, int senders, int spans) {
  /// What a load came to.
  ///
  /// @param acknowledged milliseconds from when a request was due until its answer
  /// @param again requests that were sent again because they were not acknowledged
  record Sent(long spans, Distribution acknowledged, long again, Duration took) {
    double perSecond() {
      return spans / Math.max(0.001, took.toNanos() / 1e9);
    }
  }

  /// At a rate that does not wait for answers: a late answer makes the next request late, and its
  /// time counts from when it was due.
  Sent at(double spansPerSecond, Duration time) {
    var every = senders * spans / spansPerSecond;
    var begun = System.nanoTime();
    long until = begun + time.toNanos();
    return send(
        (sender, count) -> {
          long due = begun + (long) ((count + (double) sender / senders) * every * 1e9);
          if (due >= until) return -1;
          while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
          return due;
        },
        begun);
  }

  /// As fast as answers come.
  Sent flatOut(Duration time) {
    return whilst(() -> true, time);
  }

  /// As fast as answers come, while `going` holds.
  Sent whilst(BooleanSupplier going, Duration atMost) {
    var begun = System.nanoTime();
    long until = begun + atMost.toNanos();
    return send(
        (_, _) -> {
          var now = System.nanoTime();
          return now >= until || !going.getAsBoolean() ? -1 : now;
        },
        begun);
  }

  private interface Pace {
    /// When the next request is due, by the nanosecond clock; -1 to stop.
    long next(int sender, long count);
  }

  private Sent send(Pace pace, long begun) {
    var times = Collections.synchronizedList(new ArrayList<Double>());
    var again = new AtomicLong();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < senders; i++) {
      int sender = i;
      threads.add(Thread.ofPlatform().start(() -> send(sender, pace, times, again)));
    }
    for (var thread : threads) join(thread);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    return new Sent((long) times.size() * spans, new Distribution(times), again.get(), took);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(int sender, Pace pace, List<Double> times, AtomicLong again) {
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
          again.incrementAndGet();
          LockSupport.parkNanos(50_000_000);
        }
        times.add((System.nanoTime() - due) / 1e6);
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
