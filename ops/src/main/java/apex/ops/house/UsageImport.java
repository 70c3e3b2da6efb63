package apex.ops.house;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// How to read a file of usage, and what its rows do not tell themselves.
///
/// @param format `auto`, or the word of one
/// @param mapping `column=field`, for files with names of their own
/// @param start the instant that a trace's relative times count from
public record UsageImport(
    String format,
    Optional<String> provider,
    Optional<String> model,
    Optional<String> route,
    Optional<String> start,
    List<String> mapping) {
  public UsageImport {
    mapping = List.copyOf(mapping);
  }

  public static UsageImport automatic() {
    return new UsageImport(
        "auto", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /// Streams `file` into the session's workspace; the reply is an `import_result`.
  ///
  /// @param moved is told of bytes as they leave
  public Reply send(Session session, String name, InputStream file, LongConsumer moved) {
    var body = BodyPublishers.ofInputStream(() -> new Upload(file, moved));
    return session.upload(address(name, false), body);
  }

  /// Lets the house read `file` without keeping anything: a line for each row, then the
  /// `import_result`. To be closed.
  public InputStream rehearse(Session session, String name, InputStream file, LongConsumer moved) {
    var body = BodyPublishers.ofInputStream(() -> new Upload(file, moved));
    return session.uploadFor(address(name, true), body);
  }

  private String address(String name, boolean dryRun) {
    var query = new Query();
    if (dryRun) query.with("dry_run", "true");
    return query
        .withAll("map", mapping)
        .with("format", format)
        .with("provider", provider)
        .with("model", model)
        .with("route", route)
        .with("start", start)
        .with("name", name)
        .of("/api/usage/import");
  }
}
