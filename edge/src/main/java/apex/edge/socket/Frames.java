package apex.edge.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A server's frames (RFC 6455): whole and unmasked.
final class Frames {
  private Frames() {}

  static byte[] text(byte[] utf8) {
    return frame(1, utf8);
  }

  static byte[] ping() {
    return frame(9, new byte[0]);
  }

  static byte[] pong(byte[] payload) {
    return frame(10, payload);
  }

  static byte[] close(Closing why) {
    var reason = why.reason().getBytes(StandardCharsets.UTF_8);
    return frame(
        8, ByteBuffer.allocate(2 + reason.length).putShort((short) why.code()).put(reason).array());
  }

  private static byte[] frame(int kind, byte[] payload) {
    var frame = ByteBuffer.allocate(10 + payload.length).put((byte) (0x80 | kind));
    if (payload.length < 126) frame.put((byte) payload.length);
    else if (payload.length < 65_536) frame.put((byte) 126).putShort((short) payload.length);
    else frame.put((byte) 127).putLong(payload.length);
    frame.put(payload).flip();
    var bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
