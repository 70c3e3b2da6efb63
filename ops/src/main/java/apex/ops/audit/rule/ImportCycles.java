package apex.ops.audit.rule;

import apex.ops.audit.graph.Cycle;
import java.util.ArrayList;
import java.util.List;

/// Turns cycles into findings. A baseline knows a cycle by the imports inside it, so that one more
/// import in a known cycle is new and the rest stays known.
public final class ImportCycles {
  private static final int NAMED_MAX = 6;

  private ImportCycles() {}

  public static List<Finding> of(List<Cycle> cycles) {
    var found = new ArrayList<Finding>();
    for (var cycle : cycles) found.add(finding(cycle));
    return found;
  }

  private static Finding finding(Cycle cycle) {
    var rule =
        switch (cycle.kind()) {
          case EAGER -> Catalogue.EAGER_CYCLE;
          case LAZY -> Catalogue.LAZY_CYCLE;
          case TYPING -> Catalogue.TYPING_CYCLE;
        };
    var places = new ArrayList<Location>();
    cycle.cut().forEach(edge -> places.add(new Location(edge.path(), edge.line())));
    cycle.edges().forEach(edge -> places.add(new Location(edge.path(), edge.line())));
    var keys =
        cycle.edges().stream()
            .map(edge -> new Key(rule.id(), edge.path(), edge.target(), ""))
            .toList();
    // packages of Java tests are compiled at once and shipped never
    boolean tests = cycle.modules().stream().allMatch(module -> module.endsWith(CodeBase.TESTS));
    return new Finding(
        rule.id(),
        tests ? Severity.NOTE : rule.severity(),
        message(cycle),
        cycle.modules().getFirst(),
        places,
        rule.fix(),
        keys);
  }

  private static String message(Cycle cycle) {
    var names = cycle.modules();
    var shown = String.join(", ", names.subList(0, Math.min(NAMED_MAX, names.size())));
    if (names.size() > NAMED_MAX) shown += " and %d more".formatted(names.size() - NAMED_MAX);
    return "%d modules in a circle (%s): %s; cut %d of %d imports"
        .formatted(
            names.size(), cycle.kind().word(), shown, cycle.cut().size(), cycle.edges().size());
  }
}
