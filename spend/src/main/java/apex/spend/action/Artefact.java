package apex.spend.action;

import java.util.Locale;
import java.util.Optional;

/// A file to use as it is.
///
/// @param name of the file; none occurs twice in an action
/// @param schema of its content, a path below `docs/protocol`; of each line where the content is
///   lines of JSON; empty where no schema can say it (programs, SQL)
/// @param purpose what the file is for
public record Artefact(
    String name, String mediaType, String content, Optional<String> schema, Use purpose) {

  /// What a file does for its action.
  public enum Use {
    /// It makes the change.
    APPLY,
    /// It tells whether the change works.
    CHECK,
    /// It takes the change back.
    UNDO;

    /// As on the wire: `apply`, `check`, `undo`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Artefact json(String name, String shape, Object tree) {
    return shaped(name, "application/json", shape, JsonText.of(tree) + "\n");
  }

  static Artefact yaml(String name, String shape, String comment, Object tree) {
    return shaped(name, "application/yaml", shape, "# " + comment + "\n" + YamlText.of(tree));
  }

  static Artefact lines(String name, String shape, Iterable<?> trees) {
    var lines = new StringBuilder();
    for (var tree : trees) lines.append(JsonText.line(tree)).append('\n');
    return shaped(name, "application/jsonl", shape, lines.toString());
  }

  static Artefact text(String name, String mediaType, String content) {
    return new Artefact(name, mediaType, content, Optional.empty(), Use.APPLY);
  }

  private static Artefact shaped(String name, String mediaType, String shape, String content) {
    return new Artefact(
        name, mediaType, content, Optional.of("artefacts/" + shape + ".schema.json"), Use.APPLY);
  }

  Artefact as(Use use) {
    return new Artefact(name, mediaType, content, schema, use);
  }
}
