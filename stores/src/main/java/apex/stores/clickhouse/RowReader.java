package apex.stores.clickhouse;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads an answer in the format RowBinary, column by column in the order of the select. An answer
/// that breaks off in a row is an EOFException, never a shorter answer.
final class RowReader {
  private static final int LONGEST = 64 * 1024 * 1024;

  private final InputStream in;
  private final ByteBuffer small = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

  RowReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /// Whether another row begins.
  boolean more() throws IOException {
    in.mark(1);
    if (in.read() < 0) return false;
    in.reset();
    return true;
  }

  /// Int64 and UInt64.
  long number() throws IOException {
    return fill(8).getLong();
  }

  /// UInt8 and Int8.
  int small() throws IOException {
    return fill(1).get();
  }

  /// UInt16.
  int medium() throws IOException {
    return Short.toUnsignedInt(fill(2).getShort());
  }

  /// DateTime64(9).
  Instant instant() throws IOException {
    var nanos = number();
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  /// Decimal(38, scale).
  BigDecimal decimal(int scale) throws IOException {
    var unscaled = fill(16);
    var low = unscaled.getLong();
    var high = unscaled.getLong();
    var bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return new BigDecimal(new BigInteger(bytes), scale);
  }

  String text() throws IOException {
    return new String(bytes(length()), StandardCharsets.UTF_8);
  }

  byte[] bytes(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) throw new EOFException("the answer broke off");
    return bytes;
  }

  List<String> texts() throws IOException {
    int size = length();
    var texts = new ArrayList<String>(Math.min(size, 1000));
    for (int i = 0; i < size; i++) texts.add(text());
    return texts;
  }

  /// Array(Int64).
  long[] numbers() throws IOException {
    int size = length();
    var numbers = new long[size];
    ByteBuffer.wrap(bytes(Math.multiplyExact(size, 8)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(numbers);
    return numbers;
  }

  /// The length of what follows.
  int length() throws IOException {
    long length = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int part = in.read();
      if (part < 0) throw new EOFException("the answer broke off");
      length |= (long) (part & 0x7f) << shift;
      if ((part & 0x80) == 0) return within(length);
    }
    throw new IOException("the answer is not RowBinary");
  }

  private static int within(long length) throws IOException {
    if (length > LONGEST) throw new IOException("the answer is not RowBinary");
    return (int) length;
  }

  private ByteBuffer fill(int length) throws IOException {
    if (in.readNBytes(small.array(), 0, length) < length)
      throw new EOFException("the answer broke off");
    return small.clear().limit(length);
  }
}
