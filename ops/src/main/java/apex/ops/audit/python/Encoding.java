package apex.ops.audit.python;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Brings source to UTF-8: a byte order mark, the declaration of PEP 263 in the first two lines, or
/// UTF-8. A zero byte or one that its encoding does not know makes the file unreadable.
///
/// @param from where the text begins
record Encoding(byte[] bytes, int from, int length) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Pattern DECLARED =
      Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-\\w.]+)");
  private static final Pattern BLANK = Pattern.compile("^[ \\t\\f]*(#.*)?$");

  /// Python's names for encodings that Java calls otherwise.
  private static final Map<String, String> JAVA_NAMES =
      Map.ofEntries(
          Map.entry("latin", "iso-8859-1"),
          Map.entry("latin1", "iso-8859-1"),
          Map.entry("latin-1", "iso-8859-1"),
          Map.entry("iso-latin-1", "iso-8859-1"),
          Map.entry("l1", "iso-8859-1"),
          Map.entry("latin-2", "iso-8859-2"),
          Map.entry("latin-9", "iso-8859-15"),
          Map.entry("latin-15", "iso-8859-15"),
          Map.entry("latin9", "iso-8859-15"),
          Map.entry("ascii", "us-ascii"),
          Map.entry("646", "us-ascii"),
          Map.entry("u8", "utf-8"),
          Map.entry("utf8", "utf-8"),
          Map.entry("cp65001", "utf-8"),
          Map.entry("euc-jis-2004", "x-euc-jp-linux"),
          Map.entry("shift-jis-2004", "x-sjis_0213"),
          Map.entry("mac-roman", "x-macroman"),
          Map.entry("macroman", "x-macroman"),
          Map.entry("mac-cyrillic", "x-maccyrillic"),
          Map.entry("cp949", "x-windows-949"),
          Map.entry("uhc", "x-windows-949"),
          Map.entry("cp932", "windows-31j"),
          Map.entry("ms932", "windows-31j"),
          Map.entry("cp936", "gbk"),
          Map.entry("cp950", "x-windows-950"),
          Map.entry("cp874", "x-ibm874"),
          Map.entry("johab", "x-johab"));

  static Encoding of(byte[] bytes, int length) throws Unparsable {
    boolean marked =
        length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    var declared = declared(bytes, marked ? 3 : 0, length);
    boolean ascii = plain(bytes, length);
    if (utf8(declared)) {
      if (!ascii) check(bytes, length);
      return new Encoding(bytes, marked ? 3 : 0, length);
    }
    if (marked) throw new Unparsable(1, "encoding problem: " + declared + " with a UTF-8 mark");
    return decoded(bytes, length, declared);
  }

  private static boolean utf8(String declared) {
    return declared.isEmpty() || declared.equals("utf-8") || declared.startsWith("utf-8-");
  }

  /// Whether all is ASCII. Refuses a zero byte.
  private static boolean plain(byte[] bytes, int length) throws Unparsable {
    long seen = 0;
    long zero = 0;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      var eight = (long) LONGS.get(bytes, i);
      seen |= eight;
      zero |= eight - 0x0101010101010101L & ~eight;
    }
    for (; i < length; i++) {
      seen |= bytes[i] & 0x80;
      if (bytes[i] == 0) zero = -1;
    }
    // borrows between bytes can raise a false alarm, never hide a zero
    if ((zero & 0x8080808080808080L) != 0) refuseZero(bytes, length);
    return (seen & 0x8080808080808080L) == 0;
  }

  private static void refuseZero(byte[] bytes, int length) throws Unparsable {
    int line = 1;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') line++;
      if (bytes[i] == 0) throw new Unparsable(line, "source code cannot contain null bytes");
    }
  }

  private static void check(byte[] bytes, int length) throws Unparsable {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
    } catch (CharacterCodingException broken) {
      throw new Unparsable(firstBroken(bytes, length), "it is not UTF-8 and declares no encoding");
    }
  }

  private static int firstBroken(byte[] bytes, int length) {
    var input = ByteBuffer.wrap(bytes, 0, length);
    var output = java.nio.CharBuffer.allocate(length + 1);
    StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
    int line = 1;
    for (int i = 0; i < input.position(); i++) if (bytes[i] == '\n') line++;
    return line;
  }

  private static Encoding decoded(byte[] bytes, int length, String declared) throws Unparsable {
    try {
      var charset = Charset.forName(JAVA_NAMES.getOrDefault(declared, declared));
      var text = charset.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      var utf8 = text.getBytes(StandardCharsets.UTF_8);
      return new Encoding(utf8, 0, utf8.length);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new Unparsable(1, "unknown encoding: " + declared);
    } catch (CharacterCodingException broken) {
      throw new Unparsable(1, "it is not " + declared + ", which it declares");
    }
  }

  /// The declared encoding in Python's normal form, or empty.
  private static String declared(byte[] bytes, int from, int length) {
    var first = line(bytes, from, length);
    var found = match(text(bytes, from, first));
    if (!found.isEmpty()) return found;
    if (!BLANK.matcher(text(bytes, from, first)).find()) return "";
    int next = first;
    if (next < length && bytes[next++] == '\r' && next < length && bytes[next] == '\n') next++;
    return match(text(bytes, next, line(bytes, next, length)));
  }

  private static int line(byte[] bytes, int from, int length) {
    int end = from;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r') end++;
    return end;
  }

  private static String text(byte[] bytes, int from, int to) {
    if (from >= to) return "";
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String match(String line) {
    if (line.indexOf("coding") < 0) return "";
    var found = DECLARED.matcher(line);
    if (!found.find()) return "";
    var name = found.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
    if (name.equals("utf-8") || name.startsWith("utf-8-")) return "utf-8";
    return name.equals("utf8") ? "utf-8" : name;
  }
}
