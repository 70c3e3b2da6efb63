package apex.ops.audit.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.audit.Trees;
import apex.ops.protocol.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ratchet as CI uses it, in a real repository of git.
class RatchetTest {
  private static final String CIRCLE = "import app.%s\n\n\ndef work():\n    return app.%s\n";

  /// Enough that git takes the file for the same after a line of it changed.
  private static final String BODY =
      "\n\ndef body(values):\n    total = 0\n    for value in values:\n        total += value\n    return total\n";

  @TempDir Path folder;
  private Path tree = Path.of("");

  @BeforeEach
  void repository() throws Exception {
    tree =
        Trees.write(
            folder.resolve("tree"),
            Map.of(
                "app/__init__.py",
                "",
                "app/one.py",
                CIRCLE.formatted("two", "two"),
                "app/two.py",
                CIRCLE.formatted("one", "one"),
                "app/three.py",
                "from app.one import missing\n" + BODY));
    git("init", "-q");
    git("config", "user.email", "nobody@localhost");
    git("config", "user.name", "nobody");
    assertThat(Trees.run(tree, "audit", "baseline", ".").exit()).isZero();
    commit();
  }

  private void commit() throws Exception {
    git("add", "-A");
    git("commit", "-q", "-m", "step");
  }

  private void git(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git", "-C", tree.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private String baseline() throws IOException {
    return Files.readString(tree.resolve(Baseline.NAME));
  }

  @Test
  void whatIsKnownFailsNothingAndWhatIsNewFails() {
    assertThat(Trees.run(tree, "audit", ".").exit()).isEqualTo(1);
    assertThat(Trees.run(tree, "audit", ".", "--no-new").exit()).isZero();
    Trees.write(tree, "app/four.py", "from app.two import missing\n");
    var ran = Trees.run(tree, "audit", ".", "--no-new");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("app/four.py:1").doesNotContain("app/three.py:1");
    assertThat(ran.out()).contains("1 new, 2 known to the baseline, 0 of it gone");
  }

  @Test
  void renamedFilesStayKnownBothBeforeAndAfterTheCommit() throws Exception {
    git("mv", "app/three.py", "app/moved.py");
    git("mv", "app/one.py", "app/first.py");
    Trees.write(tree, "app/two.py", CIRCLE.formatted("first", "first"));
    Trees.write(tree, "app/moved.py", "from app.first import missing\n" + BODY);
    assertThat(Trees.run(tree, "audit", ".", "--no-new").exit()).isZero();
    assertThat(baseline()).contains("app/moved.py", "app/first.py").doesNotContain("app/one.py");
    commit();
    assertThat(Trees.run(tree, "audit", ".", "--no-new").exit()).isZero();
  }

  @Test
  void theBaselineShrinksByItselfAndNeverGrowsByItself() throws Exception {
    Trees.write(tree, "app/three.py", "from app.one import work\n" + BODY);
    Trees.write(tree, "app/four.py", "from app.two import missing\n");
    var ran = Trees.run(tree, "audit", ".", "--json");
    var told = Json.tree(ran.out()).path("baseline");
    assertThat(Shapes.faults("audit", ran.out())).isEmpty();
    assertThat(told.path("known").asInt()).isEqualTo(1);
    assertThat(told.path("new").asInt()).isEqualTo(1);
    assertThat(told.path("gone").asInt()).isEqualTo(1);
    assertThat(baseline()).doesNotContain("app/three.py", "app/four.py").contains("app/one.py");
    assertThat(
            Json.tree(Trees.run(tree, "audit", ".", "--json").out())
                .path("baseline")
                .path("gone")
                .asInt())
        .isZero();
  }

  @Test
  void theScoreTellsItsTrendAgainstTheBaseline() {
    Trees.write(tree, "app/three.py", "from app.one import work\n" + BODY);
    var score = Json.tree(Trees.run(tree, "audit", ".", "--json").out()).path("score");
    assertThat(score.path("clean_files").asInt()).isEqualTo(2);
    assertThat(score.path("baseline").path("clean_files").asInt()).isEqualTo(1);
    assertThat(score.path("baseline").path("files").asInt()).isEqualTo(4);
    assertThat(Trees.run(tree, "audit", ".").out()).contains("the baseline had 1 of 4");
  }

  @Test
  void anAuditOfAPartTakesNothingOut() throws IOException {
    var before = baseline();
    Trees.run(tree, "audit", "app/three.py");
    assertThat(baseline()).isEqualTo(before);
  }

  @Test
  void aBrokenBaselineIsNamed() {
    Trees.write(tree, Baseline.NAME, "{\"version\": 2}\n");
    var ran = Trees.run(tree, "audit", ".");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(Baseline.NAME, "\"version\": 1", "apex audit baseline");
  }
}
