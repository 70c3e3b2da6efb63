package apex.ops.audit.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A file of numbers and texts, each text once. Written whole beside the old one and then put in
/// its place, so that a reader sees one or the other; a checksum tells a torn one.
final class Pages {
  private static final int MAGIC = 0x41504358;
  private static final int HEAD = 4 + 8 + 8 + 8 + 4 + 4 + 4;

  private Pages() {}

  /// Collects what is to be kept.
  static final class Writer {
    private byte[] body = new byte[1 << 16];
    private int used;
    private byte[] texts = new byte[1 << 16];
    private int textsUsed;
    private final Map<String, Integer> ids = new HashMap<>();

    int at() {
      return used;
    }

    Writer number(long value) {
      long rest = value << 1 ^ value >> 63;
      if (used + 10 > body.length) body = Arrays.copyOf(body, body.length * 2);
      while ((rest & ~0x7fL) != 0) {
        body[used++] = (byte) (rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      body[used++] = (byte) rest;
      return this;
    }

    Writer text(String value) {
      var known = ids.get(value);
      if (known == null) {
        known = ids.size();
        ids.put(value, known);
        append(value.getBytes(StandardCharsets.UTF_8));
      }
      return number(known);
    }

    private void append(byte[] text) {
      while (textsUsed + text.length + 4 > texts.length)
        texts = Arrays.copyOf(texts, texts.length * 2);
      for (int shift = 0; shift < 32; shift += 8)
        texts[textsUsed++] = (byte) (text.length >> shift);
      System.arraycopy(text, 0, texts, textsUsed, text.length);
      textsUsed += text.length;
    }

    /// @param begin where reading begins: an offset of [#at]
    /// @throws IOException when it cannot be kept, which is no one's loss
    void save(Path file, ContentHash key, int begin) throws IOException {
      var all = java.nio.ByteBuffer.allocate(HEAD + textsUsed + used);
      all.putInt(MAGIC)
          .putLong(key.high())
          .putLong(key.low())
          .putLong(0)
          .putInt(ids.size())
          .putInt(textsUsed)
          .putInt(begin);
      all.put(texts, 0, textsUsed).put(body, 0, used);
      var sum = new CRC32C();
      sum.update(all.array(), 28, all.capacity() - 28);
      all.putLong(20, sum.getValue());
      Files.createDirectories(file.getParent());
      var beside = Files.createTempFile(file.getParent(), "new", ".part");
      try {
        Files.write(beside, all.array());
        Files.move(
            beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    }
  }

  /// Reads it back, texts as they are asked for. Threads may share one through [#at].
  static final class Reader {
    private final byte[] bytes;
    private final int[] starts;
    private final String[] texts;
    private final int body;
    private int at;

    private Reader(byte[] bytes, int[] starts, String[] texts, int body, int at) {
      this.bytes = bytes;
      this.starts = starts;
      this.texts = texts;
      this.body = body;
      this.at = at;
    }

    /// One of its own that begins at an offset of [Writer#at].
    Reader at(int offset) {
      return new Reader(bytes, starts, texts, body, body + offset);
    }

    long number() {
      long rest = 0;
      for (int shift = 0; ; shift += 7) {
        var each = bytes[at++];
        rest |= (long) (each & 0x7f) << shift;
        if (each >= 0) return rest >>> 1 ^ -(rest & 1);
      }
    }

    int small() {
      return (int) number();
    }

    String text() {
      int id = small();
      var text = texts[id];
      if (text == null) {
        var length = length(bytes, starts[id]);
        texts[id] = text = new String(bytes, starts[id] + 4, length, StandardCharsets.UTF_8);
      }
      return text;
    }
  }

  private static int length(byte[] bytes, int at) {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  /// What was kept under this key; empty when there is nothing, or it is broken or of another key.
  static Optional<Reader> load(Path file, ContentHash key) {
    try {
      var bytes = Files.readAllBytes(file);
      var all = java.nio.ByteBuffer.wrap(bytes);
      if (bytes.length < HEAD
          || all.getInt() != MAGIC
          || all.getLong() != key.high()
          || all.getLong() != key.low()) return Optional.empty();
      var wanted = all.getLong();
      var sum = new CRC32C();
      sum.update(bytes, 28, bytes.length - 28);
      if (sum.getValue() != wanted) return Optional.empty();
      var starts = new int[all.getInt()];
      var textBytes = all.getInt();
      var begin = all.getInt();
      int at = HEAD;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = at;
        at += 4 + length(bytes, at);
      }
      return Optional.of(
          new Reader(
              bytes,
              starts,
              new String[starts.length],
              HEAD + textBytes,
              HEAD + textBytes + begin));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
