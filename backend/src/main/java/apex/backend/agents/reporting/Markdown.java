package apex.backend.agents.reporting;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes Markdown. Text that comes from usage data is shown, never obeyed: what would be markup in
/// it is escaped.
public final class Markdown {
  private static final Pattern NUMBER =
      Pattern.compile("(over )?-?\\$?[0-9][0-9,.]*( %)?|under \\$0\\.01|no price|");

  private final StringBuilder text = new StringBuilder();

  public Markdown heading(String words) {
    return block("## " + words);
  }

  /// One level below [#heading].
  public Markdown part(String words) {
    return block("### " + words);
  }

  public Markdown title(String words) {
    return block("# " + words);
  }

  public Markdown paragraph(String words) {
    return block(words);
  }

  public Markdown note(String words) {
    return block("> " + words);
  }

  public Markdown bullets(List<String> lines) {
    return lines.isEmpty()
        ? this
        : block(lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n")));
  }

  public Markdown numbered(List<String> lines) {
    var numbered = new StringBuilder();
    for (int i = 0; i < lines.size(); i++)
      numbered.append(i == 0 ? "" : "\n").append(i + 1).append(". ").append(lines.get(i));
    return block(numbered.toString());
  }

  public Markdown table(List<String> head, List<List<String>> rows) {
    var lines = new StringBuilder(row(head));
    lines.append('\n').append(row(rulers(head.size(), rows)));
    rows.forEach(row -> lines.append('\n').append(row(row)));
    return block(lines.toString());
  }

  /// Columns of nothing but numbers are set to the right.
  private static List<String> rulers(int columns, List<List<String>> rows) {
    return IntStream.range(0, columns)
        .mapToObj(column ->
            rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches())
                ? "---:"
                : "---")
        .toList();
  }

  /// Fenced by more backticks than `code` holds in a row, so that it cannot end early.
  public Markdown code(String language, String code) {
    var fence = "```";
    while (code.contains(fence)) fence += "`";
    return block("%s%s\n%s\n%s".formatted(fence, language, code.stripTrailing(), fence));
  }

  /// Text from outside, made harmless: no markup, no entity, no address that becomes a link.
  public static String escaped(String text) {
    var plain = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    return plain
        .replaceAll("([\\\\`*_\\[\\]<>|#{}~&@])", "\\\\$1")
        .replaceAll("(?i)(www)\\.", "$1\\\\.")
        .replace("://", "\\://")
        .replaceAll("^([-+=])", "\\\\$1")
        .replaceAll("^(\\d+)([.)])(?= |$)", "$1\\\\$2");
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private Markdown block(String words) {
    if (!text.isEmpty()) text.append("\n\n");
    text.append(words);
    return this;
  }

  @Override
  public String toString() {
    return text.append('\n').toString();
  }
}
