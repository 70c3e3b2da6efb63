package apex.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.audit.baseline.Baseline;
import apex.ops.audit.output.JsonReport;
import apex.ops.audit.output.SarifReport;
import apex.ops.audit.output.Shown;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.report.Report;
import apex.ops.audit.rule.Catalogue;
import apex.ops.protocol.Shapes;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule with what it must find and what it must not, among them what broke the predecessor.
class RulesTest {
  @TempDir Path folder;

  static Stream<Fixture> fixtures() {
    return Fixtures.all().stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void theFaultIsFound(Fixture fixture) {
    assertThat(audit(fixture.wrong()).score().byRule())
        .as(fixture.rule())
        .containsKey(fixture.rule());
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void whatIsRightIsLeftAlone(Fixture fixture) {
    assertThat(audit(fixture.right()).score().byRule())
        .as(fixture.rule())
        .doesNotContainKey(fixture.rule());
  }

  @Test
  void everyRuleHasAFixture() {
    var ids = new ArrayList<>(Catalogue.ALL.stream().map(rule -> rule.id()).toList());
    Packs.of(folder, List.of()).rules().forEach(rule -> ids.add(rule.rule().id()));
    assertThat(Fixtures.all().stream().map(Fixture::rule).distinct()).containsAll(ids);
  }

  @Test
  void aCycleInProseIsNone() {
    var report =
        audit(
            Map.of(
                "a.py", "\"\"\"a needs b:\nimport b\n\"\"\"\n",
                "b.py", "# import c\nx = '''\nfrom c import y\n'''\n",
                "c.py", "def f():\n    \"\"\"import a\"\"\"\n"));
    assertThat(report.cycles()).isEmpty();
    assertThat(report.findings()).isEmpty();
  }

  @Test
  void modulesThatShareANameAreNotOneModule() {
    var report =
        audit(
            Map.of(
                "a/app/__init__.py",
                "",
                "a/app/models.py",
                "import app.db\n",
                "a/app/db.py",
                "",
                "b/app/__init__.py",
                "",
                "b/app/db.py",
                "import app.models\n",
                "b/app/models.py",
                ""));
    assertThat(report.cycles()).isEmpty();
  }

  @Test
  void aFolderWithoutAnInitIsWhereRelativeImportsBegin() {
    var report =
        audit(
            Map.of(
                "tools/run.py", "from . import other\nfrom .other import x\n",
                "tools/other.py", "x = 1\n",
                "pkg/__init__.py", "y = 1\n",
                "pkg/part/mod.py", "from .. import y\n",
                "loose/mod.py", "from .. import y\n"));
    assertThat(report.findings())
        .extracting(finding ->
            finding.rule()
                + " "
                + finding.severity().word()
                + " "
                + finding.locations().getFirst().path())
        .containsExactly(
            "import-above-root error loose/mod.py", "import-above-root warning pkg/part/mod.py");
  }

  @Test
  void aHundredOrdersOfFilesAndBlankLinesGiveTheSameFindingsAndBaseline() {
    var files = Fixtures.everything();
    var plain = audit(files);
    var random = new Random(7);
    for (int i = 0; i < 100; i++) {
      var shuffled = new ArrayList<>(files.keySet());
      Collections.shuffle(shuffled, random);
      var order = new java.util.LinkedHashMap<String, String>();
      for (var path : shuffled)
        order.put(path, i % 2 == 0 ? files.get(path) : spaced(path, files.get(path), random));
      var other = audit(order);
      assertThat(Baseline.of(other.findings()).written())
          .isEqualTo(Baseline.of(plain.findings()).written());
      assertThat(withoutLines(other)).isEqualTo(withoutLines(plain));
      if (i % 2 == 0) assertThat(json(other)).isEqualTo(json(plain));
    }
  }

  @Test
  void theReportHasItsShape() {
    assertThat(Shapes.faults("audit", json(audit(Fixtures.everything())))).isEmpty();
  }

  @Test
  void theSarifFitsTheSchemaOfItsStandard() throws IOException {
    var report = audit(Fixtures.everything());
    var out = new ByteArrayOutputStream();
    SarifReport.write(shown(report), out);
    try (var schema = RulesTest.class.getResourceAsStream("/apex/ops/audit/sarif-2.1.0.json")) {
      var text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
      var faults =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(text, InputFormat.JSON)
              .validate(out.toString(StandardCharsets.UTF_8), InputFormat.JSON);
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void theBaselineShrinksByItselfAndKnowsRenamedFiles() {
    var before = Baseline.of(audit(Fixtures.everything()).findings());
    assertThat(before.shrunkTo(List.of()).keys()).isEmpty();
    var key = before.keys().first();
    var moved = before.renamed(Map.of(key.from(), "elsewhere.py"));
    assertThat(moved.keys())
        .hasSameSizeAs(before.keys())
        .noneMatch(one -> one.from().equals(key.from()));
  }

  @Test
  void skippedFilesAreListedWithTheirReason() {
    var report =
        audit(Map.of(".gitignore", "made/\n", "made/a.py", "import x\n", "b.pyi", "", "c.py", ""));
    assertThat(report.skipped()).extracting("path").containsExactly("b.pyi", "made/a.py");
    assertThat(report.skipped().getLast().reason()).isEqualTo("ignored by .gitignore:1: made/");
    assertThat(report.scanned()).isEqualTo(1);
  }

  private int trees;

  private Report audit(Map<String, String> files) {
    return Trees.audit(Trees.write(folder.resolve("tree" + trees++), files));
  }

  private static Shown shown(Report report) {
    return new Shown(report, "0", 0, () -> Catalogue.ALL, Optional.empty(), 0, Optional.empty());
  }

  private static String json(Report report) {
    var out = new ByteArrayOutputStream();
    JsonReport.write(shown(report), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String withoutLines(Report report) {
    return json(report).replaceAll("\"line\":\\d+", "\"line\":0");
  }

  /// With blank lines where they mean nothing: before statements at the margin.
  private static String spaced(String path, String text, Random random) {
    if (!path.endsWith(".py")) return text;
    var spaced = new StringBuilder();
    for (var line : text.split("(?<=\n)")) {
      if (line.matches("(?s)(import|from|class|def|@|x).*"))
        spaced.append("\n".repeat(random.nextInt(3)));
      spaced.append(line);
    }
    return spaced.toString();
  }

  record Fixture(String rule, Map<String, String> wrong, Map<String, String> right) {
    @Override
    public String toString() {
      return rule;
    }
  }

  static Map<String, String> sorted(Map<String, String> files) {
    return new TreeMap<>(files);
  }
}
