package apex.embedded;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One request of ClickHouse's HTTP interface, taken apart: the statement comes from the address or
/// the body, rows to insert from the body, and whatever in the address is nothing else is a
/// setting.
///
/// @param sql the statement, without the rows to insert
/// @param rows what follows the statement
record ClickHouseRequest(
    Map<String, String> parameters, HttpExchange exchange, byte[] sql, InputStream rows) {
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "query",
          "database",
          "default_format",
          "user",
          "password",
          "quota_key",
          "query_id",
          "role",
          "compress",
          "decompress",
          "wait_end_of_query",
          "buffer_size",
          "stacktrace",
          "client_protocol_version");
  private static final Pattern INSERT =
      Pattern.compile(
          "(?is)^\\s*insert\\s+into\\b.*?(?:\\bformat\\s+(\\w+)|\\b(values))\\s*;?\\s*$");
  private static final Pattern INSERT_CLAUSE =
      Pattern.compile("(?is)\\b(?:format\\s+\\w+|values)\\s*;?\\s*$");
  private static final Pattern FORMAT_CLAUSE =
      Pattern.compile("(?is)\\bformat\\s+(\\w+)\\s*(?:settings\\b[^()]*)?;?\\s*$");
  private static final Pattern SELECT =
      Pattern.compile("(?is)^(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(?:select|with)\\b.*");

  /// Reads the statement; at most `sqlBytesMax` of it.
  static ClickHouseRequest of(HttpExchange exchange, int sqlBytesMax)
      throws IOException, Chdb.Refused {
    var parameters = parameters(exchange.getRequestURI().getRawQuery());
    var inAddress = Optional.ofNullable(parameters.get("query")).filter(q -> !q.isBlank());
    var body = exchange.getRequestBody();
    if (inAddress.isPresent() && INSERT.matcher(inAddress.get()).matches())
      return new ClickHouseRequest(parameters, exchange, bytes(inAddress.get()), body);
    var start = inAddress.map(ClickHouseRequest::bytes).orElse(new byte[0]);
    var whole =
        new SequenceInputStream(new ByteArrayInputStream(start), body).readNBytes(sqlBytesMax + 1);
    if (whole.length > sqlBytesMax)
      throw new Chdb.Refused(
          "Code: 62. DB::Exception: a statement may have %d bytes here; send rows to insert in the body and the statement in the address. (SYNTAX_ERROR)"
              .formatted(sqlBytesMax));
    return new ClickHouseRequest(parameters, exchange, whole, InputStream.nullInputStream());
  }

  /// Whether rows to insert follow the statement.
  boolean insertsRows() {
    return INSERT.matcher(text()).matches();
  }

  /// Whether it only reads, so that its result can be had block by block.
  boolean reads() {
    return SELECT.matcher(text()).matches();
  }

  /// For the library, which wants an insert without its format.
  Chdb.Statement insert() {
    var found = INSERT.matcher(text());
    if (!found.matches()) throw new IllegalStateException("not an insert: " + text());
    var format = Optional.ofNullable(found.group(1)).orElse("Values");
    var bare = INSERT_CLAUSE.matcher(text()).replaceFirst("");
    return new Chdb.Statement(bytes(bare), format, values());
  }

  Chdb.Statement statement() {
    return new Chdb.Statement(sql, format(), values());
  }

  /// The format of the result: the statement's own, else what the request asks for.
  String format() {
    var clause = FORMAT_CLAUSE.matcher(text());
    if (clause.find()) return clause.group(1);
    return header("X-ClickHouse-Format")
        .or(() -> parameter("default_format"))
        .orElse("TabSeparated");
  }

  Optional<String> database() {
    return parameter("database").or(() -> header("X-ClickHouse-Database"));
  }

  Optional<String> queryId() {
    return parameter("query_id").or(() -> header("X-ClickHouse-Query-Id"));
  }

  /// The settings of this request alone.
  Map<String, String> settings() {
    return parameters.entrySet().stream()
        .filter(e -> !NOT_SETTINGS.contains(e.getKey()) && !e.getKey().startsWith("param_"))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// The password that came with it, by any of the ways ClickHouse accepts.
  Optional<String> password() {
    return header("X-ClickHouse-Key").or(this::basicPassword).or(() -> parameter("password"));
  }

  private Map<String, String> values() {
    return parameters.entrySet().stream()
        .filter(e -> e.getKey().startsWith("param_"))
        .collect(
            Collectors.toUnmodifiableMap(
                e -> e.getKey().substring("param_".length()), Map.Entry::getValue));
  }

  private Optional<String> basicPassword() {
    return header("Authorization")
        .filter(value -> value.startsWith("Basic "))
        .map(value -> Base64.getDecoder().decode(value.substring("Basic ".length()).strip()))
        .map(pair -> new String(pair, StandardCharsets.UTF_8))
        .map(pair -> pair.substring(pair.indexOf(':') + 1));
  }

  private String text() {
    return new String(sql, StandardCharsets.UTF_8);
  }

  private Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
        .filter(value -> !value.isEmpty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> parameters(
      @org.jspecify.annotations.Nullable String rawQuery) {
    var found = new LinkedHashMap<String, String>();
    if (rawQuery == null) return found;
    for (var pair : rawQuery.split("&")) {
      var equals = pair.indexOf('=');
      if (equals > 0)
        found.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
    }
    return found;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
