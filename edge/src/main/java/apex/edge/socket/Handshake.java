package apex.edge.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a client sent to open a WebSocket.
///
/// @param query by name, decoded
/// @param headers by name in lower case
/// @param remote the address the connection came from
public record Handshake(
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    String remote) {
  /// The one subprotocol we ever name in an answer.
  public static final String PROTOCOL = "apex.v1";

  private static final String TOKEN_PREFIX = "jwt.";

  public Handshake {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  public Optional<String> query(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /// The token of `Authorization: Bearer …`, or of an offered subprotocol `jwt.…`.
  public Optional<String> token() {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip())
        .or(this::offeredToken);
  }

  /// Whether the client offered our protocol and therefore must hear it back.
  public boolean offersProtocol() {
    return offered().contains(PROTOCOL);
  }

  private Optional<String> offeredToken() {
    return offered().stream()
        .filter(each -> each.startsWith(TOKEN_PREFIX))
        .map(each -> each.substring(TOKEN_PREFIX.length()))
        .findFirst();
  }

  private List<String> offered() {
    return headers.getOrDefault("sec-websocket-protocol", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .toList();
  }
}
