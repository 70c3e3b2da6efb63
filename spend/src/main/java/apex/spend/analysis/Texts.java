package apex.spend.analysis;

import java.util.Locale;

/// Words for numbers, and text made safe for the files we hand out.
final class Texts {
  private Texts() {}

  /// A share as percent with one decimal, such as `48.2 %`.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// A YAML double-quoted scalar: names come from usage data and may hold anything.
  static String yaml(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(point -> {
          if (point == '"' || point == '\\') quoted.append('\\').appendCodePoint(point);
          else if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029)
            quoted.append(String.format(Locale.ROOT, "\\u%04x", point));
          else quoted.appendCodePoint(point);
        });
    return quoted.append('"').toString();
  }
}
