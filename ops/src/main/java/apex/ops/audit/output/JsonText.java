package apex.ops.audit.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Writes JSON as it goes, so that a list of any length needs no memory. Keeps the commas; the
/// caller keeps the brackets in pairs.
public final class JsonText implements AutoCloseable {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final byte[] buffer = new byte[64 << 10];
  private int used;
  private boolean comma;

  public JsonText(OutputStream out) {
    this.out = out;
  }

  public JsonText open(char bracket) {
    separate();
    put(bracket);
    comma = false;
    return this;
  }

  public JsonText close(char bracket) {
    put(bracket);
    comma = true;
    return this;
  }

  /// The name of a field; its value follows.
  public JsonText name(String name) {
    separate();
    quoted(name);
    put(':');
    comma = false;
    return this;
  }

  public JsonText text(String value) {
    separate();
    quoted(value);
    comma = true;
    return this;
  }

  public JsonText number(long value) {
    return raw(Long.toString(value));
  }

  public JsonText number(double value) {
    return raw(Double.toString(value));
  }

  public JsonText nothing() {
    return raw("null");
  }

  public JsonText truth(boolean value) {
    return raw(Boolean.toString(value));
  }

  private JsonText raw(String written) {
    separate();
    for (int i = 0; i < written.length(); i++) put(written.charAt(i));
    comma = true;
    return this;
  }

  /// Ends a line; the next value begins anew.
  public JsonText line() {
    put('\n');
    comma = false;
    return this;
  }

  private void separate() {
    if (comma) put(',');
  }

  private void quoted(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c >= 0x20 && c < 0x80) put(c);
      else if (c < 0x20 || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) escaped(c);
      else for (var each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) put(each);
    }
    put('"');
  }

  private void escaped(char c) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) put(HEX[c >> shift & 15]);
  }

  private void put(int each) {
    if (used == buffer.length) flush();
    buffer[used++] = (byte) each;
  }

  public void flush() {
    try {
      out.write(buffer, 0, used);
      used = 0;
      out.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
