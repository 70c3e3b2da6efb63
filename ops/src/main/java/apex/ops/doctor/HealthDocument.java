package apex.ops.doctor;

import apex.edge.json.Json;
import apex.kernel.failure.Category;
import apex.kernel.failure.Phrases;
import apex.ops.doctor.probe.Notes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a service says of itself and of what it leans on, in one of the usual shapes: ours, the
/// IETF's `application/health+json`, or that of Spring Boot's Actuator. Anything else is no
/// document.
///
/// @param word `healthy`, `degraded`, `unhealthy` or `unknown`
/// @param stale it says of itself that it is old
public record HealthDocument(String word, List<Said> said, boolean stale) {
  private static final int SAID_MAX = 200;

  /// About one service.
  ///
  /// @param name as the document has it
  /// @param text what it says is wrong
  /// @param contested its latest answer disagrees with the word
  /// @param ageMs how old its knowledge is, 0 when it does not say
  /// @param pendingMs how long it has waited for an answer
  /// @param lastingMs how long it has been like this; 0 when it does not say
  record Said(
      String name,
      String word,
      String text,
      boolean contested,
      Optional<Category> category,
      long ageMs,
      long pendingMs,
      long lastingMs) {
    boolean works() {
      return word.equals("healthy") || word.equals("degraded");
    }
  }

  static Optional<HealthDocument> read(Notes.Reply reply) {
    if (!reply.mediaType().contains("json")) return Optional.empty();
    try {
      var root = Json.tree(reply.body());
      return word(root.path("status")).map(word -> of(word, root));
    } catch (RuntimeException noJson) {
      return Optional.empty(); // the layer below has already said what was sent
    }
  }

  private static HealthDocument of(String word, JsonNode root) {
    var said = new ArrayList<Said>();
    root.path("checks").properties().stream()
        .limit(SAID_MAX)
        .forEach(entry -> check(entry.getKey(), entry.getValue()).ifPresent(said::add));
    root.path("components").properties().stream()
        .limit(SAID_MAX)
        .forEach(entry -> check(entry.getKey(), entry.getValue()).ifPresent(said::add));
    database(root.path("database_status").asString("")).ifPresent(said::add);
    return new HealthDocument(word, List.copyOf(said), root.path("stale").asBoolean(false));
  }

  private static Optional<Said> check(String key, JsonNode value) {
    var first = value.isArray() ? value.path(0) : value;
    var name = key.replaceFirst(":.*$", "");
    if (first.has("blocked_by") || first.path("derived").asBoolean(false))
      return Optional.empty(); // it follows from another and says nothing of its own
    return word(first.path("status")).map(word -> said(name, word, first));
  }

  private static Said said(String name, String word, JsonNode check) {
    var contested = check.path("contested").asString("");
    var text = check.path("error").asString(check.path("output").asString(contested));
    return new Said(
        name,
        word,
        text,
        !contested.isEmpty(),
        category(check.path("category").asString(""), text),
        check.path("age_ms").asLong(0),
        check.path("pending_ms").asLong(0),
        check.path("lasting_ms").asLong(0));
  }

  private static Optional<Category> category(String label, String text) {
    return Arrays.stream(Category.values())
        .filter(category -> category.label().equals(label))
        .findFirst()
        .or(() -> Phrases.read(text).map(failure -> failure.category()));
  }

  private static Optional<Said> database(String status) {
    var word =
        switch (status) {
          case "connected" -> "healthy";
          case "degraded" -> "degraded";
          case "unreachable" -> "unhealthy";
          case "unknown" -> "unknown";
          default -> "";
        };
    if (word.isEmpty()) return Optional.empty();
    return Optional.of(
        new Said("db", word, "database_status " + status, false, Optional.empty(), 0, 0, 0));
  }

  private static Optional<String> word(JsonNode status) {
    return switch (status.asString("").toLowerCase(Locale.ROOT)) {
      case "healthy", "up", "pass", "ok", "passing" -> Optional.of("healthy");
      case "degraded", "warn", "warning" -> Optional.of("degraded");
      case "unhealthy", "down", "fail", "critical", "out_of_service" -> Optional.of("unhealthy");
      case "unknown" -> Optional.of("unknown");
      default -> Optional.empty();
    };
  }
}
