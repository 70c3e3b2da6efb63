package apex.embedded;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// What went wrong with a file, in words: the JDK's own messages are often just the path.
public final class Reason {
  private Reason() {}

  public static String of(Exception failed) {
    return switch (failed) {
      case AccessDeniedException denied -> denied.getFile() + " may not be written by this user";
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case FileSystemException file when file.getReason() != null ->
          file.getFile() + ": " + file.getReason();
      default -> Optional.ofNullable(failed.getMessage()).orElse(failed.getClass().getSimpleName());
    };
  }
}
