package apex.edge.socket;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A client that sends what no library would.
final class RawClient implements AutoCloseable {
  private static final byte[] MASK = {7, 11, 13, 17};
  private final Socket socket;
  private final DataInputStream in;
  private final String answer;

  record Frame(int kind, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
    }

    String closeReason() {
      return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
  }

  RawClient(int port, String path, String... headers) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    var asked =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (var header : headers) asked += header + "\r\n";
    socket.getOutputStream().write((asked + "\r\n").getBytes(StandardCharsets.US_ASCII));
    answer = head();
  }

  String answer() {
    return answer;
  }

  void text(String text) throws IOException {
    frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  void frame(int first, byte[] payload) throws IOException {
    var head = ByteBuffer.allocate(14).put((byte) first);
    if (payload.length < 126) head.put((byte) (0x80 | payload.length));
    else head.put((byte) (0x80 | 127)).putLong(payload.length);
    head.put(MASK).flip();
    var out = new java.io.ByteArrayOutputStream();
    out.write(head.array(), 0, head.limit());
    for (int i = 0; i < payload.length; i++) out.write(payload[i] ^ MASK[i & 3]);
    raw(out.toByteArray());
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  Frame next() throws IOException {
    int kind = in.readUnsignedByte() & 0x0f;
    long length = in.readUnsignedByte();
    if (length == 126) length = in.readUnsignedShort();
    else if (length == 127) length = in.readLong();
    return new Frame(kind, in.readNBytes((int) length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.readUnsignedByte());
    return head.toString();
  }
}
