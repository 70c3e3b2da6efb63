package apex.ops.audit.python;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Watch;
import apex.ops.audit.output.FactLines;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.scan.Scan;
import apex.ops.audit.tree.SourceTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our facts beside those of CPython's own `ast`, over all the Python this machine has.
class OracleTest {
  @TempDir Path scratch;

  @BeforeEach
  void oracle() {
    Oracle.assumePresent();
  }

  /// A quarter of a minute: every seventh module. All of them, and every installed package, are
  /// compared by `./apex bench audit --full`.
  @Test
  void theStandardLibraryGivesTheOraclesFacts() throws Exception {
    var library = Path.of(Oracle.python("import sysconfig; print(sysconfig.get_path('stdlib'))"));
    var root = Files.createDirectories(scratch.resolve("library"));
    int number = 0;
    for (var module : modules(library)) {
      if (number++ % 7 != 0) continue;
      var copy = root.resolve(library.relativize(module).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(module, copy);
    }
    assertThat(compare(root)).isGreaterThan(100);
  }

  private static List<Path> modules(Path library) throws IOException {
    try (var all = Files.walk(library)) {
      return all.filter(file -> file.toString().endsWith(".py"))
          .filter(file -> !file.toString().contains("-packages"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyTrapOfTheGrammarGivesTheOraclesFacts() throws Exception {
    var root = scratch.resolve("traps");
    for (var trap : Traps.ALL.entrySet()) {
      var file = root.resolve(trap.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, trap.getValue());
    }
    assertThat(compare(root)).isGreaterThan(20);
  }

  /// Answers how many files both read; prints those that only one does.
  private int compare(Path root) throws IOException, InterruptedException {
    var tree = SourceTree.of(root, List.of(new Python()), List.of(), false);
    var facts =
        new Scan(new Watch(Set.of(), Set.of()), FactCache.NONE).read(tree.files(), done -> {});
    var ours = lines(tree, facts);
    var unreadable = unreadable(tree, facts);
    var wrong = new ArrayList<String>();
    int both = 0;
    for (var entry : Oracle.opinions(root, scratch).entrySet()) {
      var path = entry.getKey();
      if (entry.getValue().rejected().isPresent()) {
        System.out.printf(
            "only the oracle rejects, or both: %s: %s; ours: %s%n",
            path, entry.getValue().rejected().get(), unreadable.getOrDefault(path, "read"));
        continue;
      }
      both++;
      if (unreadable.containsKey(path)) wrong.add(path + " is readable: " + unreadable.get(path));
      else if (!ours.getOrDefault(path, List.of()).equals(entry.getValue().facts()))
        wrong.add(
            "%s: oracle %s, ours %s".formatted(path, entry.getValue().facts(), ours.get(path)));
    }
    System.out.printf("%s: %d files that both read, %d differ%n", root, both, wrong.size());
    assertThat(wrong).isEmpty();
    return both;
  }

  private static Map<String, String> unreadable(SourceTree tree, List<FileFacts> facts) {
    var found = new TreeMap<String, String>();
    for (int i = 0; i < facts.size(); i++) {
      var path = tree.files().get(i).path();
      facts.get(i).unreadable().ifPresent(why -> found.put(path, why.line() + ": " + why.reason()));
    }
    return found;
  }

  private static Map<String, List<String>> lines(SourceTree tree, List<FileFacts> facts) {
    var out = new ByteArrayOutputStream();
    FactLines.write(tree, facts, out);
    var found = new TreeMap<String, List<String>>();
    out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(Json::tree)
        .forEach(fact ->
            found
                .computeIfAbsent(fact.path("path").asString(), path -> new ArrayList<>())
                .add(
                    "[%s,%s,%s,%s]"
                        .formatted(
                            fact.path("line"),
                            fact.path("kind"),
                            fact.path("module"),
                            fact.path("name"))));
    found.values().forEach(list -> list.sort(null));
    return found;
  }
}
