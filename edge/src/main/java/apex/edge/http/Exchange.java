package apex.edge.http;

import apex.edge.telemetry.Exchanged;
import apex.edge.telemetry.Telemetry;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Turns the web server's request into ours, asks the routes, and sends the answer: the one place
/// where failures become responses, request ids are given and access is logged.
final class Exchange implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("apex.edge.access");
  private static final java.util.regex.Pattern REQUEST_ID =
      java.util.regex.Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";
  private static final int CLIENT_GONE = 499;
  private static final int DRAINED_BYTES_MAX = 16 << 20;
  private static final long DRAIN_NANOS_MAX = 2_000_000_000L;

  private final Routes routes;
  private final Telemetry telemetry;
  private final long bodyBytesMax;

  Exchange(Routes routes, Telemetry telemetry, long bodyBytesMax) {
    this.routes = routes;
    this.telemetry = telemetry;
    this.bodyBytesMax = bodyBytesMax;
  }

  @Override
  public void handle(ServerRequest asked, ServerResponse answer) {
    var head = head(asked);
    try (var exchanged = telemetry.begin(head.method(), head.headers())) {
      answer(head, new Sent(asked), answer, exchanged);
    }
  }

  private void answer(Request.Head head, Sent sent, ServerResponse answer, Exchanged exchanged) {
    var began = System.nanoTime();
    var status = CLIENT_GONE;
    try {
      var response = respond(head, sent, exchanged);
      status = response.status();
      send(head, sent, answer, response);
    } catch (IOException gone) {
      status = CLIENT_GONE;
      throw new CloseConnectionException("the client went away", gone);
    } finally {
      exchanged.status(status);
      log(head, status, (System.nanoTime() - began) / 1_000_000);
    }
  }

  static String requestId(Optional<String> offered) {
    return offered
        .filter(id -> REQUEST_ID.matcher(id).matches())
        .orElseGet(() -> UUID.randomUUID().toString());
  }

  private Response respond(Request.Head head, Sent sent, Exchanged exchanged) throws IOException {
    try {
      var match = routes.match(head.method(), head.path());
      exchanged.route(match.route().pattern().text());
      var body = body(sent, match.route().bodyBytesMax().orElse(bodyBytesMax));
      body.check();
      return answer(match.route().handler(), new Request(head, match.parameters(), body));
    } catch (ApexException refused) {
      return refused(head, refused);
    } catch (ClientGone gone) {
      throw gone;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Problem.of(new ApexException(ErrorCode.NOT_READY, "the server stops"), head.id())
          .response();
    } catch (Exception | StackOverflowError bug) {
      LOG.error("request {} {} {} failed", head.id(), head.method(), head.path(), bug);
      return Problem.bug(head.id()).response();
    }
  }

  /// Within the time that the caller says it still has.
  private static Response answer(apex.edge.http.Handler handler, Request request) throws Exception {
    var deadline = Deadline.told(request.header(Deadline.HEADER));
    return deadline.isEmpty()
        ? handler.answer(request)
        : deadline.get().during(() -> handler.answer(request));
  }

  private Response refused(Request.Head head, ApexException refused) {
    if (refused.code() == ErrorCode.BUG)
      LOG.error("request {} {} {} failed", head.id(), head.method(), head.path(), refused);
    else if (refused.code().httpStatus() >= 500)
      LOG.warn("request {} {} {}: {}", head.id(), head.method(), head.path(), refused.getMessage());
    var response =
        refused.code() == ErrorCode.BUG
            ? Problem.bug(head.id()).response()
            : Problem.of(refused, head.id()).response();
    return refused.code() == ErrorCode.METHOD_NOT_ALLOWED
        ? response.with("Allow", String.join(", ", routes.methods(head.path())))
        : response;
  }

  private static Body body(Sent sent, long bytesMax) {
    var asked = sent.asked;
    var length = asked.headers().contentLength();
    var chunked = asked.headers().contains(HeaderNames.TRANSFER_ENCODING);
    if (!chunked && length.orElse(0) == 0) return Body.empty();
    var announced = length.isPresent() ? Optional.of(length.getAsLong()) : Optional.<Long>empty();
    return new Body(sent::stream, announced, bytesMax);
  }

  private void send(Request.Head head, Sent sent, ServerResponse answer, Response response)
      throws IOException {
    var asked = sent.asked;
    var unread = asked.content().hasEntity() && !asked.content().consumed();
    headers(head, answer, response);
    var last = unread || asked.headers().contains(HeaderValues.CONNECTION_CLOSE);
    if (last) answer.headers().set(HeaderValues.CONNECTION_CLOSE);
    try {
      body(head, answer, response);
    } catch (RuntimeException broken) {
      throw new ClientGone(broken);
    }
    if (unread) drain(sent);
    if (last) end(answer);
  }

  /// The web server itself would go on and take what is left of a body for the next request.
  private static void end(ServerResponse answer) {
    if (answer instanceof RoutingResponse routed) routed.commit();
    throw new CloseConnectionException("the last answer of this connection was sent");
  }

  private static void headers(Request.Head head, ServerResponse answer, Response response) {
    answer.status(Status.create(response.status()));
    var headers = answer.headers();
    headers.set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    headers.set(HeaderNames.create("X-Frame-Options"), "DENY");
    headers.set(HeaderNames.create("Referrer-Policy"), "no-referrer");
    headers.set(HeaderNames.create("Content-Security-Policy"), API_POLICY);
    headers.set(HeaderNames.create("Cache-Control"), "no-store");
    headers.set(HeaderNames.create("X-Request-Id"), head.id());
    var cookies = new ArrayList<String>();
    for (var header : response.headers()) {
      if (header.name().equalsIgnoreCase("set-cookie")) cookies.add(header.value());
      else headers.set(HeaderNames.create(header.name()), header.value());
    }
    if (!cookies.isEmpty()) headers.set(HeaderNames.SET_COOKIE, cookies.toArray(String[]::new));
  }

  private static void body(Request.Head head, ServerResponse answer, Response response)
      throws IOException {
    switch (response.body()) {
      case Response.Body.Bytes(var bytes) -> {
        if (head.method().equals("HEAD")) {
          answer.headers().contentLength(bytes.length);
          answer.send();
        } else if (bytes.length == 0) answer.send();
        else answer.send(bytes);
      }
      case Response.Body.Streamed(var writing) -> {
        if (head.method().equals("HEAD")) answer.send();
        else
          try (var out = answer.outputStream()) {
            writing.to(out);
          }
      }
    }
  }

  /// Reads a little of what the client still sends, so that it gets to read the answer before the
  /// connection is closed under it.
  private static void drain(Sent sent) {
    if (sent.asked.headers().contains(HeaderNames.EXPECT)) return;
    var until = System.nanoTime() + DRAIN_NANOS_MAX;
    try (InputStream in = sent.stream()) {
      for (long left = DRAINED_BYTES_MAX; left > 0 && System.nanoTime() < until; ) {
        var n = in.skip(Math.min(left, 65_536));
        if (n <= 0 && in.read() < 0) return;
        left -= Math.max(1, n);
      }
    } catch (IOException | RuntimeException gone) {
      LOG.trace("the client closed before its request was read", gone);
    }
  }

  /// What the client sent. The web server gives its body out once only; the handler and the drain
  /// share it.
  private static final class Sent {
    private final ServerRequest asked;
    private Optional<InputStream> stream = Optional.empty();

    Sent(ServerRequest asked) {
      this.asked = asked;
    }

    InputStream stream() {
      if (stream.isEmpty()) stream = Optional.of(asked.content().inputStream());
      return stream.get();
    }
  }

  private static void log(Request.Head head, int status, long tookMs) {
    ACCESS
        .atLevel(head.path().startsWith("/health") ? Level.DEBUG : Level.INFO)
        .addKeyValue("request_id", head.id())
        .addKeyValue("remote", head.remote())
        .log("{} {} {} {} ms", head.method(), head.path(), status, tookMs);
  }

  private static Request.Head head(ServerRequest asked) {
    var prologue = asked.prologue();
    var path = prologue.uriPath().rawPath();
    var query = prologue.query().rawValue();
    var headers = headers(asked.headers());
    return new Request.Head(
        requestId(headers.getOrDefault("x-request-id", List.of()).stream().findFirst()),
        prologue.method().text(),
        path,
        query.isEmpty() ? path : path + "?" + query,
        query(query),
        headers,
        asked.remotePeer().host());
  }

  static Map<String, List<String>> headers(io.helidon.http.Headers sent) {
    var headers = new HashMap<String, List<String>>();
    sent.forEach(header -> headers.put(header.name().toLowerCase(Locale.ROOT), header.allValues()));
    return headers;
  }

  static Map<String, List<String>> query(String raw) {
    var values = new HashMap<String, List<String>>();
    Arrays.stream(raw.split("&"))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> pair.split("=", 2))
        .forEach(pair ->
            values
                .computeIfAbsent(decoded(pair[0]), _ -> new ArrayList<>())
                .add(pair.length == 2 ? decoded(pair[1]) : ""));
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
