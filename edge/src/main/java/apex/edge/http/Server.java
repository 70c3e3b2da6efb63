package apex.edge.http;

import apex.edge.socket.Sockets;
import apex.edge.telemetry.Telemetry;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Listens and answers by its routes. Building one does no I/O.
public final class Server implements AutoCloseable {
  private final ServerConfig config;
  private final Routes routes;
  private final Telemetry telemetry;
  private final Map<String, Sockets> sockets = new TreeMap<>();
  private volatile Optional<WebServer> running = Optional.empty();

  public Server(ServerConfig config, Routes routes, Telemetry telemetry) {
    this.config = config;
    this.routes = routes;
    this.telemetry = telemetry;
    routes
        .sockets()
        .forEach((path, route) -> sockets.put(path, new Sockets(route.endpoint(), route.limits())));
  }

  /// Begins to listen. A port in use ends in CONFIGURATION naming it.
  public Server start() {
    var server = build().start();
    if (!server.isRunning())
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "cannot listen on %s:%d: it is in use or not an address of this machine"
              .formatted(config.bind(), config.port()),
          "Stop what listens there, or set another port.");
    running = Optional.of(server);
    sockets.values().forEach(Sockets::start);
    return this;
  }

  /// The port it listens on.
  public int port() {
    return running
        .map(WebServer::port)
        .orElseThrow(() -> new IllegalStateException("the server was not started"));
  }

  /// Takes no more, tells the sockets, and waits for running requests as long as configured.
  @Override
  public void close() {
    for (var each : sockets.values()) stop(each);
    running.ifPresent(WebServer::stop);
  }

  private void stop(Sockets sockets) {
    try {
      sockets.stop(config.stopPatience());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      sockets.close();
    }
  }

  private WebServer build() {
    var http =
        Http1Config.builder()
            .maxHeadersSize(config.headerBytesMax())
            .maxPrologueLength(config.headerBytesMax())
            .continueImmediately(false)
            .build();
    return WebServer.builder()
        .host(config.bind())
        .port(config.port())
        .shutdownHook(false)
        .protocolsDiscoverServices(false)
        .featuresDiscoverServices(false)
        .addConnectionSelector(new Connections(http, sockets))
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .backlog(1024)
        .maxTcpConnections(config.connectionsMax())
        .maxConcurrentRequests(config.requestsMax())
        .idleConnectionTimeout(config.silence())
        .idleConnectionPeriod(config.silence().dividedBy(2))
        .shutdownGracePeriod(config.stopPatience())
        .contentEncoding(
            ContentEncodingContext.builder()
                .contentEncodingsDiscoverServices(false)
                .addContentEncoding(new UnreadGzip())
                .build())
        .directHandlers(refusals())
        .routing(HttpRouting.builder().any(new Exchange(routes, telemetry, config.bodyBytesMax())))
        .build();
  }

  /// What the web server refuses before a route is asked, in the same shape as everything else.
  private static DirectHandlers refusals() {
    var handlers = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values())
      handlers.addHandler(
          type, (request, event, status, headers, message) -> refusal(status, message));
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refusal(Status status, String message) {
    var problem =
        Problem.of(
            new ApexException(code(status), message == null ? status.reasonPhrase() : message),
            Exchange.requestId(Optional.empty()));
    var headers = ServerResponseHeaders.create();
    headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    headers.set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    headers.set(HeaderNames.create("X-Request-Id"), problem.requestId());
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(problem.status()))
        .headers(headers)
        .keepAlive(false)
        .entity(apex.edge.json.Json.bytes(problem))
        .build();
  }

  private static ErrorCode code(Status status) {
    return switch (status.code()) {
      case 413, 414, 431 -> ErrorCode.TOO_LARGE;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 503 -> ErrorCode.OVER_CAPACITY;
      default -> status.code() < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.BUG;
    };
  }
}
