package apex.edge.http;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One request, as a handler sees it. What it asks for and cannot get ends in INVALID_REQUEST
/// naming the parameter, the rule and the value.
public final class Request {
  private final Head head;
  private final Map<String, String> parameters;
  private final Body body;

  /// What came before the body.
  ///
  /// @param headers by name in lower case
  /// @param remote the address the connection came from
  record Head(
      String id,
      String method,
      String path,
      String target,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      String remote) {}

  Request(Head head, Map<String, String> parameters, Body body) {
    this.head = head;
    this.parameters = Map.copyOf(parameters);
    this.body = body;
  }

  /// The id that the response, the problem and the log lines carry.
  public String id() {
    return head.id();
  }

  public String method() {
    return head.method();
  }

  /// The path as it was sent, still encoded.
  public String path() {
    return head.path();
  }

  /// The path and query as they were sent.
  String target() {
    return head.target();
  }

  /// The address the connection came from; of the last proxy, if there is one.
  public String remote() {
    return head.remote();
  }

  public Optional<String> header(String name) {
    return first(head.headers(), name.toLowerCase(Locale.ROOT));
  }

  /// The token of `Authorization: Bearer …`.
  public Optional<String> bearer() {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip())
        .filter(token -> !token.isEmpty());
  }

  public Optional<String> cookie(String name) {
    return head.headers().getOrDefault("cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /// What the path holds at `{name}`.
  public String parameter(String name) {
    var value = parameters.get(name);
    if (value == null) throw new IllegalArgumentException("the route has no {" + name + "}");
    return value;
  }

  /// What the path holds at `{name}`, parsed, such as `request.parameter("id", RunId::parse)`.
  public <T> T parameter(String name, Function<String, T> parser) {
    return parsed(name, parameter(name), parser);
  }

  public Optional<String> query(String name) {
    return first(head.query(), name);
  }

  /// Every value of a parameter that may stand several times, in order.
  public List<String> queryAll(String name) {
    return List.copyOf(head.query().getOrDefault(name, List.of()));
  }

  /// Parsed by `parser`, whose IllegalArgumentException says the rule.
  public <T> Optional<T> query(String name, Function<String, T> parser) {
    return query(name).map(value -> parsed(name, value, parser));
  }

  /// A whole number from `least` to `most`, or `fallback` when it is absent.
  public int query(String name, int fallback, int least, int most) {
    return query(name, text -> number(text, least, most)).orElse(fallback);
  }

  /// The body, read as JSON. Refuses another media type and a body over the route's limit.
  public <T> T json(Class<T> type) throws IOException {
    var mediaType = mediaType();
    if (!mediaType.equals("application/json"))
      throw new ApexException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type must be application/json, was "
              + (mediaType.isEmpty() ? "absent" : mediaType));
    return Json.read(bytes(), type);
  }

  /// The whole body; the route's limit holds.
  public byte[] bytes() throws IOException {
    return body.stream().readAllBytes();
  }

  /// The body as it arrives. Reading past the route's limit throws TOO_LARGE.
  public InputStream stream() {
    return body.stream();
  }

  /// As announced by the client.
  public Optional<Long> length() {
    return body.length();
  }

  /// The media type without its parameters, in lower case; empty when none was sent.
  public String mediaType() {
    return header("content-type")
        .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  /// Whether the client asks for `mediaType` by name.
  public boolean accepts(String mediaType) {
    return header("accept").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .anyMatch(each -> each.split(";", 2)[0].strip().equalsIgnoreCase(mediaType));
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "the address holds a malformed escape: " + text, malformed);
    }
  }

  private static Optional<String> first(Map<String, List<String>> values, String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst();
  }

  private static <T> T parsed(String name, String value, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | java.time.DateTimeException broken) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s: %s, was '%s'".formatted(name, broken.getMessage(), value),
          broken);
    }
  }

  private static int number(String text, int least, int most) {
    var rule = "must be a whole number from %d to %d".formatted(least, most);
    try {
      var number = Integer.parseInt(text);
      if (number >= least && number <= most) return number;
      throw new IllegalArgumentException(rule);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(rule, notANumber);
    }
  }
}
