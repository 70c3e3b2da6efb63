package apex.backend.ingestion;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The lines of a stream, one at a time, in memory bounded by the longest line allowed: what is
/// longer is skipped to its end and told as too long. Used by one thread.
final class Lines {
  static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final int CHUNK_BYTES = 64 * 1024;

  private final InputStream in;
  private final int lineBytesMax;
  private final CharsetDecoder strict =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int from;
  private int to;
  private boolean ended;

  private byte[] kept = new byte[1024];
  private byte[] bytes = kept;
  private int offset;
  private int length;
  private boolean tooLong;
  private long number;

  Lines(InputStream in, int lineBytesMax) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
  }

  /// The file's first bytes, at most 64 KiB, none of them taken. Call before the first [#next].
  byte[] opening() throws IOException {
    while (!ended && to < chunk.length) fill();
    return Arrays.copyOfRange(chunk, from, to);
  }

  /// Passes over the first bytes of the file, such as a byte order mark.
  void skip(int count) {
    from += count;
  }

  /// What was not taken yet, as bytes, for a reader that knows no lines. Call instead of [#next].
  InputStream rest() {
    return new SequenceInputStream(new ByteArrayInputStream(chunk, from, to - from), in);
  }

  /// Moves to the next line; false at the end of the file.
  boolean next() throws IOException {
    if (from == to && !refill()) return false;
    number++;
    tooLong = false;
    var end = lineEnd();
    if (end < to) take(chunk, from, end - from);
    else gather();
    from = Math.min(lineEnd() + 1, to);
    dropCarriageReturn();
    return true;
  }

  long number() {
    return number;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  boolean blank() {
    for (int i = offset; i < offset + length; i++)
      if (bytes[i] != ' ' && bytes[i] != '\t') return false;
    return !tooLong;
  }

  /// The line as text, or the refusal of a line that is too long, holds NUL or is not UTF-8.
  String text() {
    if (tooLong)
      throw refusal(
          RejectionReason.LINE_TOO_LONG, "a line of at most %,d bytes".formatted(lineBytesMax));
    var plain = true;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == 0) throw refusal(RejectionReason.NUL_BYTE, "text without NUL bytes");
      plain &= bytes[i] > 0;
    }
    return plain ? new String(bytes, offset, length, LATIN) : decoded();
  }

  private String decoded() {
    try {
      return strict.decode(ByteBuffer.wrap(bytes, offset, length)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw refusal(RejectionReason.BAD_ENCODING, "text in UTF-8");
    }
  }

  private RefusedRow refusal(RejectionReason reason, String rule) {
    return new RefusedRow(reason, Rejection.WHOLE_LINE, Shown.of(bytes, offset, length), rule);
  }

  /// Collects a line that reaches over the end of a chunk.
  private void gather() throws IOException {
    var size = 0;
    do {
      var piece = lineEnd() - from;
      var fitting = Math.min(piece, lineBytesMax + 1 - size);
      size = keep(size, fitting);
      tooLong |= fitting < piece || size > lineBytesMax;
      from += piece;
    } while (from == to && refill());
    take(kept, 0, size);
  }

  private int keep(int size, int count) {
    if (size + count > kept.length)
      kept =
          Arrays.copyOf(kept, Math.max(size + count, Math.min(kept.length * 2, lineBytesMax + 1)));
    System.arraycopy(chunk, from, kept, size, count);
    return size + count;
  }

  private void take(byte[] source, int start, int count) {
    bytes = source;
    offset = start;
    length = count;
    tooLong |= count > lineBytesMax;
  }

  private void dropCarriageReturn() {
    if (length > 0 && bytes[offset + length - 1] == '\r') length--;
  }

  private int lineEnd() {
    for (int i = from; i < to; i++) if (chunk[i] == '\n') return i;
    return to;
  }

  private boolean refill() throws IOException {
    from = 0;
    to = 0;
    while (!ended && to == 0) fill();
    return to > 0;
  }

  private void fill() throws IOException {
    var read = in.read(chunk, to, chunk.length - to);
    if (read < 0) ended = true;
    else to += read;
  }
}
