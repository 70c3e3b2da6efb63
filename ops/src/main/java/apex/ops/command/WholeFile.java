package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that appears when it is whole, or not at all.
///
/// @param replace whether one that is there may be written over
record WholeFile(Path path, boolean replace) {
  /// Writes what the file is to hold.
  @FunctionalInterface
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /// Refuses, before anything is fetched, a file that is there and must not be replaced.
  WholeFile checked() {
    if (!replace && Files.exists(path)) throw exists();
    return this;
  }

  void write(Content content) throws IOException {
    var part = path.resolveSibling(path.getFileName() + ".part");
    try {
      try (var out = Files.newOutputStream(part)) {
        content.to(out);
      }
      if (replace) Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
      else Files.move(part, path);
    } catch (FileAlreadyExistsException meanwhile) {
      throw exists();
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private ApexException exists() {
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        "%s is there already".formatted(path),
        "Give another name; ./apex report --force replaces a file.");
  }
}
