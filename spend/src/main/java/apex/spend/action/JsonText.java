package apex.spend.action;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes trees of maps, lists, texts, numbers and truth values as JSON (RFC 8259).
final class JsonText {
  private JsonText() {}

  /// Two spaces for each level.
  static String of(Object tree) {
    var out = new StringBuilder();
    write(out, tree, 0, true);
    return out.toString();
  }

  /// In one line.
  static String line(Object tree) {
    var out = new StringBuilder();
    write(out, tree, 0, false);
    return out.toString();
  }

  /// A text in quotes; what is not printable is escaped, so that it is a YAML 1.2 double-quoted
  /// scalar and a Python literal too.
  ///
  /// @throws Withheld for half of a surrogate pair, which is no text
  static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '"' || point == '\\') out.append('\\').appendCodePoint(point);
      else if (printable(point)) out.appendCodePoint(point);
      else out.append(String.format(Locale.ROOT, "\\u%04x", point));
    }
    return out.append('"').toString();
  }

  private static boolean printable(int point) {
    if (point >= 0xd800 && point <= 0xdfff)
      throw new Withheld("a name holds half of a character, which no text format can hold");
    return point >= 0x20 && point <= 0x7e
        || point >= 0xa0 && point != 0x2028 && point != 0x2029 && point != 0xfeff && point < 0xfffe
        || point > 0xffff;
  }

  private static void write(StringBuilder out, Object tree, int depth, boolean broken) {
    switch (tree) {
      case Map<?, ?> map -> {
        var parts = new ArrayList<Runnable>();
        map.forEach((key, value) ->
            parts.add(() -> {
              out.append(quoted(key.toString())).append(": ");
              write(out, value, depth + 1, broken);
            }));
        block(out, parts, "{}", depth, broken);
      }
      case List<?> list -> {
        var parts = new ArrayList<Runnable>();
        for (var value : list) parts.add(() -> write(out, value, depth + 1, broken));
        block(out, parts, "[]", depth, broken);
      }
      default -> out.append(scalar(tree));
    }
  }

  private static void block(
      StringBuilder out, List<Runnable> parts, String ends, int depth, boolean broken) {
    out.append(ends.charAt(0));
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) out.append(broken ? "," : ", ");
      if (broken) out.append('\n').repeat("  ", depth + 1);
      parts.get(i).run();
    }
    if (broken && !parts.isEmpty()) out.append('\n').repeat("  ", depth);
    out.append(ends.charAt(1));
  }

  static String scalar(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case BigDecimal number -> number.toPlainString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    };
  }
}
