package apex.launcher;

import apex.embedded.ProcessMark;
import apex.embedded.Reason;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/// The folder of one house, held by one launcher at a time: the lock is the kernel's, so it is gone
/// with its holder however that ends.
final class Home implements AutoCloseable {
  static final String FORMAT = "1";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private Home(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Takes `path` for this process, making it when needed; refuses when another process holds it,
  /// when another release wrote it, or when its disk has less than `freeBytesMin` left.
  static Home open(Path path, long freeBytesMin) {
    try {
      Files.createDirectories(path);
      var home = new Home(path, locked(path));
      home.requireFormat();
      home.requireSpace(freeBytesMin);
      return home;
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /// Deletes everything in it but the lock.
  void wipe() {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList())
        if (!file.equals(path) && !file.equals(file(LOCK))) Files.delete(file);
      requireFormat();
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
  }

  /// The process that holds the house in `path`, if one runs.
  static Optional<ProcessHandle> holder(Path path) {
    return ProcessMark.read(path.resolve(LOCK)).flatMap(ProcessMark::running);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException gone) {
      // The kernel frees it with the process.
      return;
    }
  }

  static ApexException unusable(Path path, IOException failed) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "APEX_HOME %s cannot be used: %s".formatted(path, Reason.of(failed)),
        "Set APEX_HOME to a folder that this user may write and whose disk has space.");
  }

  private static FileChannel locked(Path path) throws IOException {
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        note(channel);
        return channel;
      }
    } catch (OverlappingFileLockException ours) {
      // Another house in this very process: the refusal below names it.
    }
    channel.close();
    throw held(path);
  }

  /// Written through the locked channel: replacing the file would leave the lock behind.
  private static void note(FileChannel channel) throws IOException {
    var mark = ProcessMark.of(ProcessHandle.current());
    var text = mark.pid() + " " + mark.started() + "\n";
    channel.truncate(0);
    channel.write(java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    channel.force(true);
  }

  private static ApexException held(Path path) {
    var who = holder(path).map(process -> "process " + process.pid()).orElse("another process");
    return new ApexException(
        ErrorCode.CONFLICT,
        "the house in %s is already up: %s holds it".formatted(path, who),
        "Stop it with ./apex down, or set APEX_HOME to another folder for a second house.");
  }

  private void requireFormat() throws IOException {
    var file = file("format");
    if (!Files.exists(file)) Files.writeString(file, FORMAT + "\n");
    var found = Files.readString(file).strip();
    if (!found.equals(FORMAT))
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "%s was laid out by another release (format %s, this one reads %s)"
              .formatted(path, found, FORMAT),
          "Start it with the release that made it, or set APEX_HOME to another folder.");
  }

  private void requireSpace(long freeBytesMin) throws IOException {
    var free = Files.getFileStore(path).getUsableSpace();
    if (free < freeBytesMin)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the disk of %s has %d MB left, the house needs %d MB"
              .formatted(path, free / 1_000_000, freeBytesMin / 1_000_000),
          "Free some space, or set APEX_HOME to a folder on another disk.");
  }
}
