package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The text of a file that may be packed with gzip, never more of it than the limit: what unpacks
/// to more is refused while it is read.
final class Unpacked extends InputStream {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final InputStream in;
  private final FileFault fault;
  private final long bytesMax;
  private long taken;

  private Unpacked(InputStream in, FileFault fault, long bytesMax) {
    this.in = in;
    this.fault = fault;
    this.bytesMax = bytesMax;
  }

  /// `file` itself when it is not packed.
  static InputStream of(InputStream file, FileFault fault, long bytesMax) throws IOException {
    var buffered = new BufferedInputStream(file, CHUNK_BYTES);
    buffered.mark(2);
    var packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    if (!packed) return buffered;
    try {
      return new Unpacked(new GZIPInputStream(buffered, CHUNK_BYTES), fault, bytesMax);
    } catch (ZipException | EOFException broken) {
      throw broken(fault);
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    try {
      int got = in.read(into, offset, count);
      taken += Math.max(0, got);
      if (taken > bytesMax)
        throw new ApexException(
            ErrorCode.TOO_LARGE, "the file unpacks to more than %d bytes".formatted(bytesMax));
      return got;
    } catch (ZipException | EOFException brokenOff) {
      throw broken(fault);
    }
  }

  private static ApexException broken(FileFault fault) {
    return fault.broken("is packed with gzip, and the packing is broken or cut off");
  }
}
