package apex.ops.audit.tree;

import apex.ops.audit.facts.Language;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The files under a path, sorted by path.
///
/// @param root the audited folder
/// @param others files that are no source but say something about it: build and test configuration
/// @param folders every folder that is not skipped, relative, `""` for the root
/// @param opaque modules that exist but cannot be read, without their endings: `a/fast` for
///   `a/fast.so`
/// @param failures folders that could not be opened, and why
/// @param above packages the root itself lies in, outermost first: it has an `__init__.py`
public record SourceTree(
    Path root,
    List<SourceFile> files,
    List<SourceFile> others,
    List<Skipped> skipped,
    Set<String> folders,
    Set<String> opaque,
    List<Skipped> failures,
    List<String> above) {
  /// A larger file is skipped: no person wrote it.
  public static final long FILE_BYTES_MAX = 32L << 20;

  public SourceTree {
    files = List.copyOf(files);
    others = List.copyOf(others);
    skipped = List.copyOf(skipped);
    folders = Set.copyOf(folders);
    opaque = Set.copyOf(opaque);
    failures = List.copyOf(failures);
    above = List.copyOf(above);
  }

  /// @param path a folder or a single file
  /// @param exclude patterns as in a `.gitignore`, from the configuration
  /// @param ignore whether `.gitignore` counts
  public static SourceTree of(
      Path path, List<Language> languages, List<String> exclude, boolean ignore) {
    return new Walk(path, languages, exclude, ignore).tree();
  }
}
