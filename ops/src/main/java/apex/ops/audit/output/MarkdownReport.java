package apex.ops.audit.output;

import apex.ops.audit.rule.Finding;
import java.io.PrintStream;
import java.util.Locale;

/// A page for a pull request.
public final class MarkdownReport {
  private MarkdownReport() {}

  public static void write(Shown shown, PrintStream out) {
    var score = shown.report().score();
    out.println("# Audit\n");
    out.println(
        String.format(
            Locale.ROOT,
            "%d of %d files are clean (%.2f %%); %d skipped, %d unreadable.%n",
            score.clean(),
            score.files(),
            score.value() * 100,
            shown.report().skipped().size(),
            shown.report().unreadable()));
    shown
        .known()
        .ifPresent(known ->
            out.println(
                "%d new, %d known to the baseline, %d of it gone.\n"
                    .formatted(shown.fresh().size(), known.size(), shown.gone())));
    if (shown.before().isPresent()) out.println(shown.trend() + ".\n");
    if (!shown.fresh().isEmpty())
      out.println("| severity | rule | where | what |\n| --- | --- | --- | --- |");
    shown.fresh().forEach(finding -> out.println(row(finding)));
    for (var cycle : shown.report().cycles()) {
      out.println(
          "\n## A cycle of %d modules (%s)\n"
              .formatted(cycle.modules().size(), cycle.kind().word()));
      for (var edge : cycle.cut())
        out.println(
            "- cut `%s:%d`: %s imports %s"
                .formatted(code(edge.path()), edge.line(), edge.from(), edge.to()));
    }
    if (!shown.report().skipped().isEmpty()) {
      out.println("\n## Skipped\n");
      shown
          .report()
          .skipped()
          .forEach(skip -> out.println("- `%s`: %s".formatted(code(skip.path()), skip.reason())));
    }
  }

  private static String row(Finding finding) {
    var place = finding.locations().getFirst();
    return "| %s | `%s` | `%s:%d` | %s |"
        .formatted(
            finding.severity().word(),
            finding.rule(),
            code(place.path()),
            place.line(),
            cell(finding.message()));
  }

  /// Inside backticks, in a cell of a table.
  private static String code(String path) {
    return path.replace("`", "'").replace("|", "\\|").replaceAll("\\p{Cntrl}", "?");
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;");
  }
}
