package apex.ops.house;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.function.LongConsumer;

/// How to read a file of usage, and what its rows do not tell themselves.
///
/// @param format `auto`, `csv`, `jsonl` or `mooncake`
/// @param start the instant that a trace's relative times count from
public record UsageImport(
    String format,
    Optional<String> provider,
    Optional<String> model,
    Optional<String> route,
    Optional<String> start) {

  public static UsageImport automatic() {
    return new UsageImport(
        "auto", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Streams `file` into the session's workspace; the reply is an `import_result`.
  ///
  /// @param moved is told of bytes as they leave
  public Reply send(Session session, String name, InputStream file, LongConsumer moved) {
    var body = BodyPublishers.ofInputStream(() -> new Upload(file, moved));
    return session.upload(address(name), body);
  }

  private String address(String name) {
    return new Query()
        .with("format", format)
        .with("provider", provider)
        .with("model", model)
        .with("route", route)
        .with("start", start)
        .with("name", name)
        .of("/api/usage/import");
  }
}
