package apex.spend.action;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes the trees that [JsonText] writes as YAML 1.2 in block style. A text is in quotes unless
/// it can be taken for nothing else.
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

  /// Words that YAML 1.1 or 1.2 reads as something else than text.
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  private YamlText() {}

  static String of(Object tree) {
    var out = new StringBuilder();
    block(out, tree, 0);
    return out.toString();
  }

  private static void block(StringBuilder out, Object tree, int depth) {
    switch (tree) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            out.repeat("  ", depth).append(text(key.toString())).append(':');
            nested(out, value, depth);
          });
      case List<?> list -> {
        for (var value : list) item(out, value, depth);
      }
      default -> out.append(scalar(tree)).append('\n');
    }
  }

  private static void nested(StringBuilder out, Object value, int depth) {
    if (leaf(value)) out.append(' ').append(scalar(value)).append('\n');
    else {
      out.append('\n');
      block(out, value, depth + 1);
    }
  }

  /// The first line of what it holds stands behind the dash.
  private static void item(StringBuilder out, Object value, int depth) {
    if (leaf(value)) {
      out.repeat("  ", depth).append("- ").append(scalar(value)).append('\n');
      return;
    }
    var inner = new StringBuilder();
    block(inner, value, depth + 1);
    out.repeat("  ", depth).append("- ").append(inner.substring(2 * (depth + 1)));
  }

  private static boolean leaf(Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.isEmpty();
      case List<?> list -> list.isEmpty();
      default -> true;
    };
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Map<?, ?> empty -> "{}";
      case List<?> empty -> "[]";
      case String text -> text(text);
      default -> JsonText.scalar(value);
    };
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : JsonText.quoted(text);
  }
}
