package apex.ops.audit.output;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.audit.Trees;
import apex.ops.protocol.Shapes;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/// What each form says, of source whose names would break the form if they could.
class PagesTest {
  @TempDir Path folder;
  private Path tree = Path.of("");

  @BeforeEach
  void source() {
    tree =
        Trees.write(
            folder.resolve("tree"),
            Map.of(
                "one.py", "import two\n",
                "two.py", "import three\n",
                "three.py", "def f():\n    pass\n\n\nimport one\n",
                "a, b%|<i>:c.py", "from one import \\\n    nothing\n",
                "left.pyi", ""));
  }

  private String form(String form) {
    var ran = Trees.run(tree, "audit", ".", "--format", form);
    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    return ran.out();
  }

  @Test
  void thePageDrawsTheCycleWithItsCutAndNeedsNothingElse() throws Exception {
    var page = form("html");
    assertThat(page).contains("A cycle of 3 modules", "<svg", "0 of 4", "left.pyi");
    assertThat(page).doesNotContain("<script", "src=", "href=\"http", "<i>:c");
    assertThat(page).contains("a, b%|&lt;i&gt;:c.py:1");
    var svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    var drawn =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(drawn.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(svg).containsOnlyOnce("stroke-dasharray");
  }

  @Test
  void aTableOfMarkdownHoldsOneRowAFindingWhateverItsPath() {
    var page = form("markdown");
    var rows = page.lines().filter(line -> line.startsWith("| error |")).toList();
    assertThat(rows).hasSize(2);
    assertThat(rows)
        .allMatch(row -> row.replace("\\|", "").chars().filter(c -> c == '|').count() == 5);
    assertThat(page).contains("## A cycle of 3 modules (eager)", "- cut `", "## Skipped");
  }

  @Test
  void anAnnotationOfGithubIsOneLineWithItsSignsEscaped() {
    var lines = form("github").lines().toList();
    assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("::error file="));
    assertThat(lines)
        .anyMatch(line ->
            line.startsWith("::error file=a%2C b%25|<i>%3Ac.py,line=1,title=unresolved-import::"));
  }

  @Test
  void factsAreLinesOfTheirShape() {
    var ran = Trees.run(tree, "audit", "facts", ".", "--jsonl");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out().lines()).hasSize(4);
    ran.out().lines().forEach(line -> assertThat(Shapes.faults("audit_fact", line)).isEmpty());
    assertThat(Json.tree(ran.out().lines().findFirst().orElseThrow()).path("module").asString())
        .isEqualTo("one");
  }

  @Test
  void whatIsPrintedHasTheShapeOfAnAudit() {
    assertThat(Shapes.faults("audit", form("json"))).isEmpty();
  }

  @Test
  void textTellsCausesFirstAndTheScoreLast() {
    var text = form("text");
    assertThat(text.indexOf("unresolved-import")).isLessThan(text.indexOf("import-cycle"));
    assertThat(text.strip().lines().toList().reversed().stream().limit(3))
        .anyMatch(line -> line.startsWith("0 of 4 files clean"));
    assertThat(text.lines()).allMatch(line -> line.length() <= 160);
  }
}
