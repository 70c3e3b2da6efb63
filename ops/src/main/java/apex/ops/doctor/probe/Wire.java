package apex.ops.doctor.probe;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.resilience.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/// Bytes to and from one server, counted, until the deadline and never more than a bounded number.
final class Wire {
  /// Most bytes that are taken from one server, whatever it sends.
  static final int BYTES_MAX = 256 * 1024;

  private final Socket socket;
  private final Deadline deadline;
  private final Notes notes;
  private final byte[] buffer = new byte[8192];
  private int from;
  private int to;
  private int taken;

  Wire(Socket socket, Deadline deadline, Notes notes) {
    this.socket = socket;
    this.deadline = deadline;
    this.notes = notes;
  }

  /// @param patience until when the connection must be open
  static Wire connect(
      InetAddress address, int port, Deadline deadline, Deadline patience, Notes notes)
      throws IOException {
    var socket = new Socket();
    notes.opened(socket);
    socket.connect(new InetSocketAddress(address, port), millis(patience));
    socket.setTcpNoDelay(true);
    return new Wire(socket, deadline, notes);
  }

  /// The same connection, encrypted from the next byte on.
  Wire over(SSLSocket secured) {
    return new Wire(secured, deadline, notes);
  }

  Socket socket() {
    return socket;
  }

  void limitWaits() throws IOException {
    socket.setSoTimeout(millis(deadline));
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    notes.sent(bytes.length);
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next byte, -1 at the end.
  int read() throws IOException {
    if (from == to && !filled()) return -1;
    return buffer[from++] & 0xff;
  }

  byte[] read(int count) throws IOException {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) bytes[i] = (byte) must();
    return bytes;
  }

  int must() throws IOException {
    int next = read();
    if (next < 0) throw ended();
    return next;
  }

  /// Up to a line feed, without it and without a carriage return before it.
  String line() throws IOException {
    var line = new StringBuilder();
    for (int c = must(); c != '\n'; c = must()) line.append((char) c);
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r')
      line.setLength(line.length() - 1);
    return line.toString();
  }

  /// What is there already, for showing what a server said instead.
  byte[] peeked(int first) {
    var shown = new byte[Math.min(60, to - from) + 1];
    shown[0] = (byte) first;
    System.arraycopy(buffer, from, shown, 1, shown.length - 1);
    return shown;
  }

  int taken() {
    return taken;
  }

  private boolean filled() throws IOException {
    if (deadline.passed()) throw new SocketTimeoutException("the deadline is over");
    limitWaits();
    int n = socket.getInputStream().read(buffer);
    if (n < 0) return false;
    notes.received(n);
    taken += n;
    if (taken > BYTES_MAX) throw endless();
    from = 0;
    to = n;
    return true;
  }

  private EOFException ended() {
    return new EOFException("it closed the connection after %d bytes".formatted(taken));
  }

  private static ApexException endless() {
    var failure =
        Failure.of(
            Category.DATA,
            "it does not stop sending: more than %d bytes, none of them an end"
                .formatted(BYTES_MAX));
    return refusal(failure);
  }

  static ApexException refusal(Failure failure) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN, failure, new IllegalStateException(failure.cause()));
  }

  /// At least one: zero would wait for ever.
  private static int millis(Deadline deadline) {
    return (int) Math.clamp(deadline.left().toMillis(), 1, 600_000);
  }
}
