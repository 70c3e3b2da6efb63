package apex.ops.audit.rule;

import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.module.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Enums of one name whose members meet.
public final class EnumIdentity implements Check {
  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    var twins = twins(code);
    twins.values().removeIf(definers -> definers.size() < 2);
    var importers = importers(code, twins.keySet());
    twins.forEach((name, definers) ->
        check(code, name, definers, importers.getOrDefault(name, List.of()), found));
    return found;
  }

  /// For each name the files that define an enum of it, and whether it compares by value.
  private static Map<String, Map<Integer, Boolean>> twins(CodeBase code) {
    var found = new TreeMap<String, Map<Integer, Boolean>>();
    for (int i = 0; i < code.files(); i++) {
      if (!code.python(i)) continue;
      for (var definition : code.facts(i).definitions())
        if (definition.kind() == DefinitionKind.ENUM)
          found
              .computeIfAbsent(definition.name(), any -> new TreeMap<>())
              .put(i, definition.detail().equals("value"));
    }
    return found;
  }

  /// An import of a name, and the file it stands in.
  private record Importer(int file, Import fact) {}

  private static Map<String, List<Importer>> importers(CodeBase code, Set<String> names) {
    var found = new HashMap<String, List<Importer>>();
    if (names.isEmpty()) return found;
    for (int i = 0; i < code.files(); i++) {
      if (!code.python(i)) continue;
      for (var one : code.facts(i).imports())
        if (names.contains(one.name()))
          found.computeIfAbsent(one.name(), any -> new ArrayList<>()).add(new Importer(i, one));
    }
    return found;
  }

  private static void check(
      CodeBase code,
      String name,
      Map<Integer, Boolean> definers,
      List<Importer> importers,
      List<Finding> found) {
    // which enum each file means by which local name
    var means = new TreeMap<Integer, Map<String, Integer>>();
    for (var file : definers.keySet())
      means.computeIfAbsent(file, any -> new HashMap<>()).put(name, file);
    for (var importer : importers)
      definer(code, importer.file(), importer.fact(), definers.keySet())
          .ifPresent(to ->
              means
                  .computeIfAbsent(importer.file(), any -> new HashMap<>())
                  .put(importer.fact().local(), to));
    means.forEach((file, local) -> {
      for (var mark : code.facts(file).marks())
        if (mark.kind() == MarkKind.COMPARISON)
          compared(code, name, file, mark, local, definers, means, found);
    });
  }

  private static java.util.Optional<Integer> definer(
      CodeBase code, int file, Import one, Set<Integer> definers) {
    if (!(code.target(file, one) instanceof Target.File(var to))) return java.util.Optional.empty();
    if (definers.contains(to)) return java.util.Optional.of(to);
    return code.definer(to, one.name()).map(CodeBase.Definer::file).filter(definers::contains);
  }

  private static void compared(
      CodeBase code,
      String name,
      int file,
      Mark mark,
      Map<String, Integer> local,
      Map<Integer, Boolean> definers,
      Map<Integer, Map<String, Integer>> means,
      List<Finding> found) {
    var dot = mark.subject().lastIndexOf('.');
    var mine = local.get(mark.subject().substring(0, dot));
    if (mine == null) return;
    for (var other : definers.keySet()) {
      if (other.equals(mine)) continue;
      boolean byValue =
          Boolean.TRUE.equals(definers.get(mine)) && Boolean.TRUE.equals(definers.get(other));
      if (byValue && mark.detail().equals("==")) continue;
      var meeting = meeting(code, file, other, means);
      if (meeting < 0) continue;
      found.add(finding(code, name, file, mark, mine, other, meeting));
      return;
    }
  }

  /// A file that means the other enum and meets this one: itself, or one that imports it or is
  /// imported by it. -1 when they are strangers.
  private static int meeting(
      CodeBase code, int file, int other, Map<Integer, Map<String, Integer>> means) {
    if (means.getOrDefault(file, Map.of()).containsValue(other)) return file;
    for (var entry : means.entrySet())
      if (entry.getValue().containsValue(other)
          && (uses(code, entry.getKey(), file) || uses(code, file, entry.getKey())))
        return entry.getKey();
    return -1;
  }

  private static boolean uses(CodeBase code, int from, int to) {
    var seen = new HashSet<Integer>();
    for (var one : code.facts(from).imports()) {
      if (code.target(from, one) instanceof Target.File(var direct)) seen.add(direct);
      code.submodule(from, one).ifPresent(seen::add);
      if (!one.whole() && !one.all() && code.target(from, one) instanceof Target.File(var via))
        code.definer(via, one.name()).ifPresent(definer -> seen.add(definer.file()));
    }
    return seen.contains(to);
  }

  private static Finding finding(
      CodeBase code, String name, int file, Mark mark, int mine, int other, int meeting) {
    var message =
        "%s compares %s of %s; %s brings %s of %s, which is never equal to it"
            .formatted(
                code.module(file),
                mark.subject(),
                code.module(mine),
                code.module(meeting),
                name,
                code.module(other));
    return Finding.of(
        Catalogue.ENUM_IDENTITY,
        message,
        name,
        List.of(
            new Location(code.path(file), mark.line()),
            new Location(code.path(mine), line(code, mine, name)),
            new Location(code.path(other), line(code, other, name))),
        code.path(other));
  }

  private static int line(CodeBase code, int file, String name) {
    return code.facts(file).definitions().stream()
        .filter(definition -> definition.name().equals(name))
        .mapToInt(definition -> definition.line())
        .findFirst()
        .orElse(1);
  }
}
