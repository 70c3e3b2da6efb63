package apex.ops.audit.graph;

import apex.ops.audit.facts.ImportKind;
import java.util.Comparator;

/// One import statement that makes a module need another.
public record Edge(String from, String to, ImportKind kind, String path, int line) {
  /// By what it says; the line last, since it moves.
  public static final Comparator<Edge> ORDER =
      Comparator.comparing(Edge::from)
          .thenComparing(Edge::to)
          .thenComparing(Edge::path)
          .thenComparing(Edge::line)
          .thenComparing(Edge::kind);
}
