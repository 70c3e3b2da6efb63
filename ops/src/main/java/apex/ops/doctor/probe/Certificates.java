package apex.ops.doctor.probe;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Shakes hands and reads the certificate, also one that is not to be trusted: what is wrong with
/// it is to be told with its dates.
final class Certificates {
  /// A certificate that ends within this is told of.
  private static final Duration SOON = Duration.ofDays(14);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

  private final InstantSource clock;

  Certificates(InstantSource clock) {
    this.clock = clock;
  }

  /// @param verify whether the certificate must be trusted, in force and for `host`
  Wire handshake(Wire plain, String host, int port, boolean verify, Notes notes)
      throws IOException {
    var recorder = new Recorder(system());
    plain.limitWaits();
    var socket =
        (SSLSocket)
            context(recorder).getSocketFactory().createSocket(plain.socket(), host, port, true);
    var parameters = socket.getSSLParameters();
    if (verify) parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    var session = socket.getSession();
    var said = "%s %s".formatted(session.getProtocol(), session.getCipherSuite());
    var certificate = recorder.certificate;
    if (certificate.isPresent()) judge(certificate.get(), recorder.refused, said, verify, notes);
    else notes.pass(said);
    return plain.over(socket);
  }

  private void judge(
      X509Certificate certificate,
      Optional<CertificateException> refused,
      String said,
      boolean verify,
      Notes notes) {
    var until = certificate.getNotAfter().toInstant();
    var evidence =
        "%s; certificate of %s, from %s until %s"
            .formatted(
                said,
                name(certificate),
                DATE.format(certificate.getNotBefore().toInstant()),
                DATE.format(until));
    var now = clock.instant();
    if (verify && now.isAfter(until))
      throw refusal("certificate_expired", "the certificate expired at " + DATE.format(until));
    if (verify && now.isBefore(certificate.getNotBefore().toInstant()))
      throw refusal("certificate_expired", "the certificate is not yet valid; " + evidence);
    if (now.plus(SOON).isAfter(until)) notes.warn(ending(now, until));
    if (verify && refused.isPresent()) throw untrusted(refused.get(), evidence);
    notes.pass(verify ? evidence : evidence + "; not verified");
  }

  private static String ending(Instant now, Instant until) {
    var left = Duration.between(now, until);
    var when =
        left.isNegative()
            ? "expired"
            : left.toHours() < 24 ? "expires today" : "expires in %d days".formatted(left.toDays());
    return "the certificate %s, at %s".formatted(when, DATE.format(until));
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static ApexException refusal(String alert, String seen) {
    return Wire.refusal(Taxonomy.tlsAlert(alert, seen));
  }

  private static ApexException untrusted(CertificateException refused, String evidence) {
    var why = Optional.ofNullable(refused.getMessage()).orElse("it is not trusted");
    var alert = why.contains("PKIX") ? "unknown_ca" : "unrecognized_name";
    return refusal(alert, "the certificate is refused: %s; %s".formatted(why, evidence));
  }

  private static X509ExtendedTrustManager system() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (var each : factory.getTrustManagers())
        if (each instanceof X509ExtendedTrustManager found) return found;
      throw new IllegalStateException("this Java trusts nobody");
    } catch (GeneralSecurityException broken) {
      throw unusable(broken);
    }
  }

  private static SSLContext context(Recorder recorder) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {recorder}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException broken) {
      throw unusable(broken);
    }
  }

  private static ApexException unusable(GeneralSecurityException broken) {
    var failure = Failure.of(Category.BUG, "this Java cannot do TLS: " + broken);
    return new ApexException(ErrorCode.BUG, failure, broken);
  }

  /// Takes any certificate and remembers what a careful client would have said.
  private static final class Recorder extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager careful;
    private Optional<X509Certificate> certificate = Optional.empty();
    private Optional<CertificateException> refused = Optional.empty();

    Recorder(X509ExtendedTrustManager careful) {
      this.careful = careful;
    }

    private interface Check {
      void run() throws CertificateException;
    }

    private void record(X509Certificate[] chain, Check check) {
      certificate = Optional.of(chain[0]);
      try {
        check.run();
      } catch (CertificateException why) {
        refused = Optional.of(why);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      record(chain, () -> careful.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      record(chain, () -> careful.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      record(chain, () -> careful.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("we are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("we are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("we are the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return careful.getAcceptedIssuers();
    }
  }
}
