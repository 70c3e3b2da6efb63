package apex.stores.clickhouse;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Writes rows in the format RowBinary, column by column in the order of the insert.
final class RowWriter {
  private final Bytes out = new Bytes();
  private final ByteBuffer small = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

  InputStream rows() {
    return out.input();
  }

  void digestTo(MessageDigest digest) {
    out.digestTo(digest);
  }

  RowWriter id(UUID id) {
    small.clear().putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return flush();
  }

  RowWriter fixed(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /// UInt8 and Int8.
  RowWriter small(int value) {
    out.write(value);
    return this;
  }

  /// UInt16.
  RowWriter medium(int value) {
    small.clear().putShort((short) value);
    return flush();
  }

  /// UInt32.
  RowWriter tokens(long value) {
    small.clear().putInt((int) value);
    return flush();
  }

  /// Int64 and UInt64.
  RowWriter number(long value) {
    small.clear().putLong(value);
    return flush();
  }

  /// DateTime64(9).
  RowWriter instant(Instant at) {
    return number(
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano()));
  }

  /// Decimal(38, 18), refused when it would have to be rounded.
  RowWriter usd(BigDecimal value) {
    var unscaled = value.setScale(18, RoundingMode.UNNECESSARY).unscaledValue();
    if (unscaled.bitLength() > 126)
      throw new ArithmeticException("beyond Decimal(38, 18): " + value);
    small.clear().putLong(unscaled.longValue()).putLong(unscaled.shiftRight(64).longValue());
    return flush();
  }

  RowWriter text(String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    length(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /// Array(Int64).
  RowWriter numbers(List<Long> values) {
    length(values.size());
    for (long value : values) number(value);
    return this;
  }

  /// The length of an array whose elements follow.
  RowWriter size(int elements) {
    length(elements);
    return this;
  }

  private void length(int value) {
    int left = value;
    while (left >= 0x80) {
      out.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private RowWriter flush() {
    out.write(small.array(), 0, small.position());
    return this;
  }

  /// Grows as needed, hands its bytes out without a copy, and locks nothing: one thread writes.
  private static final class Bytes {
    private byte[] bytes = new byte[256];
    private int size;

    void write(int value) {
      reserve(1);
      bytes[size++] = (byte) value;
    }

    void write(byte[] from, int offset, int count) {
      reserve(count);
      System.arraycopy(from, offset, bytes, size, count);
      size += count;
    }

    void writeBytes(byte[] from) {
      write(from, 0, from.length);
    }

    InputStream input() {
      return new ByteArrayInputStream(bytes, 0, size);
    }

    void digestTo(MessageDigest digest) {
      digest.update(bytes, 0, size);
    }

    private void reserve(int more) {
      if (size + more > bytes.length)
        bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.multiplyExact(bytes.length, 2)));
    }
  }
}
