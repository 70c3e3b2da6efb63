package apex.backend.api;

import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Senders that send until stopped, and send each request again until it is acknowledged, as an
/// OpenTelemetry exporter does.
public final class Stubborn implements AutoCloseable {
  private static final int SPANS = 50;

  private final Supplier<URI> address;
  private final String key;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread[] threads;

  public Stubborn(Supplier<URI> address, String key, int senders) {
    this.address = address;
    this.key = key;
    this.threads = new Thread[senders];
    for (int i = 0; i < senders; i++) threads[i] = Thread.ofPlatform().start(this::send);
  }

  private void send() {
    try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      while (stop.getCount() > 0) {
        var spans = new Span.Builder[SPANS];
        for (int i = 0; i < SPANS; i++) spans[i] = Spans.chat(100 + i, 10);
        var body = Spans.request(spans);
        while (!acknowledged(client, body)) stop.await(50, TimeUnit.MILLISECONDS);
        for (var span : spans)
          acknowledged.add(java.util.HexFormat.of().formatHex(span.getSpanId().toByteArray()));
        stop.await(20, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean acknowledged(HttpClient client, byte[] body) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(address.get())
              .header("x-apex-key", key)
              .header("Content-Type", "application/x-protobuf")
              .timeout(Duration.ofSeconds(10))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (java.io.IOException gone) {
      return false;
    }
  }

  public int count() {
    return acknowledged.size();
  }

  /// The span ids of what was acknowledged, after the last request ended.
  public Set<String> end() throws InterruptedException {
    stop.countDown();
    for (var thread : threads) thread.join();
    return acknowledged;
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
