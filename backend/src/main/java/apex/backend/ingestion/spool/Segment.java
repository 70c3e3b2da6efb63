package apex.backend.ingestion.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/// One file of records. Each is a mark, its length, the CRC-32C of its bytes, and the bytes, so
/// that a record cut off by a crash, or damaged, is known from a whole one.
///
/// @param from where it begins, in bytes since the spool was made; the file is named for it
record Segment(Path file, long from) {
  static final int HEAD = 12;
  private static final int MARK = 0x41505853;
  private static final int LOOKED_THROUGH = 1 << 16;
  private static final String ENDING = ".spool";

  static Segment at(Path folder, long from) {
    return new Segment(folder.resolve("%020d%s".formatted(from, ENDING)), from);
  }

  static boolean isOne(Path file) {
    return file.getFileName().toString().matches("[0-9]{20}\\.spool");
  }

  static Segment of(Path file) {
    var name = file.getFileName().toString();
    return new Segment(file, Long.parseLong(name.substring(0, name.length() - ENDING.length())));
  }

  long length() throws IOException {
    return Files.size(file);
  }

  /// The record as it stands in the file.
  static ByteBuffer framed(byte[] bytes) {
    var framed = ByteBuffer.allocate(HEAD + bytes.length);
    framed.putInt(MARK).putInt(bytes.length).putInt(checksum(bytes)).put(bytes);
    return framed.flip();
  }

  FileChannel toRead() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  FileChannel toWrite() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  /// The whole record at `offset` of the file; empty when none stands there before `end`.
  static Optional<byte[]> record(FileChannel in, long offset, long end) throws IOException {
    if (offset + HEAD > end) return Optional.empty();
    var head = read(in, offset, HEAD);
    if (head.getInt() != MARK) return Optional.empty();
    int length = head.getInt();
    int sum = head.getInt();
    if (length < 0 || offset + HEAD + length > end) return Optional.empty();
    var bytes = read(in, offset + HEAD, length).array();
    return checksum(bytes) == sum ? Optional.of(bytes) : Optional.empty();
  }

  /// Where the next whole record stands at or after `offset`; `end` when there is none.
  static long next(FileChannel in, long offset, long end) throws IOException {
    for (long at = offset; at + HEAD <= end; at += LOOKED_THROUGH - 3) {
      var some = read(in, at, (int) Math.min(LOOKED_THROUGH, end - at));
      for (int i = 0; i + 4 <= some.limit(); i++)
        if (some.getInt(i) == MARK && record(in, at + i, end).isPresent()) return at + i;
    }
    return end;
  }

  private static ByteBuffer read(FileChannel in, long offset, int count) throws IOException {
    var bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining())
      if (in.read(bytes, offset + bytes.position()) < 0)
        throw new IOException("the file ended at %d".formatted(offset + bytes.position()));
    return bytes.flip();
  }

  private static int checksum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    return (int) sum.getValue();
  }
}
