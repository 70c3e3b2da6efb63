package apex.ops.audit.baseline;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.report.Report;
import apex.ops.audit.report.Score;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Key;
import apex.ops.audit.rule.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The keys of findings that are known. It has no lines, counts or order of its own, so it changes
/// only when what it knows does. It shrinks by itself and grows only when asked.
///
/// @param score clean files and files when it was accepted, against which the score's trend is told
public record Baseline(TreeSet<Key> keys, Optional<Score.Share> score) {
  public static final String NAME = "apex-audit.baseline.json";

  public Baseline {
    var own = new TreeSet<>(Key.ORDER);
    own.addAll(keys);
    keys = own;
  }

  public Baseline(TreeSet<Key> keys) {
    this(keys, Optional.empty());
  }

  /// Of all findings of a report that are worse than a note, with its score.
  public static Baseline of(Report report) {
    var score = new Score.Share(report.score().clean(), report.score().files());
    return new Baseline(of(report.findings()).keys, Optional.of(score));
  }

  /// Of all findings that are worse than a note.
  public static Baseline of(Collection<Finding> findings) {
    var keys = new TreeSet<>(Key.ORDER);
    for (var finding : findings)
      if (finding.severity() != Severity.NOTE) keys.addAll(finding.keys());
    return new Baseline(keys);
  }

  /// Whether nothing about a finding is new.
  public boolean knows(Finding finding) {
    return keys.containsAll(finding.keys());
  }

  /// Without what is no longer found.
  public Baseline shrunkTo(Collection<Finding> findings) {
    var still = new TreeSet<>(Key.ORDER);
    for (var finding : findings) still.addAll(finding.keys());
    still.retainAll(keys);
    return new Baseline(still, score);
  }

  /// With files called as they are now.
  public Baseline renamed(Map<String, String> names) {
    if (names.isEmpty()) return this;
    var moved = new TreeSet<>(Key.ORDER);
    for (var key : keys)
      moved.add(
          new Key(
              key.rule(),
              names.getOrDefault(key.from(), key.from()),
              names.getOrDefault(key.to(), key.to()),
              key.symbol()));
    return new Baseline(moved, score);
  }

  /// The baseline in a folder, if it has one.
  public static Optional<Baseline> in(Path folder) {
    var file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) return Optional.empty();
    try {
      return Optional.of(parse(file, Json.tree(Files.readString(file))));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Baseline parse(Path file, JsonNode tree) {
    if (tree.path("version").asInt(0) != 1 || !tree.path("entries").isArray())
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "%s must have \"version\": 1 and a list \"entries\"".formatted(file),
          "Make it anew with ./apex audit baseline.");
    var keys = new TreeSet<>(Key.ORDER);
    for (var entry : tree.path("entries"))
      keys.add(
          new Key(
              word(entry, "rule"), word(entry, "from"), word(entry, "to"), word(entry, "symbol")));
    return new Baseline(keys, score(tree.path("score")));
  }

  private static Optional<Score.Share> score(JsonNode its) {
    return its.path("files").isInt()
        ? Optional.of(new Score.Share(its.path("clean_files").asInt(0), its.path("files").asInt()))
        : Optional.empty();
  }

  private static String word(JsonNode entry, String field) {
    return entry.path(field).asString("");
  }

  /// One entry a line, so that a difference reads well.
  public String written() {
    var text = new StringBuilder("{\n \"tool\": \"apex audit\",\n \"version\": 1,\n");
    score.ifPresent(its ->
        text.append(
            " \"score\": {\"clean_files\": %d, \"files\": %d},\n"
                .formatted(its.clean(), its.files())));
    text.append(" \"entries\": [");
    var comma = "\n";
    for (var key : keys) {
      text.append(comma).append("  {\"rule\": ").append(quoted(key.rule()));
      text.append(", \"from\": ")
          .append(quoted(key.from()))
          .append(", \"to\": ")
          .append(quoted(key.to()));
      text.append(", \"symbol\": ").append(quoted(key.symbol())).append('}');
      comma = ",\n";
    }
    return text.append(keys.isEmpty() ? "]\n}\n" : "\n ]\n}\n").toString();
  }

  private static String quoted(String text) {
    return Json.write(text);
  }

  /// Puts it into a folder, if that changes anything.
  public void save(Path folder) {
    try {
      var file = folder.resolve(NAME);
      var text = written();
      if (!Files.exists(file) || !Files.readString(file).equals(text))
        Files.writeString(file, text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
