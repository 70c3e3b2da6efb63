package apex.edge.http;

import apex.edge.socket.Handshake;
import apex.edge.socket.Sockets;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers the upgrade to a WebSocket, always, and hands the connection to its endpoint. Names the
/// subprotocol only when it is ours: a token that was offered as one is never sent back.
final class SocketUpgrade implements Http1Upgrader {
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Map<String, Sockets> sockets;

  SocketUpgrade(Map<String, Sockets> sockets) {
    this.sockets = sockets;
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  /// Null, by the web server's contract, means: no upgrade, go on with the routes.
  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    var endpoint = sockets.get(prologue.uriPath().rawPath());
    if (endpoint == null || !valid(prologue, headers)) return null;
    var handshake =
        new Handshake(
            prologue.uriPath().rawPath(),
            Exchange.query(prologue.query().rawValue()),
            Exchange.headers(headers),
            context.remotePeer().host());
    answer(context, headers.get(HeaderNames.create("Sec-WebSocket-Key")).get(), handshake);
    return new Upgraded(endpoint, handshake, new ServerWire(context));
  }

  private static boolean valid(HttpPrologue prologue, WritableHeaders<?> headers) {
    var key = headers.first(HeaderNames.create("Sec-WebSocket-Key")).orElse("");
    var version = headers.first(HeaderNames.create("Sec-WebSocket-Version")).orElse("");
    return prologue.method().text().equals("GET")
        && version.equals("13")
        && key.matches("[A-Za-z0-9+/]{22}==");
  }

  private static void answer(ConnectionContext context, String key, Handshake handshake) {
    var protocol =
        handshake.offersProtocol() ? "Sec-WebSocket-Protocol: " + Handshake.PROTOCOL + "\r\n" : "";
    var answer =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: %s\r\n%s\r\n".formatted(accept(key), protocol);
    context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String accept(String key) {
    try {
      var sha = MessageDigest.getInstance("SHA-1"); // RFC 6455 names it; nothing secret hangs on it
      var digest = sha.digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-1", impossible);
    }
  }

  /// A connection that has become a WebSocket.
  private record Upgraded(Sockets sockets, Handshake handshake, ServerWire wire)
      implements ServerConnection {
    @Override
    public void handle(Limit limit) {
      sockets.serve(handshake, wire);
    }

    /// Its endpoint watches over idle connections, not the web server.
    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      wire.cut();
    }
  }
}
