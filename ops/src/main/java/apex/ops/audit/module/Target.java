package apex.ops.audit.module;

/// What a dotted name means in the tree.
public sealed interface Target {
  /// A file of the tree, by its number.
  record File(int file) implements Target {}

  /// A folder without an `__init__.py`: nothing is known of its names but the files in it.
  record Folder(String path) implements Target {}

  /// Surely nothing: `package` is in the tree and has no such module.
  record Missing(int package_, String name) implements Target {}

  /// Not in the tree, or it cannot be told.
  record Elsewhere() implements Target {}
}
