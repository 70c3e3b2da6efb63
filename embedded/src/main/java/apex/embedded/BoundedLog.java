package apex.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A child's log file that never grows past its limit: at the limit it becomes `NAME.1`, replacing
/// the one before. A disk that is full costs log lines, never the child. Used by one thread.
final class BoundedLog implements AutoCloseable {
  private final Path file;
  private final long bytesMax;
  private OutputStream out = OutputStream.nullOutputStream();
  private long bytes;

  BoundedLog(Path file, long bytesMax) {
    this.file = file;
    this.bytesMax = bytesMax;
    open();
  }

  void line(String text) {
    var line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes + line.length > bytesMax) rotate();
    try {
      out.write(line);
      out.flush();
      bytes += line.length;
    } catch (IOException full) {
      bytes = bytesMax;
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException full) {
      bytes = bytesMax;
    }
  }

  private void rotate() {
    close();
    try {
      var older = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException gone) {
      bytes = 0;
    }
    open();
  }

  private void open() {
    try {
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      bytes = Files.size(file);
    } catch (IOException unwritable) {
      out = OutputStream.nullOutputStream();
      bytes = 0;
    }
  }
}
