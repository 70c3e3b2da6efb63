package apex.ops.audit.rule;

import apex.ops.audit.facts.ClassFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Attributes that a test reads and nothing it inherits sets.
public final class TestAttributes implements Check {
  private static final Set<String> PLAIN =
      Set.of("object", "ABC", "abc.ABC", "Generic", "typing.Generic");
  private static final Set<String> UNITTEST =
      Set.of(
          "TestCase",
          "unittest.TestCase",
          "IsolatedAsyncioTestCase",
          "unittest.IsolatedAsyncioTestCase");

  /// What unittest's classes bring (3.13, public and documented ones).
  private static final Pattern UNITTEST_NAMES =
      Pattern.compile(
          "assert.*|fail.*|_test.*|setUp.*|tearDown.*|addCleanup|addClassCleanup|addTypeEqualityFunc|addAsyncCleanup|add.*Cleanup"
              + "|asyncSetUp|asyncTearDown|countTestCases|debug|defaultTestResult|doCleanups|doClassCleanups|do.*"
              + "|enter.*|id|longMessage|maxDiff|run|shortDescription|skipTest|subTest|_.*");

  /// Methods that a runner calls (unittest and pytest).
  private static final Pattern CALLED =
      Pattern.compile(
          "setUp|setUpClass|asyncSetUp|tearDown|tearDownClass|asyncTearDown|setup|setup_method|setup_class|teardown"
              + "|teardown_method|teardown_class|test.*|__.*__|setUpTestData|runTest");

  private static final int DEPTH_MAX = 20;

  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    var extended = extended(code);
    for (int i = 0; i < code.files(); i++)
      for (var type : code.facts(i).classes())
        if (!type.uses().isEmpty() && isTest(type) && !extended.contains(type.name()))
          check(code, i, type, found);
    return found;
  }

  /// Names of classes that others extend: these may set what their base only uses.
  private static Set<String> extended(CodeBase code) {
    var names = new HashSet<String>();
    for (int i = 0; i < code.files(); i++)
      for (var type : code.facts(i).classes())
        for (var base : type.bases()) names.add(base.substring(base.lastIndexOf('.') + 1));
    return names;
  }

  private static boolean isTest(ClassFacts type) {
    return type.methods().stream().anyMatch(method -> method.startsWith("test"));
  }

  /// A class and all it inherits from.
  private static final class Family {
    final List<ClassFacts> members = new ArrayList<>();
    boolean unittest;
  }

  private static void check(CodeBase code, int file, ClassFacts type, List<Finding> found) {
    var family = new Family();
    if (!gather(code, file, type, family, 0) || !collected(type, family)) return;
    var set = new HashMap<String, Set<String>>();
    var called = new HashSet<String>();
    var known = new HashSet<String>();
    for (var member : family.members) {
      member
          .stores()
          .forEach(store ->
              set.computeIfAbsent(store.attribute(), any -> new HashSet<>()).add(store.method()));
      called.addAll(member.called());
      called.addAll(member.entered());
      known.addAll(member.methods());
    }
    for (var use : type.uses()) {
      var name = use.attribute();
      if (known.contains(name)
          || name.startsWith("__")
          || family.unittest && UNITTEST_NAMES.matcher(name).matches()) continue;
      var by = set.getOrDefault(name, Set.of());
      if (by.stream()
          .anyMatch(method ->
              method.isEmpty() || called.contains(method) || CALLED.matcher(method).matches()))
        continue;
      found.add(finding(code.path(file), type, use, by));
    }
  }

  /// Whether a runner makes tests of the class itself: unittest of its own, pytest of those called
  /// Test…; one that asserts without being a TestCase is meant to be mixed into one.
  private static boolean collected(ClassFacts type, Family family) {
    if (type.name().matches(".*(Base|Mixin|Abstract).*")) return false;
    if (family.unittest) return true;
    return type.name().startsWith("Test")
        && !type.methods().contains("__init__")
        && type.uses().stream().noneMatch(use -> use.attribute().startsWith("assert"));
  }

  private static Finding finding(String path, ClassFacts type, ClassFacts.Use use, Set<String> by) {
    var why =
        by.isEmpty()
            ? "nothing it inherits from sets it"
            : "only %s sets it, which no test runner calls"
                .formatted(String.join(" and ", by.stream().sorted().toList()));
    return Finding.at(
        Catalogue.TEST_ATTRIBUTE,
        "%s.%s uses self.%s; %s".formatted(type.name(), use.method(), use.attribute(), why),
        type.name() + "." + use.attribute(),
        path,
        use.line());
  }

  /// Whether every base is known.
  private static boolean gather(
      CodeBase code, int file, ClassFacts type, Family family, int depth) {
    if (type.open() || depth > DEPTH_MAX) return false;
    family.members.add(type);
    for (var base : type.bases()) {
      if (PLAIN.contains(base)) continue;
      if (UNITTEST.contains(base)) {
        family.unittest = true;
        continue;
      }
      var found = find(code, file, base);
      if (found.isEmpty()
          || !gather(code, found.get().getKey(), found.get().getValue(), family, depth + 1))
        return false;
    }
    return true;
  }

  private static Optional<Map.Entry<Integer, ClassFacts>> find(
      CodeBase code, int file, String name) {
    if (name.indexOf('.') >= 0) return Optional.empty();
    return code.definer(file, name)
        .flatMap(definer ->
            code.facts(definer.file()).classes().stream()
                .filter(type -> type.name().equals(definer.name()))
                .reduce((first, second) -> second)
                .map(type -> Map.entry(definer.file(), type)));
  }
}
