package apex.ops.audit.graph;

import apex.ops.audit.facts.ImportKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Finds every cycle once, whatever the order of the edges: eager ones first, then those that take
/// a lazy import too, then those that exist for types alone. A component that is there without the
/// softer kind is not told again.
public final class Cycles {
  private Cycles() {}

  public static List<Cycle> of(Collection<Edge> edges) {
    var sorted =
        edges.stream().filter(edge -> !edge.from().equals(edge.to())).sorted(Edge.ORDER).toList();
    var found = new ArrayList<Cycle>();
    var seen = new HashSet<List<String>>();
    for (var kind : ImportKind.values()) {
      var allowed = sorted.stream().filter(edge -> edge.kind().compareTo(kind) <= 0).toList();
      for (var modules : components(allowed))
        if (seen.add(modules)) found.add(cycle(kind, modules, allowed));
    }
    found.sort(
        Comparator.comparing(Cycle::kind)
            .thenComparing(cycle -> String.join("\n", cycle.modules())));
    return found;
  }

  private static Cycle cycle(ImportKind kind, List<String> modules, List<Edge> edges) {
    var members = Set.copyOf(modules);
    var inside =
        edges.stream()
            .filter(edge -> members.contains(edge.from()) && members.contains(edge.to()))
            .toList();
    var cut = new Cut(modules, inside);
    return new Cycle(kind, modules, inside, cut.edges(), cut.exact());
  }

  /// Components of two or more modules, each sorted, by their first module.
  static List<List<String>> components(Collection<Edge> edges) {
    var names = new TreeSet<String>();
    edges.forEach(edge -> {
      names.add(edge.from());
      names.add(edge.to());
    });
    var list = List.copyOf(names);
    var targets = targets(edges, list);
    return new Components(targets)
        .all().stream()
            .filter(members -> members.size() > 1)
            .map(members -> members.stream().sorted().map(list::get).toList())
            .sorted(Comparator.comparing(List::getFirst))
            .toList();
  }

  private static int[][] targets(Collection<Edge> edges, List<String> names) {
    var sets = new ArrayList<TreeSet<Integer>>();
    for (int i = 0; i < names.size(); i++) sets.add(new TreeSet<>());
    for (var edge : edges) sets.get(number(names, edge.from())).add(number(names, edge.to()));
    return sets.stream()
        .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  private static int number(List<String> names, String name) {
    return Collections.binarySearch(names, name);
  }
}
