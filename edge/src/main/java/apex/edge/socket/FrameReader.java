package apex.edge.socket;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a client's frames (RFC 6455), puts fragments together and never holds more than one
/// message of the permitted length. One thread.
final class FrameReader {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int SKIP_BYTES = 8192;

  private final Wire wire;
  private final SocketLimits limits;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private int messageKind = CONTINUATION;
  private long messageBytes;

  FrameReader(Wire wire, SocketLimits limits) {
    this.wire = wire;
    this.limits = limits;
  }

  private record Head(boolean last, int kind, long length, byte[] mask) {
    boolean control() {
      return kind >= CLOSE;
    }
  }

  private static final class ViolationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Closing answer;

    ViolationException(int code, String rule) {
      super(rule, null, false, false);
      this.answer = new Closing(code, rule);
    }
  }

  /// The next message or control frame; waits for it.
  Inbound next() throws IOException {
    try {
      while (true) {
        var head = head();
        if (head.control()) return control(head);
        collect(head);
        if (head.last()) return complete();
      }
    } catch (ViolationException broken) {
      return new Inbound.Violation(broken.answer);
    }
  }

  private Head head() throws IOException, ViolationException {
    var two = wire.take(2);
    if ((two[0] & 0x70) != 0) throw violation("reserved bits must be 0");
    if ((two[1] & 0x80) == 0) throw violation("a client's frame must be masked");
    var length = length(two[1] & 0x7f);
    var head = new Head((two[0] & 0x80) != 0, two[0] & 0x0f, length, wire.take(4));
    check(head);
    return head;
  }

  private long length(int seven) throws IOException, ViolationException {
    if (seven < 126) return seven;
    if (seven == 126) return Short.toUnsignedLong(ByteBuffer.wrap(wire.take(2)).getShort());
    var length = ByteBuffer.wrap(wire.take(8)).getLong();
    if (length < 0) throw violation("a length must not be negative");
    return length;
  }

  private void check(Head head) throws ViolationException {
    switch (head.kind()) {
      case CONTINUATION -> {
        if (messageKind == CONTINUATION) throw violation("a continuation without a beginning");
      }
      case TEXT, BINARY -> {
        if (messageKind != CONTINUATION) throw violation("a message began inside another");
      }
      case CLOSE, PING, PONG -> {
        if (!head.last() || head.length() > CONTROL_BYTES_MAX)
          throw violation("a control frame must be whole and at most 125 bytes");
      }
      default -> throw violation("unknown opcode " + head.kind());
    }
  }

  private Inbound control(Head head) throws IOException, ViolationException {
    var payload = unmasked(wire.take((int) head.length()), head.mask());
    return switch (head.kind()) {
      case PING -> new Inbound.Ping(payload);
      case PONG -> new Inbound.Pong();
      default -> new Inbound.Close(closing(payload));
    };
  }

  private static Closing closing(byte[] payload) throws ViolationException {
    if (payload.length == 0) return new Closing(1005, "closed by the client");
    if (payload.length == 1) throw violation("a close frame needs a code of 2 bytes");
    var code = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
    return new Closing(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  private void collect(Head head) throws IOException, ViolationException {
    if (messageKind == CONTINUATION) begin(head.kind());
    messageBytes += head.length();
    if (messageBytes < 0 || messageBytes > limits.skippedBytesMax())
      throw new ViolationException(Closing.TOO_BIG, ErrorCode.TOO_LARGE.name());
    if (messageKind == BINARY || messageBytes > limits.textBytesMax()) skip(head.length());
    else message.writeBytes(unmasked(wire.take((int) head.length()), head.mask()));
  }

  private void begin(int kind) {
    messageKind = kind;
    messageBytes = 0;
    message.reset();
  }

  private void skip(long bytes) throws IOException {
    message.reset();
    for (long left = bytes; left > 0; left -= SKIP_BYTES)
      wire.take((int) Math.min(left, SKIP_BYTES));
  }

  private Inbound complete() throws ViolationException {
    var kind = messageKind;
    messageKind = CONTINUATION;
    if (messageBytes > limits.textBytesMax())
      return rejected(
          ErrorCode.TOO_LARGE,
          "a frame must be at most %d bytes, was %d"
              .formatted(limits.textBytesMax(), messageBytes));
    if (kind == BINARY)
      return rejected(ErrorCode.INVALID_FRAME, "a frame must be text, was binary");
    return new Inbound.Text(text());
  }

  private String text() throws ViolationException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(message.toByteArray()))
          .toString();
    } catch (CharacterCodingException broken) {
      throw new ViolationException(Closing.INVALID_TEXT, "a text must be UTF-8");
    }
  }

  private static byte[] unmasked(byte[] bytes, byte[] mask) {
    for (int i = 0; i < bytes.length; i++) bytes[i] ^= mask[i & 3];
    return bytes;
  }

  private static Inbound rejected(ErrorCode code, String rule) {
    return new Inbound.Rejected(new ApexException(code, rule));
  }

  private static ViolationException violation(String rule) {
    return new ViolationException(Closing.PROTOCOL_ERROR, rule);
  }
}
