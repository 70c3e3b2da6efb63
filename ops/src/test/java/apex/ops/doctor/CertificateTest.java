package apex.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.failure.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
  private static final String PASSWORD = "changeit"; // of throw-away keys

  @TempDir Path folder;

  @Test
  void anExpiredCertificateIsToldWithItsDate() throws Exception {
    try (var server = server("-100d", 30)) {
      var found = examined(server);
      var finding = found.findings().getFirst();
      assertThat(finding.verdict().kind()).hasValue(Category.TLS);
      assertThat(finding.verdict().trouble().orElseThrow()).contains("expired at 20");
      assertThat(found.causes().getFirst().remedy()).contains("Renew the certificate");
    }
  }

  @Test
  void aCertificateThatExpiresTodayIsToldAlsoWhenItIsNotTrusted() throws Exception {
    try (var server = server("-23H", 1)) {
      var finding = examined(server).findings().getFirst();
      assertThat(finding.verdict().kind()).hasValue(Category.TLS);
      assertThat(finding.verdict().trouble().orElseThrow()).contains("PKIX", "until 20");
      assertThat(finding.examined().seen().warnings())
          .singleElement()
          .asString()
          .startsWith("the certificate expires today, at 20");
    }
  }

  @Test
  void aPlainServerIsNoTlsServer() throws Exception {
    try (var plain = Scripted.of(CertificateTest::greet)) {
      var found =
          DoctorTest.examined(
              "services:\n  a: {probe: tls, url: \"tls://127.0.0.1:%d\", deadline: 5s}\n"
                  .formatted(plain.port()));
      assertThat(found.findings().getFirst().verdict().kind()).hasValue(Category.TLS);
    }
  }

  private static void greet(java.io.InputStream in, java.io.OutputStream out) throws IOException {
    out.write("hello, no TLS here\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    while (in.read() >= 0) continue; // until the other side has read it
  }

  private static Diagnosis examined(Scripted server) {
    return DoctorTest.examined(
        "services:\n  a: {probe: http, url: \"https://127.0.0.1:%d/\", deadline: 8s}\n"
            .formatted(server.port()));
  }

  private Scripted server(String start, int days) throws Exception {
    return new Scripted(listener(start, days), (in, _) -> assertThat(in.read()).isLessThan(256));
  }

  /// By the JDK's own keytool, since Java has no public way to make a certificate.
  private ServerSocket listener(String start, int days) throws Exception {
    var file = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "a",
                    "-dname",
                    "CN=127.0.0.1",
                    "-startdate",
                    start,
                    "-validity",
                    "" + days,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    if (made.exitValue() != 0) throw new IOException("keytool made no key");
    var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
