package apex.ops.audit.facts;

/// A language whose source can be read. Another one is another package with this interface.
public interface Language {
  String name();

  /// Whether a file of this name is source of the language.
  boolean reads(String fileName);

  /// Makes readers; each is used by one thread.
  Reader reader(Watch watch);

  /// Reads files one after another.
  interface Reader {
    /// Never fails: what cannot be read is [FileFacts.Unreadable].
    ///
    /// @param fileName without folders
    FileFacts read(String fileName, byte[] bytes, int length);
  }
}
