package apex.ops.audit.tree;

import apex.ops.audit.facts.Language;
import java.nio.file.Path;

/// A file that is to be read.
///
/// @param path relative to the audited folder, with `/`
/// @param at where it lies; its bytes may say more than its text can
/// @param modified nanoseconds since 1970 of its last change of content
/// @param changed nanoseconds since 1970 of the last change of its own record (ctime), -1 where the
///   system does not tell
public record SourceFile(
    String path, Path at, Language language, long size, long modified, long changed) {
  public String folder() {
    var slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
