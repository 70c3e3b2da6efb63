package apex.backend.report;

import java.util.regex.Pattern;

/// Writes markup that is HTML and well-formed XML at once. Every text and every attribute is
/// escaped on its way in; there is no other way in.
final class Markup {
  /// What XML forbids: control characters but tab and line ends, and halves of surrogate pairs.
  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]|\\p{Cs}|[\\uFFFE\\uFFFF]");

  private final StringBuilder out = new StringBuilder();

  /// Begins an element.
  ///
  /// @param attributes names and values by turns
  Markup open(String element, Object... attributes) {
    tag(element, attributes);
    out.append('>');
    return this;
  }

  Markup close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  /// An element without content.
  Markup empty(String element, Object... attributes) {
    tag(element, attributes);
    out.append("/>");
    return this;
  }

  /// An element that holds nothing but text.
  Markup leaf(String element, String text, Object... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  Markup newLine() {
    out.append('\n');
    return this;
  }

  /// Our own style sheet, whose bytes a policy names: it holds nothing that would be escaped but
  /// quotes, which both HTML and XML leave alone here.
  Markup sheet(String css) {
    if (css.contains("<") || css.contains("&"))
      throw new IllegalArgumentException("a style sheet must not hold markup");
    out.append("<style>").append(css).append("</style>");
    return this;
  }

  private void tag(String element, Object... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2)
      out.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(String.valueOf(attributes[i + 1])))
          .append('"');
  }

  static String escaped(String text) {
    return FORBIDDEN
        .matcher(text)
        .replaceAll("\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
