package apex.ops.audit.output;

import apex.ops.audit.graph.Cycle;
import apex.ops.audit.rule.Finding;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Locale;

/// One page that needs nothing else: no script, no address outside.
public final class HtmlReport {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
      table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
      code{font-size:.9em}.error{color:#b00020}.warning{color:#8a5a00}.note{color:#555}svg{display:block;max-width:100%;height:auto}.count{white-space:nowrap;margin-right:1rem}td:nth-child(3){overflow-wrap:anywhere;min-width:9rem}
      @media(prefers-color-scheme:dark){body{color:#eee;background:#161616}td,th{border-color:#333}.error{color:#ff8a80}.warning{color:#ffcf70}.note{color:#aaa}}
      """;

  private HtmlReport() {}

  public static void write(Shown shown, PrintStream out) {
    var score = shown.report().score();
    out.println(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
    out.println("<title>Audit</title><style>" + STYLE + "</style><h1>Audit</h1>");
    out.println(
        String.format(
            Locale.ROOT,
            "<p>%d of %d files are clean (%.2f&nbsp;%%); %d skipped, %d unreadable.</p>",
            score.clean(),
            score.files(),
            score.value() * 100,
            shown.report().skipped().size(),
            shown.report().unreadable()));
    if (shown.before().isPresent()) out.println("<p>" + safe(shown.trend()) + ".</p>");
    rules(shown, out);
    out.println("<h2>Findings</h2><table><tr><th>severity<th>rule<th>where<th>what");
    shown.fresh().forEach(finding -> out.println(row(finding)));
    out.println("</table>");
    shown.report().cycles().forEach(cycle -> drawing(cycle, out));
    out.println("<h2>Skipped</h2><table><tr><th>path<th>why");
    shown
        .report()
        .skipped()
        .forEach(skip ->
            out.println(
                "<tr><td><code>" + safe(skip.path()) + "</code><td>" + safe(skip.reason())));
    out.println("</table></html>");
  }

  private static void rules(Shown shown, PrintStream out) {
    if (shown.report().score().byRule().isEmpty()) return;
    out.println("<p>");
    shown
        .report()
        .score()
        .byRule()
        .forEach((rule, count) ->
            out.println(
                "<span class=\"count\"><code>%s</code> %d</span>".formatted(safe(rule), count)));
    out.println("</p>");
  }

  private static String row(Finding finding) {
    var word = finding.severity().word();
    var place = finding.locations().getFirst();
    return "<tr><td class=\"%s\">%s<td><code>%s</code><td><code>%s:%d</code><td>%s<br><small>%s</small>"
        .formatted(
            word,
            word,
            safe(finding.rule()),
            safe(place.path()),
            place.line(),
            safe(finding.message()),
            safe(finding.fix()));
  }

  private static void drawing(Cycle cycle, PrintStream out) {
    out.println(
        "<h2>A cycle of %d modules (%s)</h2>"
            .formatted(cycle.modules().size(), cycle.kind().word()));
    out.println(new CycleDrawing(cycle).svg());
    out.println("<ul>");
    var told = new HashSet<String>();
    for (var edge : cycle.cut())
      if (told.add(edge.path() + edge.line()))
        out.println(
            "<li>cut <code>%s:%d</code>: <code>%s</code> imports <code>%s</code>"
                .formatted(safe(edge.path()), edge.line(), safe(edge.from()), safe(edge.to())));
    out.println("</ul>");
  }

  static String safe(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
