package apex.ops.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server that says what its test wrote, whatever it is asked.
final class Scripted implements AutoCloseable {
  private final ServerSocket listener;
  private final Script script;

  interface Script {
    void talk(InputStream in, OutputStream out) throws IOException;
  }

  Scripted(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
    Thread.ofVirtual().start(this::serve);
  }

  static Scripted of(Script script) throws IOException {
    return new Scripted(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script);
  }

  /// Answers one request of HTTP.
  static Scripted http(int status, String mediaType, String body) throws IOException {
    return of((in, out) -> {
      head(in);
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      out.write(
          "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(status, mediaType, bytes.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
    });
  }

  static void head(InputStream in) throws IOException {
    int end = 0;
    for (int c = in.read(); c >= 0 && end < 4; c = in.read()) {
      end = c == "\r\n\r\n".charAt(end) ? end + 1 : c == '\r' ? 1 : 0;
      if (end == 4) return;
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  private void serve() {
    while (!listener.isClosed())
      try {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> talk(client));
      } catch (IOException closed) {
        return;
      }
  }

  private void talk(Socket client) {
    try (client) {
      script.talk(client.getInputStream(), client.getOutputStream());
      client.getOutputStream().flush();
      client.shutdownOutput();
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
