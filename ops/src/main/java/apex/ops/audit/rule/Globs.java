package apex.ops.audit.rule;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/// Patterns of paths: `*` within a folder, `**` across them.
final class Globs {
  private Globs() {}

  static boolean matches(String pattern, String path) {
    if (pattern.equals(path)) return true;
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(path));
  }
}
