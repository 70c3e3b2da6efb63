package apex.edge.http;

import apex.edge.telemetry.Telemetry;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;

/// Passes requests on to one other process, so that a browser sees one origin. Only the headers
/// named here pass, in either direction; both bodies and the wait are bounded. The caller's address
/// goes along with a secret, so that the other process can believe it.
public final class Forward implements Handler {
  /// Carries the service secret; says that `X-Forwarded-For` was set by us.
  public static final String SECRET_HEADER = "X-Forwarded-Secret";

  public static final String ADDRESS_HEADER = "X-Forwarded-For";
  private static final int RESPONSE_BYTES_MAX = 1 << 20;
  private static final List<String> ASKED =
      List.of("accept", "authorization", "content-type", "cookie", "user-agent");
  private static final List<String> ANSWERED =
      List.of(
          "cache-control", "content-type", "etag", "retry-after", "set-cookie", "www-authenticate");

  private final String name;
  private final URI origin;
  private final Secret secret;
  private final int bodyBytesMax;
  private final Duration patience;
  private final Guard guard;
  private final HttpClient client;

  /// @param name of the other process, for messages
  /// @param patience longest wait for its whole answer
  /// @param guard of the other process, shared by all who ask it
  public Forward(
      String name, URI origin, Secret secret, int bodyBytesMax, Duration patience, Guard guard) {
    this.name = name;
    this.origin = origin;
    this.secret = secret;
    this.bodyBytesMax = bodyBytesMax;
    this.patience = patience;
    this.guard = guard;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  int bodyBytesMax() {
    return bodyBytesMax;
  }

  @Override
  public Response answer(Request request) throws IOException {
    var body = request.bytes();
    return guard.once(() -> passed(request, body));
  }

  private Response passed(Request request, byte[] body) {
    try {
      return answered(client.send(asked(request, body), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.NOT_READY, "stopped while asking " + name, stopped);
    } catch (HttpTimeoutException late) {
      throw new ApexException(
          ErrorCode.DEADLINE_EXCEEDED, "%s did not answer in %s".formatted(name, patience), late);
    } catch (ConnectException refused) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          name + " cannot be reached at " + origin.getAuthority(),
          refused);
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          name + " broke the connection: " + broken.getMessage(),
          broken);
    }
  }

  private HttpRequest asked(Request request, byte[] body) {
    var left = Deadline.within(patience);
    var publisher =
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body);
    var asked =
        HttpRequest.newBuilder(address(request))
            .timeout(left)
            .setHeader(Deadline.HEADER, "" + left.toMillis())
            .method(request.method(), publisher)
            .setHeader("X-Request-Id", request.id())
            .setHeader(ADDRESS_HEADER, request.remote())
            .setHeader(SECRET_HEADER, secret.reveal());
    for (var header : ASKED)
      request.header(header).ifPresent(value -> asked.setHeader(header, value));
    return Telemetry.traced(asked).build();
  }

  private URI address(Request request) {
    try {
      return URI.create(origin.getScheme() + "://" + origin.getAuthority() + request.target());
    } catch (IllegalArgumentException malformed) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "the address is malformed: " + request.path(), malformed);
    }
  }

  private Response answered(HttpResponse<InputStream> answer) throws IOException {
    try (var in = answer.body()) {
      var body = in.readNBytes(RESPONSE_BYTES_MAX + 1);
      if (body.length > RESPONSE_BYTES_MAX)
        throw new ApexException(ErrorCode.DEPENDENCY_DOWN, name + " answered too much");
      var headers =
          answer.headers().map().entrySet().stream()
              .filter(
                  header -> ANSWERED.contains(header.getKey().toLowerCase(java.util.Locale.ROOT)))
              .flatMap(header ->
                  header.getValue().stream()
                      .map(value -> new Response.Header(header.getKey(), value)))
              .toList();
      return new Response(answer.statusCode(), headers, new Response.Body.Bytes(body));
    }
  }
}
