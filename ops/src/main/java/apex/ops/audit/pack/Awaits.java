package apex.ops.audit.pack;

import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.module.Target;
import apex.ops.audit.rule.CodeBase;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Location;
import apex.ops.audit.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is awaited though it surely is not awaitable.
final class Awaits {
  private final CodeBase code;
  private final Rule rule;

  Awaits(CodeBase code, Rule rule) {
    this.code = code;
    this.rule = rule;
  }

  List<Finding> findings() {
    var found = new ArrayList<Finding>();
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks())
        if (mark.kind() == MarkKind.AWAIT) check(i, mark, found);
    return found;
  }

  private void check(int file, Mark mark, List<Finding> found) {
    var parts = mark.subject().split("\\.");
    var target =
        switch (parts.length) {
          case 1 -> code.definer(file, parts[0]);
          case 2 ->
              parts[0].equals("self")
                  ? method(file, mark.detail(), parts[1])
                  : inModule(file, parts[0], parts[1]);
          default -> Optional.<CodeBase.Definer>empty();
        };
    target
        .flatMap(definer -> plain(definer).map(line -> Map.entry(definer, line)))
        .ifPresent(to ->
            found.add(
                Finding.of(
                    rule,
                    "await %s(…): %s in %s is not async and gives nothing awaitable"
                        .formatted(
                            mark.subject(), to.getKey().name(), code.module(to.getKey().file())),
                    mark.subject(),
                    List.of(
                        new Location(code.path(file), mark.line()),
                        new Location(code.path(to.getKey().file()), to.getValue())),
                    code.path(to.getKey().file()))));
  }

  private Optional<CodeBase.Definer> method(int file, String type, String name) {
    return type.isEmpty()
        ? Optional.empty()
        : Optional.of(new CodeBase.Definer(file, type + "." + name));
  }

  private Optional<CodeBase.Definer> inModule(int file, String local, String name) {
    for (var one : code.facts(file).imports()) {
      if (!one.local().equals(local)) continue;
      var module = one.whole() ? whole(file, one) : code.submodule(file, one);
      return module.flatMap(to -> code.definer(to, name));
    }
    return Optional.empty();
  }

  private Optional<Integer> whole(int file, apex.ops.audit.facts.Import one) {
    return code.target(file, one) instanceof Target.File(var to)
        ? Optional.of(to)
        : Optional.empty();
  }

  private final Map<Integer, Map<String, Integer>> plain = new HashMap<>();

  /// The line of the function when it is certain; a method that a subclass may replace is not, but
  /// one defined once in the whole tree is.
  private Optional<Integer> plain(CodeBase.Definer definer) {
    var known =
        plain.computeIfAbsent(
            definer.file(),
            file -> {
              var lines = new HashMap<String, Integer>();
              for (var mark : code.facts(file).marks())
                if (mark.kind() == MarkKind.PLAIN_FUNCTION) lines.put(mark.subject(), mark.line());
              return lines;
            });
    return Optional.ofNullable(known.get(definer.name()));
  }
}
