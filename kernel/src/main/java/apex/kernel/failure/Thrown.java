package apex.kernel.failure;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Reads an exception: the deepest cause that is known decides. What only a wrong call throws is
/// the caller's fault, whoever was called.
public final class Thrown {
  private static final int DEPTH_MAX = 20;

  private Thrown() {}

  public static Failure read(Throwable thrown) {
    Optional<Failure> found = Optional.empty();
    var at = Optional.of(thrown);
    for (int depth = 0; at.isPresent() && depth < DEPTH_MAX; depth++) {
      if (at.get() instanceof ApexException ours) return ours.failure();
      var read = known(at.get());
      if (read.isPresent()) found = read;
      at = deeper(at.get());
    }
    return found.or(() -> Phrases.read(said(thrown))).orElseGet(() -> unknown(thrown));
  }

  /// Who tries several addresses keeps what each said beside, and names no cause.
  private static Optional<Throwable> deeper(Throwable at) {
    return Optional.ofNullable(at.getCause())
        .or(() -> Arrays.stream(at.getSuppressed()).findFirst());
  }

  private static Optional<Failure> known(Throwable at) {
    var said = said(at);
    return switch (at) {
      case UnknownHostException _ -> Optional.of(unknownHost(said));
      case UnresolvedAddressException _ -> Optional.of(Failure.of(Category.RESOLUTION, said));
      case NoRouteToHostException _ -> Optional.of(Failure.of(Category.UNREACHABLE, said));
      case ConnectException _ -> Optional.of(connect(said));
      case SocketTimeoutException _, HttpTimeoutException _, TimeoutException _ ->
          Optional.of(Failure.of(Category.TIMEOUT, said));
      case InterruptedIOException _ -> Optional.of(Failure.of(Category.TIMEOUT, said));
      case EOFException _, ClosedChannelException _ ->
          Optional.of(Failure.of(Category.UNREACHABLE, said));
      case CertificateExpiredException _, CertificateNotYetValidException _ ->
          Optional.of(Taxonomy.tlsAlert("certificate_expired", said));
      case CertificateException _ -> Optional.of(Failure.of(Category.TLS, said));
      case SocketException _ ->
          Optional.of(Phrases.read(said).orElse(Failure.of(Category.UNREACHABLE, said)));
      // The very method or field that was compiled against is not there: another version.
      case LinkageError _ -> Optional.of(Failure.of(Category.CALLER, said));
      case IllegalArgumentException _, UnsupportedOperationException _, ClassCastException _ ->
          Optional.of(Failure.of(Category.CALLER, said));
      default -> tls(at, said);
    };
  }

  /// The JDK's TLS exceptions live in a package of their own, which nothing here needs otherwise.
  private static Optional<Failure> tls(Throwable at, String said) {
    if (!at.getClass().getName().startsWith("javax.net.ssl.")) return Optional.empty();
    var read = Phrases.read(said).filter(failure -> failure.category() != Category.CALLER);
    return Optional.of(read.orElse(Failure.of(Category.TLS, said)));
  }

  private static Failure unknownHost(String said) {
    return Phrases.read(said)
        .filter(failure -> failure.category() == Category.RESOLUTION)
        .orElseGet(() -> Failure.of(Category.RESOLUTION, said));
  }

  private static Failure connect(String said) {
    return Phrases.read(said).orElseGet(() -> Failure.of(Category.REFUSED, said));
  }

  private static Failure unknown(Throwable thrown) {
    return Failure.of(
        thrown instanceof RuntimeException || thrown instanceof Error
            ? Category.BUG
            : Category.UNREACHABLE,
        said(thrown));
  }

  /// A sentence stands alone; a bare word needs the name of the exception beside it.
  private static String said(Throwable thrown) {
    var name = thrown.getClass().getSimpleName();
    var text = Optional.ofNullable(thrown.getMessage()).orElse("");
    if (thrown instanceof IOException && text.contains(" ")) return text;
    return text.isEmpty() ? name : name + ": " + text;
  }
}
