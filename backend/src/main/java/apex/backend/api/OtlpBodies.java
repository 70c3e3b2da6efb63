package apex.backend.api;

import apex.backend.ingestion.otlp.OtlpConfig;
import apex.backend.ingestion.otlp.Shares;
import apex.edge.http.Request;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.WorkspaceId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads bodies of telemetry, unpacked, within three limits: of one, of all of one workspace, and
/// of all that are read at once. A body is measured as it is unpacked, so that a small one that
/// unpacks to a huge one is refused when it passes the limit. Shared.
final class OtlpBodies {
  private static final int FIRST = 16 * 1024;

  private final int bytesMax;
  private final int atOnceMax;
  private final Shares shares;
  private final AtomicLong held = new AtomicLong();

  private OtlpBodies(int bytesMax, int atOnceMax, Shares shares) {
    this.bytesMax = bytesMax;
    this.atOnceMax = atOnceMax;
    this.shares = shares;
  }

  static OtlpBodies of(OtlpConfig config) {
    return new OtlpBodies(
        config.bodyBytesMax(),
        config.bytesAtOnceMax(),
        new Shares("too much being read", config.share(config.bytesAtOnceMax())));
  }

  /// A body that counts against the limit of all until it is closed.
  final class Held implements AutoCloseable {
    private final WorkspaceId workspace;
    private byte[] bytes = new byte[0];
    private int size;

    private Held(WorkspaceId workspace) {
      this.workspace = workspace;
    }

    byte[] bytes() {
      return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }

    private void read(InputStream in) throws IOException {
      grow(FIRST);
      for (int n = in.read(bytes, size, bytes.length - size);
          n >= 0;
          n = in.read(bytes, size, bytes.length - size)) {
        size += n;
        if (size > bytesMax) throw tooLarge();
        if (size == bytes.length) grow(Math.min(bytes.length, bytesMax + 1 - size));
      }
    }

    private void grow(int more) {
      shares.take(workspace, more);
      if (held.addAndGet(more) > atOnceMax) {
        held.addAndGet(-more);
        shares.free(workspace, more);
        throw new ApexException(
            ErrorCode.OVER_CAPACITY,
            "other requests are being read, at most %d bytes at once".formatted(atOnceMax));
      }
      bytes = Arrays.copyOf(bytes, bytes.length + more);
    }

    @Override
    public void close() {
      held.addAndGet(-bytes.length);
      shares.free(workspace, bytes.length);
      bytes = new byte[0];
    }
  }

  Held read(Request request, WorkspaceId workspace) throws IOException {
    if (request.length().orElse(0L) > bytesMax) throw tooLarge();
    var body = new Held(workspace);
    try {
      body.read(unpacked(request));
      return body;
    } catch (ZipException | EOFException broken) {
      body.close();
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "the body is not gzip: " + broken.getMessage(), broken);
    } catch (IOException | RuntimeException refused) {
      body.close();
      throw refused;
    }
  }

  private static InputStream unpacked(Request request) throws IOException {
    var encoding = request.header("content-encoding").orElse("identity").strip();
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> request.stream();
      case "gzip" -> new GZIPInputStream(request.stream(), 8192);
      default ->
          throw new ApexException(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Encoding must be gzip or identity, was " + encoding);
    };
  }

  private ApexException tooLarge() {
    return new ApexException(
        ErrorCode.TOO_LARGE, "the body must be at most %d bytes unpacked".formatted(bytesMax));
  }
}
