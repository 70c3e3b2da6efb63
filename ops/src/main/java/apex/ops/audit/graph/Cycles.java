package apex.ops.audit.graph;

import apex.ops.audit.facts.ImportKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds every cycle once, whatever the order of the edges: eager ones first, then those that take
/// a lazy import too, then those that exist for types alone. A component that is there without the
/// softer kind is not told again.
public final class Cycles {
  private Cycles() {}

  public static List<Cycle> of(Collection<Edge> edges) {
    var sorted = inCircles(edges).stream().sorted(Edge.ORDER).toList();
    var names = names(sorted);
    var found = new ArrayList<Cycle>();
    var seen = new HashSet<List<String>>();
    for (var kind : ImportKind.values()) {
      var allowed = sorted.stream().filter(edge -> edge.kind().compareTo(kind) <= 0).toList();
      for (var part : parts(allowed, names))
        if (seen.add(part.modules())) found.add(cycle(kind, part));
    }
    found.sort(
        Comparator.comparing(Cycle::kind)
            .thenComparing(cycle -> String.join("\n", cycle.modules())));
    return found;
  }

  /// The few that lie in a component at all, so that only they need an order.
  private static List<Edge> inCircles(Collection<Edge> edges) {
    var apart = edges.stream().filter(edge -> !edge.from().equals(edge.to())).toList();
    var names = new HashMap<String, Integer>();
    for (var edge : apart) {
      names.putIfAbsent(edge.from(), names.size());
      names.putIfAbsent(edge.to(), names.size());
    }
    var inside = new ArrayList<Edge>();
    for (var part : parts(apart, names)) inside.addAll(part.inside());
    return inside;
  }

  /// A component: its modules, and the imports between them.
  private record Part(List<String> modules, List<Edge> inside) {}

  private static Cycle cycle(ImportKind kind, Part part) {
    var cut = new Cut(part.modules(), part.inside());
    return new Cycle(kind, part.modules(), part.inside(), cut.edges(), cut.exact());
  }

  /// Every module, with its place among all by name.
  private static Map<String, Integer> names(List<Edge> edges) {
    var sorted = new TreeSet<String>();
    for (var edge : edges) {
      sorted.add(edge.from());
      sorted.add(edge.to());
    }
    var names = new LinkedHashMap<String, Integer>();
    for (var name : sorted) names.put(name, names.size());
    return names;
  }

  /// Components of two modules or more, each sorted, by their first module.
  private static List<Part> parts(List<Edge> edges, Map<String, Integer> names) {
    var from = new int[edges.size()];
    var to = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = names.getOrDefault(edges.get(i).from(), 0);
      to[i] = names.getOrDefault(edges.get(i).to(), 0);
    }
    var list = new String[names.size()];
    names.forEach((name, place) -> list[place] = name);
    var component = new int[list.length];
    var parts = new ArrayList<Part>();
    for (var members : new Components(targets(from, to, list.length)).all()) {
      if (members.size() < 2) continue;
      var modules = members.stream().map(member -> list[member]).sorted().toList();
      parts.add(new Part(modules, new ArrayList<>()));
      for (var member : members) component[member] = parts.size();
    }
    for (int i = 0; i < from.length; i++)
      if (component[from[i]] > 0 && component[from[i]] == component[to[i]])
        parts.get(component[from[i]] - 1).inside().add(edges.get(i));
    parts.sort(Comparator.comparing(part -> part.modules().getFirst()));
    return parts;
  }

  /// For each module those it needs, as often as it says so.
  private static int[][] targets(int[] from, int[] to, int modules) {
    var counts = new int[modules];
    for (var one : from) counts[one]++;
    var targets = new int[modules][];
    for (int i = 0; i < modules; i++) targets[i] = new int[counts[i]];
    for (int i = 0; i < from.length; i++) targets[from[i]][--counts[from[i]]] = to[i];
    return targets;
  }
}
