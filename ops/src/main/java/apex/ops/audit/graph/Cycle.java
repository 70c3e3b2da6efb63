package apex.ops.audit.graph;

import apex.ops.audit.facts.ImportKind;
import java.util.List;

/// Modules that each need all others: a strongly connected component.
///
/// @param kind the least harmless import it takes: an eager cycle has only eager ones
/// @param modules sorted
/// @param edges every import inside it, sorted
/// @param cut imports without which no cycle is left, and of which none could stay
/// @param exact whether no cut with fewer statements exists; else it is only certain that none of
///   these could stay
public record Cycle(
    ImportKind kind, List<String> modules, List<Edge> edges, List<Edge> cut, boolean exact) {
  public Cycle {
    modules = List.copyOf(modules);
    edges = List.copyOf(edges);
    cut = List.copyOf(cut);
  }
}
