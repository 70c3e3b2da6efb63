package apex.backend.ingestion;

/// A foreign text made safe to show: cut, and with control characters escaped so that it cannot
/// steer a terminal or forge a log line.
final class Shown {
  private static final int CHARS_MAX = 60;

  private Shown() {}

  static String of(String text) {
    var shown = new StringBuilder();
    var cut = Math.min(text.length(), CHARS_MAX);
    for (int i = 0; i < cut; i++) append(shown, text.charAt(i));
    return text.length() > CHARS_MAX ? shown.append('…').toString() : shown.toString();
  }

  /// As [#of(String)], of bytes that need not be text.
  static String of(byte[] bytes, int offset, int length) {
    var cut = new String(bytes, offset, Math.min(length, CHARS_MAX + 1), Lines.LATIN);
    return of(cut);
  }

  private static void append(StringBuilder shown, char c) {
    if (c < ' ' || (c >= 0x7f && c <= 0x9f) || steers(c))
      shown.append("\\u%04x".formatted((int) c));
    else shown.append(c);
  }

  /// Line and paragraph ends, directions and halves of surrogate pairs.
  private static boolean steers(char c) {
    return c == 0xfeff
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || Character.isSurrogate(c);
  }
}
