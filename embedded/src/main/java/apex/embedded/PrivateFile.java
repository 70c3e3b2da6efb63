package apex.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner may read: born with mode 0600, never narrowed afterwards.
public final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFile() {}

  /// Replaces `file` as a whole.
  public static Path write(Path file, String content) throws IOException {
    var half = file.resolveSibling(file.getFileName() + ".half");
    Files.deleteIfExists(half);
    Files.createFile(half, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(half, content);
    return Files.move(
        half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether nobody but the owner may read it.
  public static boolean closed(Path file) throws IOException {
    return OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
  }
}
