package apex.edge.http;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;
import java.util.List;

/// Where a server listens and what it accepts.
///
/// @param bind address to listen on
/// @param port 0 means any free one
/// @param bodyBytesMax largest request body of a route that states no limit of its own
/// @param headerBytesMax most bytes of all headers of a request
/// @param connectionsMax most connections at once; further ones wait to be accepted
/// @param requestsMax most requests answered at once; further ones get OVER_CAPACITY
/// @param silence longest time a connection may stay open between two requests
/// @param stopPatience longest wait for running requests when stopping
public record ServerConfig(
    String bind,
    int port,
    int bodyBytesMax,
    int headerBytesMax,
    int connectionsMax,
    int requestsMax,
    Duration silence,
    Duration stopPatience) {
  private static final Setting<Integer> BODY_BYTES_MAX =
      Setting.number("HTTP_BODY_BYTES_MAX", "largest JSON request body, 1024 to 16777216", 65_536);
  private static final Setting<Integer> HEADER_BYTES_MAX =
      Setting.number("HTTP_HEADER_BYTES_MAX", "most header bytes a request, 1024 to 65536", 16_384);
  private static final Setting<Integer> CONNECTIONS_MAX =
      Setting.number("HTTP_CONNECTIONS_MAX", "most connections at once, 1 to 100000", 10_000);
  private static final Setting<Integer> REQUESTS_MAX =
      Setting.number("HTTP_REQUESTS_MAX", "most requests answered at once, 1 to 100000", 1_000);
  private static final Setting<Duration> SILENCE =
      Setting.duration(
          "HTTP_SILENCE",
          "longest a connection may stay idle between requests, PT1S to PT10M",
          "PT60S");
  private static final Setting<Duration> STOP_PATIENCE =
      Setting.duration("HTTP_STOP_PATIENCE", "longest wait for running requests at stop", "PT5S");

  public ServerConfig {
    BODY_BYTES_MAX.check(
        within(bodyBytesMax, 1024, 16_777_216), "must be 1024 to 16777216", bodyBytesMax);
    HEADER_BYTES_MAX.check(
        within(headerBytesMax, 1024, 65_536), "must be 1024 to 65536", headerBytesMax);
    CONNECTIONS_MAX.check(
        within(connectionsMax, 1, 100_000), "must be 1 to 100000", connectionsMax);
    REQUESTS_MAX.check(within(requestsMax, 1, 100_000), "must be 1 to 100000", requestsMax);
    SILENCE.check(within(silence.toMillis(), 1_000, 600_000), "must be PT1S to PT10M", silence);
    STOP_PATIENCE.check(
        within(stopPatience.toMillis(), 0, 600_000), "must be PT0S to PT10M", stopPatience);
  }

  /// Every setting a server reads, for the generated documents.
  public static List<Setting<?>> settings() {
    return List.of(
        BODY_BYTES_MAX, HEADER_BYTES_MAX, CONNECTIONS_MAX, REQUESTS_MAX, SILENCE, STOP_PATIENCE);
  }

  /// The limits of `environment`, on the address a process chose.
  public static ServerConfig from(Environment environment, String bind, int port) {
    var values =
        environment.read(
            BODY_BYTES_MAX,
            HEADER_BYTES_MAX,
            CONNECTIONS_MAX,
            REQUESTS_MAX,
            SILENCE,
            STOP_PATIENCE);
    return new ServerConfig(
        bind,
        port,
        values.get(BODY_BYTES_MAX),
        values.get(HEADER_BYTES_MAX),
        values.get(CONNECTIONS_MAX),
        values.get(REQUESTS_MAX),
        values.get(SILENCE),
        values.get(STOP_PATIENCE));
  }

  /// The same limits on another address.
  public ServerConfig at(String address, int otherPort) {
    return new ServerConfig(
        address,
        otherPort,
        bodyBytesMax,
        headerBytesMax,
        connectionsMax,
        requestsMax,
        silence,
        stopPatience);
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }
}
