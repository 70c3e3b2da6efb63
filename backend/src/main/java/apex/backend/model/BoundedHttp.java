package apex.backend.model;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Taxonomy;
import apex.kernel.failure.Thrown;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// LangChain4j's way onto the network, with our limits: a reply of at most so many bytes, no
/// redirect, no second attempt, and nothing of what was sent or answered in a log or a message. How
/// long it takes is bounded by who calls: an interrupt ends it.
///
/// @param rateLimited hears how long the provider wants to be left alone
/// @param sent set when a request may have reached the provider
record BoundedHttp(
    java.net.http.HttpClient client,
    Duration timeout,
    int replyBytesMax,
    Consumer<Duration> rateLimited,
    ScopedValue<AtomicBoolean> sent)
    implements HttpClient {
  /// Headers that the platform sets by itself.
  private static final Set<String> OWN = Set.of("content-length", "connection", "host");

  private static final Duration UNTOLD = Duration.ofSeconds(5);
  private static final Duration QUIET_MAX = Duration.ofMinutes(5);

  static java.net.http.HttpClient client(Duration connecting) {
    return java.net.http.HttpClient.newBuilder()
        .version(java.net.http.HttpClient.Version.HTTP_1_1)
        .followRedirects(java.net.http.HttpClient.Redirect.NEVER) // the key goes nowhere else
        .connectTimeout(connecting)
        .build();
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    var response = send(request);
    int status = response.statusCode();
    if (status / 100 != 2) throw refused(response);
    return SuccessfulHttpResponse.builder()
        .statusCode(status)
        .headers(response.headers().map())
        .body(response.body())
        .build();
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    var limited =
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), replyBytesMax);
    try {
      sent.get().set(true);
      return client.send(asked(request), limited);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "the wait for the model was ended", stopped);
    } catch (IOException broken) {
      throw broken(URI.create(request.url()), broken);
    }
  }

  private java.net.http.HttpRequest asked(HttpRequest request) {
    var body = Optional.ofNullable(request.body()).orElse("");
    var asked =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .timeout(timeout)
            .method(
                request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(body));
    request
        .headers()
        .forEach((name, values) -> {
          if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT)))
            values.forEach(value -> asked.header(name, value));
        });
    return asked.build();
  }

  private ApexException broken(URI address, IOException broken) {
    if (String.valueOf(broken.getMessage()).contains("exceeds capacity")) // only its words tell
    return new ApexException(
          ErrorCode.TOO_LARGE, "the reply was longer than %d bytes".formatted(replyBytesMax));
    var failure = Thrown.read(broken);
    if (failure.category() == Category.TIMEOUT)
      return new ApexException(ErrorCode.DEPENDENCY_DOWN, failure, broken);
    sent.get().set(false);
    var seen = "no connection to %s: %s".formatted(address.getHost(), words(broken));
    return new ApexException(ErrorCode.DEPENDENCY_DOWN, failure.withCause(seen), broken);
  }

  private static String words(IOException broken) {
    if (broken instanceof ConnectException) return "nobody listens"; // it has no words of its own
    return Optional.ofNullable(broken.getMessage()).orElse(broken.getClass().getSimpleName());
  }

  /// The body is not read into the message: it may hold anything.
  private ApexException refused(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    var seen = "the provider answered %d".formatted(status);
    if (status == 429) {
      rateLimited.accept(retryAfter(response));
      return new ApexException(ErrorCode.RATE_LIMITED, seen);
    }
    if (status < 500) return new ApexException(ErrorCode.INVALID_REQUEST, seen);
    var failure = Taxonomy.http(status, seen);
    return new ApexException(ErrorCode.DEPENDENCY_DOWN, failure, new IllegalStateException(seen));
  }

  private static Duration retryAfter(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(told -> told.matches("[0-9]{1,4}"))
        .map(told -> Duration.ofSeconds(Long.parseLong(told)))
        .map(told -> told.compareTo(QUIET_MAX) > 0 ? QUIET_MAX : told)
        .orElse(UNTOLD);
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("replies are read whole");
  }

  /// Hands out this client, whatever limits LangChain4j asks for.
  HttpClientBuilder builder() {
    return new HttpClientBuilder() {
      @Override
      public Duration connectTimeout() {
        return timeout;
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration ignored) {
        return this;
      }

      @Override
      public Duration readTimeout() {
        return timeout;
      }

      @Override
      public HttpClientBuilder readTimeout(Duration ignored) {
        return this;
      }

      @Override
      public HttpClient build() {
        return BoundedHttp.this;
      }
    };
  }
}
