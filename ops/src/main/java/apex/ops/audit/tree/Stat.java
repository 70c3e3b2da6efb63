package apex.ops.audit.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What the file system says of a file, asked once.
///
/// @param modified nanoseconds since 1970 of the last change of content
/// @param changed nanoseconds since 1970 of the last change of the file's own record (ctime); -1
///   where the system does not tell
record Stat(FileKind kind, long size, long modified, long changed) {
  enum FileKind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private static final int TYPE = 0170000;

  static Stat of(Path file, LinkOption... options) throws IOException {
    try {
      return of(Files.readAttributes(file, "unix:mode,size,lastModifiedTime,ctime", options));
    } catch (UnsupportedOperationException | IllegalArgumentException elsewhere) {
      return of(Files.readAttributes(file, BasicFileAttributes.class, options));
    }
  }

  private static Stat of(Map<String, Object> unix) {
    var kind =
        switch ((int) number(unix, "mode") & TYPE) {
          case 0100000 -> FileKind.FILE;
          case 0040000 -> FileKind.FOLDER;
          case 0120000 -> FileKind.LINK;
          default -> FileKind.OTHER;
        };
    return new Stat(
        kind, number(unix, "size"), nanos(unix, "lastModifiedTime"), nanos(unix, "ctime"));
  }

  private static long number(Map<String, Object> unix, String name) {
    return unix.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static long nanos(Map<String, Object> unix, String name) {
    return unix.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : -1;
  }

  private static Stat of(BasicFileAttributes any) {
    var kind =
        any.isRegularFile()
            ? FileKind.FILE
            : any.isDirectory()
                ? FileKind.FOLDER
                : any.isSymbolicLink() ? FileKind.LINK : FileKind.OTHER;
    return new Stat(kind, any.size(), any.lastModifiedTime().to(TimeUnit.NANOSECONDS), -1);
  }
}
