package apex.ops.audit.tree;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is left out in one folder: the rules of the folders above, then its own.
record Ignored(List<IgnoreRule> rules) {
  static final String CONFIGURATION = "apex-audit.yaml";

  /// What holds above the audited folder, when it lies in a git repository, and what the
  /// configuration excludes.
  static Ignored above(Path root, List<String> exclude, boolean ignore) throws IOException {
    var found = new ArrayList<IgnoreRule>();
    if (ignore) repository(root, found);
    for (var pattern : exclude)
      IgnoreRule.parse(pattern, CONFIGURATION, "", "").ifPresent(found::add);
    return new Ignored(found);
  }

  private static void repository(Path root, List<IgnoreRule> found) throws IOException {
    var above = new ArrayList<Path>();
    for (var at = root; at != null; at = at.getParent()) {
      if (!at.equals(root)) above.addFirst(at);
      if (!Files.exists(at.resolve(".git"))) continue;
      found.addAll(
          read(at.resolve(".git/info/exclude"), ".git/info/exclude", "", prefix(at, root)));
      for (var folder : above) {
        var up = folder.relativize(root).toString().replaceAll("[^/]+", "..");
        found.addAll(
            read(folder.resolve(".gitignore"), up + "/.gitignore", "", prefix(folder, root)));
      }
      return;
    }
  }

  private static String prefix(Path folder, Path root) {
    var between = folder.relativize(root).toString();
    return between.isEmpty() ? "" : between + "/";
  }

  /// With the rules of a folder's own `.gitignore`.
  ///
  /// @param path of the folder, relative, `""` for the audited one
  Ignored in(Path file, String path) throws IOException {
    var start = path.isEmpty() ? "" : path + "/";
    var own = read(file, start + ".gitignore", start, "");
    if (own.isEmpty()) return this;
    var all = new ArrayList<>(rules);
    all.addAll(own);
    return new Ignored(all);
  }

  private static List<IgnoreRule> read(Path file, String source, String base, String prefix)
      throws IOException {
    if (!Files.isRegularFile(file)) return List.of();
    var found = new ArrayList<IgnoreRule>();
    int number = 0;
    for (var line : lines(file))
      IgnoreRule.parse(line, source + ":" + ++number, base, prefix).ifPresent(found::add);
    return found;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException notUtf8) {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }
  }

  /// Why a path is left out; the last rule that matches decides.
  Optional<String> reason(String path, String name, boolean folder) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      var rule = rules.get(i);
      if (rule.matches(path, name, folder))
        return rule.negated() ? Optional.empty() : Optional.of(reason(rule));
    }
    return Optional.empty();
  }

  private static String reason(IgnoreRule rule) {
    return rule.source().equals(CONFIGURATION)
        ? "excluded by %s: %s".formatted(CONFIGURATION, rule.written())
        : "ignored by %s: %s".formatted(rule.source(), rule.written());
  }
}
