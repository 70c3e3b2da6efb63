package apex.edge.http;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/// A request's body, read as it arrives and never past its limit. One reader.
final class Body {
  private static final ErrorCode OVER = ErrorCode.TOO_LARGE;

  private final Supplier<InputStream> source;
  private final Optional<Long> length;
  private final long bytesMax;

  Body(Supplier<InputStream> source, Optional<Long> length, long bytesMax) {
    this.source = source;
    this.length = length;
    this.bytesMax = bytesMax;
  }

  static Body empty() {
    return new Body(InputStream::nullInputStream, Optional.of(0L), 0);
  }

  Optional<Long> length() {
    return length;
  }

  /// Refuses a body that announces itself as too long before a byte of it is read.
  void check() {
    if (length.isPresent() && length.get() > bytesMax) throw tooLarge();
  }

  InputStream stream() {
    return new Limited(source.get());
  }

  private ApexException tooLarge() {
    return new ApexException(OVER, "the body must be at most %d bytes".formatted(bytesMax));
  }

  private final class Limited extends InputStream {
    private final InputStream in;
    private long taken;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      int n = next(into, offset, count);
      taken += Math.max(0, n);
      if (taken > bytesMax) throw tooLarge();
      return n;
    }

    private int next(byte[] into, int offset, int count) throws IOException {
      try {
        return in.read(into, offset, count);
      } catch (RuntimeException broken) {
        throw new ClientGone(broken);
      }
    }
  }
}
