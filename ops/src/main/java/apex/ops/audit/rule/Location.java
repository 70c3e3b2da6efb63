package apex.ops.audit.rule;

import java.util.Comparator;

/// A place in the tree; line 1 when it is the whole file.
public record Location(String path, int line) {
  public static final Comparator<Location> ORDER =
      Comparator.comparing(Location::path).thenComparing(Location::line);
}
