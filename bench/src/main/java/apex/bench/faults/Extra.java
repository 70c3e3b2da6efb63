package apex.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server that does wrong what no store of ours does, beside the house.
final class Extra implements AutoCloseable {
  private static final String PASSWORD = "changeit"; // of a throw-away key that is worth nothing

  private final ServerSocket listener;
  private final String scheme;
  private final String probe;
  private final Talk talk;

  private interface Talk {
    void with(InputStream in, OutputStream out) throws IOException;
  }

  private Extra(String probe, String scheme, ServerSocket listener, Talk talk) {
    this.probe = probe;
    this.scheme = scheme;
    this.listener = listener;
    this.talk = talk;
    Thread.ofVirtual().start(this::serve);
  }

  static Extra of(String kind, Path folder) throws IOException, GeneralSecurityException {
    return switch (kind) {
      case "garbage" -> new Extra("http", "http", plain(), Extra::garbage);
      case "endless" -> new Extra("http", "http", plain(), Extra::endless);
      case "expired" -> new Extra("tls", "tls", expired(folder), (_, _) -> {});
      case "tls-of-plain" -> new Extra("tls", "tls", plain(), Extra::garbage);
      default -> throw new IllegalArgumentException("no extra service " + kind);
    };
  }

  String line() {
    return "  extra_service: {probe: %s, url: \"%s://127.0.0.1:%d\", deadline: 4s}\n"
        .formatted(probe, scheme, listener.getLocalPort());
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void garbage(InputStream in, OutputStream out) throws IOException {
    out.write(new byte[] {(byte) 0x99, 3, 'a', 0, 17, 10, 13, (byte) 0xff, 2, 2, 2, 2});
  }

  private static void endless(InputStream in, OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\nx: ".getBytes(StandardCharsets.US_ASCII));
    var much = new byte[8192];
    java.util.Arrays.fill(much, (byte) 'x');
    while (true) out.write(much);
  }

  /// With a certificate that ended long ago, made by the JDK's own keytool.
  private static ServerSocket expired(Path folder) throws IOException, GeneralSecurityException {
    var file = folder.resolve("expired.p12");
    keytool(file, "-100d", 30);
    var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void keytool(Path file, String start, int days) throws IOException {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "extra",
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
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0)
        throw new IOException("keytool made no key");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    while (!listener.isClosed())
      try {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
  }

  private void answer(Socket client) {
    try (client) {
      talk.with(client.getInputStream(), client.getOutputStream());
      client.getOutputStream().flush();
      while (client.getInputStream().read() >= 0) continue; // until the other side has read it
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
