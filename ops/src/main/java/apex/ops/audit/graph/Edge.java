package apex.ops.audit.graph;

import apex.ops.audit.facts.ImportKind;
import java.util.Comparator;

/// One import statement that makes a module need another.
///
/// @param path of the file it stands in
/// @param target of the file it means
public record Edge(String from, String to, ImportKind kind, String path, int line, String target) {
  /// By what it says; the line last, since it moves.
  public static final Comparator<Edge> ORDER =
      Comparator.comparing(Edge::from)
          .thenComparing(Edge::to)
          .thenComparing(Edge::path)
          .thenComparing(Edge::line)
          .thenComparing(Edge::kind)
          .thenComparing(Edge::target);
}
