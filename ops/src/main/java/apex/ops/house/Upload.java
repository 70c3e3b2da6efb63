package apex.ops.house;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// A stream that tells how much was taken from it.
final class Upload extends FilterInputStream {
  private final LongConsumer moved;

  Upload(InputStream from, LongConsumer moved) {
    super(from);
    this.moved = moved;
  }

  @Override
  public int read() throws IOException {
    var one = super.read();
    if (one >= 0) moved.accept(1);
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var count = super.read(into, offset, length);
    if (count > 0) moved.accept(count);
    return count;
  }
}
