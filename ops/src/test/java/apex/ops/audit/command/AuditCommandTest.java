package apex.ops.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.environment.Environment;
import apex.ops.audit.Trees;
import apex.ops.audit.config.Yaml;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.rule.Catalogue;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditCommandTest {
  @TempDir static Path folder;

  static Stream<String> rules() {
    return Asked.rules(Packs.of(folder, List.of())).stream().map(rule -> rule.id());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleIsExplainedWithAnExampleAndAFix(String rule) {
    var ran = Trees.run(folder, "audit", "explain", rule);
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith(rule + " (");
    assertThat(ran.out()).containsPattern("(?s)Example:\n    \\S.*\nFix: \\S.*");
    assertThat(ran.out().lines()).hasSizeGreaterThan(6);
  }

  @Test
  void anUnknownRuleIsRefusedWithTheNearest() {
    var ran = Trees.run(folder, "audit", "explain", "import-cicle");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("import-cycle");
  }

  @Test
  void thereAreRulesToExplain() {
    assertThat(rules()).hasSizeGreaterThan(Catalogue.ALL.size());
  }

  /// Plain arguments are understood without picocli; both must understand the same.
  @Test
  void plainArgumentsMeanWhatPicocliTakesThemFor() {
    var here = here();
    for (var options : subsets(List.of("--json", "--no-new", "--no-cache", "--no-ignore")))
      for (var path : List.of(List.<String>of(), List.of("."), List.of("some/where.py"))) {
        var words = new ArrayList<>(options);
        words.addAll(options.size() % 2, path);
        var audit = new ArrayList<>(List.of("audit"));
        audit.addAll(words);
        var plain = AuditCommand.plain(here, audit).orElseThrow();
        var line = AuditCommand.line(here);
        line.parseArgs(words.toArray(String[]::new));
        var parsed = (AuditCommand) line.getCommand();
        assertThat(told(plain)).as("%s", words).isEqualTo(told(parsed));
      }
  }

  @Test
  void whateverElseIsLeftToPicocli() {
    for (var words :
        List.of(
            List.of("audit", "--help"),
            List.of("audit", "a.py", "b.py"),
            List.of("audit", "facts"),
            List.of("audit", "baseline", "."),
            List.of("audit", "--format", "html"),
            List.of("audit", "@file"),
            List.of("audit", ""),
            List.of("ask"),
            List.<String>of()))
      assertThat(AuditCommand.plain(here(), words)).as("%s", words).isEmpty();
    assertThat(AuditCommand.line(here()).getSubcommands().keySet())
        .containsExactlyInAnyOrderElementsOf(AuditCommand.COMMANDS);
  }

  @Test
  void aPathThatIsNotThereIsWrongUsageBothWays() {
    var plain = Trees.run(folder, "audit", "nowhere");
    var parsed = Trees.run(folder, "audit", "nowhere", "--format", "json");
    assertThat(plain.exit()).isEqualTo(2);
    assertThat(plain).isEqualTo(parsed);
    assertThat(plain.err()).contains("nowhere", "must exist");
  }

  @Test
  void aWarmAuditPrintsWhatTheColdOnePrinted() {
    var tree =
        Trees.write(folder.resolve("tree"), Map.of("a.py", "import b\n", "b.py", "import a\n"));
    var cold = Trees.run(tree, "audit", ".", "--json");
    var warm = Trees.run(tree, "audit", ".", "--json");
    var never = Trees.run(tree, "audit", ".", "--json", "--no-cache");
    assertThat(timeless(warm)).isEqualTo(timeless(cold)).isEqualTo(timeless(never));
    assertThat(Files.isDirectory(folder.resolve("tree.cache/apex/audit"))).isTrue();
  }

  /// What pre-commit and GitHub start must exist, with the options they give it.
  @Test
  void theHookAndTheActionStartCommandsThatExist() throws Exception {
    var root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("action.yml"))) root = root.getParent();
    var hook =
        Yaml.fields(
            "hooks",
            ((List<?>)
                    new org.snakeyaml.engine.v2.api.Load(
                            org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
                        .loadFromString(Files.readString(root.resolve(".pre-commit-hooks.yaml"))))
                .getFirst());
    assertThat(hook).containsEntry("language", "script").containsEntry("pass_filenames", false);
    var words = String.valueOf(hook.get("entry")).split(" ");
    assertThat(root.resolve(words[0])).isExecutable();
    assertThat(AuditCommand.plain(here(), List.of(words).subList(1, words.length))).isPresent();
    var action = Yaml.map("action.yml", Files.readString(root.resolve("action.yml")));
    var runs = Yaml.fields("runs", action.get("runs"));
    assertThat(runs).containsEntry("using", "composite");
    assertThat(String.valueOf(runs.get("steps")))
        .contains(
            "java-version=25",
            "\"$GITHUB_ACTION_PATH/apex\" audit \"$AUDIT_PATH\" --format github");
  }

  private static String timeless(Trees.Ran ran) {
    return ran.exit() + ran.out().replaceFirst("\"duration_ms\":\\d+", "");
  }

  private static List<Object> told(AuditCommand command) {
    return List.of(
        command.json,
        command.noNew,
        command.asked.noCache,
        command.asked.noIgnore,
        command.asked.path,
        command.form,
        command.output);
  }

  private static Surroundings here() {
    var terminal = Terminal.plain(System.out, System.err, InputStream.nullInputStream());
    return new Surroundings(new Environment(Map.of()), folder, terminal);
  }

  private static List<List<String>> subsets(List<String> of) {
    var all = new ArrayList<List<String>>();
    for (int bits = 0; bits < 1 << of.size(); bits++) {
      var one = new ArrayList<String>();
      for (int i = 0; i < of.size(); i++) if ((bits & 1 << i) != 0) one.add(of.get(i));
      all.add(one);
    }
    return all;
  }
}
