package apex.ops.view;

import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Markdown as a person reads it on a terminal: headings and emphasis styled, tables aligned, long
/// lines broken at the terminal's width, control characters removed. Without colours the marks of
/// emphasis stay, so that a file or a pipe gets Markdown. What stands under a heading follows it at
/// once.
final class MarkdownText {
  private static final Pattern ITEM = Pattern.compile("^(\\s*)([-*]|\\d+\\.)\\s+(.*)$");
  private static final Pattern RULER = Pattern.compile("^\\s*\\|?[\\s:|-]+\\|?\\s*$");
  private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern STRUCK = Pattern.compile("~~([^~]+)~~");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(#[^)]*\\)");

  /// A model or a route may be named anything; its name must not command the terminal.
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

  /// A name with an underscore is escaped for a renderer; a person reads it as it is.
  private static final Pattern ESCAPE = Pattern.compile("\\\\([\\\\`*_{}\\[\\]()#+.!|~<>&@:=-])");

  private final Terminal terminal;

  MarkdownText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(String markdown) {
    lines(markdown).forEach(terminal.out()::println);
  }

  List<String> lines(String markdown) {
    var lines = new ArrayList<String>();
    var table = new ArrayList<String>();
    boolean code = false;
    boolean underHeading = false;
    for (var line : CONTROL.matcher(markdown).replaceAll("").lines().toList()) {
      if (!code && line.strip().startsWith("|")) {
        table.add(line);
        underHeading = false;
        continue;
      }
      flush(table, lines);
      if (!code && line.isBlank() && underHeading) continue;
      underHeading = !code && line.startsWith("#");
      if (line.strip().startsWith("```")) code = !code;
      lines.addAll(code || line.strip().startsWith("```") ? List.of(line) : text(line));
    }
    flush(table, lines);
    return lines;
  }

  private void flush(List<String> table, List<String> lines) {
    if (table.isEmpty()) return;
    var rows =
        table.stream().filter(line -> !RULER.matcher(line).matches()).map(this::cells).toList();
    lines.addAll(new Table(rows.getFirst(), rows.subList(1, rows.size())).lines(terminal));
    table.clear();
  }

  private List<String> cells(String line) {
    var inner = line.strip().replaceAll("^\\||\\|$", "");
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
        .map(String::strip)
        .map(MarkdownText::bare)
        .toList();
  }

  private List<String> text(String line) {
    if (line.startsWith("#")) return List.of(heading(line));
    var item = ITEM.matcher(line);
    if (item.matches()) {
      var lead = item.group(1) + item.group(2) + " ";
      return wrapped(lead, " ".repeat(lead.length()), item.group(3));
    }
    return wrapped("", "", line);
  }

  private String heading(String line) {
    return terminal.colours() ? terminal.bold(bare(line.replaceFirst("^#+\\s*", ""))) : line;
  }

  private List<String> wrapped(String first, String later, String text) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(first);
    for (var word : text.strip().split("\\s+")) {
      if (line.length() > later.length() && line.length() + word.length() >= terminal.columns()) {
        lines.add(styled(line.toString().stripTrailing()));
        line = new StringBuilder(later);
      }
      line.append(word).append(' ');
    }
    lines.add(styled(line.toString().stripTrailing()));
    return lines;
  }

  private String styled(String line) {
    var plain = LINK.matcher(line).replaceAll("$1");
    if (!terminal.colours()) return unescaped(plain);
    var bold = BOLD.matcher(plain).replaceAll(found -> quoted(terminal.bold(found.group(1))));
    var struck = STRUCK.matcher(bold).replaceAll(found -> quoted(terminal.struck(found.group(1))));
    return unescaped(
        CODE.matcher(struck).replaceAll(found -> quoted(terminal.faint(found.group(1)))));
  }

  private static String unescaped(String text) {
    return ESCAPE.matcher(text).replaceAll("$1");
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  private static String bare(String text) {
    var unlinked = LINK.matcher(text).replaceAll("$1");
    return unescaped(CODE.matcher(BOLD.matcher(unlinked).replaceAll("$1")).replaceAll("$1"));
  }
}
