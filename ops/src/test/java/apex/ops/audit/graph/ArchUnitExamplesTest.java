package apex.ops.audit.graph;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.audit.Trees;
import apex.ops.audit.baseline.Baseline;
import apex.ops.audit.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cycles that ArchUnit publishes as examples (TNG/ArchUnit-Examples,
/// CyclicDependencyRulesTest), in their shape: which slice depends on which, and by what. What its
/// rule says of each is expected here too. The sources are our own.
class ArchUnitExamplesTest {
  @TempDir Path folder;

  @Test
  void callsOfMethodsMakeACycleOfThreeSlices() {
    var cycles =
        cycles(
            type("slice1.First", "slice2.Second", "private Second s; void call() { s.call(); }"),
            type(
                "slice2.Second",
                "slice3.Third",
                "private Third s; public void call() { s.call(); }"),
            type(
                "slice3.Third",
                "slice1.Called",
                "private Called s; public void call() { s.call(); }"),
            type("slice1.Called", "", "public void call() {}"));
    assertThat(cycles).containsExactly(List.of("slice1", "slice2", "slice3"));
  }

  @Test
  void constructorsMakeACycle() {
    var cycles =
        cycles(
            type("slice1.One", "slice2.Two", "void call() { new Two(); }"),
            type("slice1.Made", "", "public Made() {}"),
            type("slice2.Two", "slice1.Made", "void call() { new Made(); }"));
    assertThat(cycles).containsExactly(List.of("slice1", "slice2"));
  }

  @Test
  void inheritanceMakesACycleOfAllThreeSlices() {
    var cycles =
        cycles(
            "package slice1;\nimport slice3.Implements;\npublic class Calls { Calls() { new Implements(); } }\n",
            "package slice1;\nimport slice2.Child;\npublic class Heir extends Child {}\n",
            "package slice1;\npublic class Parent {}\n",
            "package slice1;\npublic interface Face {}\n",
            "package slice2;\nimport slice1.Parent;\npublic class Child extends Parent {}\n",
            "package slice3;\nimport slice1.Face;\npublic class Implements implements Face {}\n");
    assertThat(cycles).containsExactly(List.of("slice1", "slice2", "slice3"));
  }

  @Test
  void accessOfFieldsMakesACycle() {
    var cycles =
        cycles(
            type("slice1.Held", "", "public String field;"),
            type("slice1.One", "slice2.Two", "void set() { new Two().field = \"x\"; }"),
            type(
                "slice2.Two",
                "slice1.Held",
                "public String field; void set() { new Held().field = \"x\"; }"));
    assertThat(cycles).containsExactly(List.of("slice1", "slice2"));
  }

  @Test
  void typesOfMembersMakeACycleOfFourSlices() {
    var cycles =
        cycles(
            type("slice1.One", "slice2.Two", "Two field;"),
            type("slice2.Two", "slice3.Three", "void takes(Three one) {}"),
            type("slice3.Three", "slice4.Four", "Four gives() { return null; }"),
            type("slice4.Four", "slice1.One", "Four(One one) {}"));
    assertThat(cycles).containsExactly(List.of("slice1", "slice2", "slice3", "slice4"));
  }

  @Test
  void theSimpleScenarioIsACycle() {
    var cycles =
        cycles(
            type("administration.Administration", "report.Reports", "private Reports reports;"),
            type("administration.Invoice", "", ""),
            type("report.Reports", "importer.Imports", "private Imports imports;"),
            type("report.Report", "", ""),
            type("importer.Imports", "administration.Administration", "private Administration a;"));
    assertThat(cycles).containsExactly(List.of("administration", "importer", "report"));
  }

  private static final String[] COMPLEX = {
    "package slice1;\nimport slice2.Made;\nimport slice3.ToFive;\npublic class One { private ToFive three; void two() { new Made(); } }\n",
    "package slice1;\npublic class Called { public void call() {} }\n",
    "package slice1;\nimport slice2.Minimal;\npublic class Smallest { Minimal two; }\n",
    "package slice1;\npublic enum Unrelated { SOME }\n",
    "package slice2;\npublic class Made {}\n",
    "package slice2;\nimport slice1.Smallest;\npublic class Minimal { Smallest one; }\n",
    "package slice2;\nimport slice1.One;\npublic class Heir extends One {}\n",
    "package slice2;\nimport slice3.Parent;\nimport slice4.Held;\npublic class Four extends Parent { void set() { new Held().field = \"x\"; } }\n",
    "package slice3;\nimport slice5.Last;\npublic class ToFive { void call() { new Last(); } }\n",
    "package slice3;\npublic class Parent {}\n",
    "package slice4;\nimport slice1.Called;\npublic class Held { private Called one; public String field; }\n",
    "package slice5;\npublic class Last {}\n",
    "package slice6;\npublic class Unproblematic {}\n"
  };

  @Test
  void ofTheComplexScenarioTheSlicesInCyclesAreNamedAndTheOthersAreNot() {
    assertThat(cycles(COMPLEX)).containsExactly(List.of("slice1", "slice2", "slice4"));
  }

  @Test
  void withoutTheFourthSliceTheSmallestCycleIsLeft() {
    var without = new ArrayList<>(List.of(COMPLEX));
    without.removeIf(source -> source.startsWith("package slice4"));
    assertThat(cycles(without.toArray(String[]::new))).containsExactly(List.of("slice1", "slice2"));
  }

  /// Its frozen store keeps violations as text with lines, in the order they are found: empty lines
  /// alone made stored cycles disappear and come back as new (checkstyle #14053, pull 14060).
  @Test
  void movedLinesAndAnotherOrderMakeNothingNew() {
    var known = Baseline.of(report(files(List.of(COMPLEX))).findings());
    var random = new Random(11);
    for (int i = 0; i < 10; i++) {
      var order = new ArrayList<>(List.of(COMPLEX));
      Collections.shuffle(order, random);
      order.replaceAll(
          source -> source.replace("import", "\n".repeat(random.nextInt(4)) + "import"));
      var report = report(files(order));
      assertThat(report.findings()).allMatch(known::knows);
      assertThat(known.shrunkTo(report.findings())).isEqualTo(known);
    }
  }

  /// One more dependency in a known cycle changes the text of every cycle through it there.
  @Test
  void oneMoreImportInAKnownCycleIsTheOnlyNewThing() {
    var known = Baseline.of(report(files(List.of(COMPLEX))).findings());
    var more = new ArrayList<>(List.of(COMPLEX));
    more.add("package slice4;\nimport slice2.Made;\npublic class More { Made made; }\n");
    var now = Baseline.of(report(files(more)).findings());
    assertThat(now.keys()).containsAll(known.keys());
    assertThat(now.keys()).hasSize(known.keys().size() + 1);
  }

  private List<List<String>> cycles(String... sources) {
    return report(files(List.of(sources))).cycles().stream().map(Cycle::modules).toList();
  }

  private int trees;

  private Report report(Map<String, String> files) {
    return Trees.audit(Trees.write(folder.resolve("tree" + trees++), files));
  }

  private static Map<String, String> files(List<String> sources) {
    var files = new LinkedHashMap<String, String>();
    for (var source : sources) {
      var words = source.split("[ ;{\n]+");
      var name = words[new ArrayList<>(List.of(words)).indexOf("public") + 2];
      files.put(words[1] + "/" + name + ".java", source);
    }
    return new TreeMap<>(files).size() == sources.size() ? files : Map.of();
  }

  /// A class that imports another.
  private static String type(String name, String imported, String body) {
    var dot = name.indexOf('.');
    return "package %s;\n%spublic class %s { %s }\n"
        .formatted(
            name.substring(0, dot),
            imported.isEmpty() ? "" : "import " + imported + ";\n",
            name.substring(dot + 1),
            body);
  }
}
