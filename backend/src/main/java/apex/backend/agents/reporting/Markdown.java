package apex.backend.agents.reporting;

import java.util.List;
import java.util.stream.Collectors;

/// Writes Markdown. Text that comes from usage data is shown, never obeyed: what would be markup in
/// it is escaped.
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  Markdown heading(String words) {
    return block("## " + words);
  }

  Markdown paragraph(String words) {
    return block(words);
  }

  Markdown note(String words) {
    return block("> " + words);
  }

  Markdown bullets(List<String> lines) {
    return lines.isEmpty()
        ? this
        : block(lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n")));
  }

  Markdown numbered(List<String> lines) {
    var numbered = new StringBuilder();
    for (int i = 0; i < lines.size(); i++)
      numbered.append(i == 0 ? "" : "\n").append(i + 1).append(". ").append(lines.get(i));
    return block(numbered.toString());
  }

  Markdown table(List<String> head, List<List<String>> rows) {
    var lines = new StringBuilder(row(head));
    lines.append('\n').append(row(head.stream().map(_ -> "---").toList()));
    rows.forEach(row -> lines.append('\n').append(row(row)));
    return block(lines.toString());
  }

  Markdown code(String language, String code) {
    return block("```%s\n%s\n```".formatted(language, code.stripTrailing()));
  }

  /// A name from outside, made harmless.
  static String escaped(String name) {
    return name.replaceAll("([\\\\`*_\\[\\]<>|#{}])", "\\\\$1").replaceAll("\\s+", " ");
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
