package apex.ops.audit.output;

import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Severity;
import apex.ops.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// For a person: causes first (what cannot be read, then cycles and imports that fail, then what
/// follows), grouped by rule, the score last. Nothing is left out; places beyond the first few of a
/// finding are counted, and `--json` has them all.
public final class TextReport {
  private static final List<String> CAUSES =
      List.of(
          "unreadable-file",
          "import-above-root",
          "unresolved-import",
          "unresolved-attribute",
          "undefined-export",
          "import-cycle");
  private static final int PLACES_MAX = 4;

  private TextReport() {}

  public static void write(Shown shown, Terminal terminal) {
    var groups = new LinkedHashMap<String, List<Finding>>();
    for (var rule : CAUSES) groups.put(rule, new ArrayList<>());
    for (var finding : shown.fresh())
      groups.computeIfAbsent(finding.rule(), any -> new ArrayList<>()).add(finding);
    groups.values().removeIf(List::isEmpty);
    groups.forEach((rule, findings) -> group(rule, findings, terminal));
    summary(shown, terminal);
  }

  private static void group(String rule, List<Finding> findings, Terminal terminal) {
    var out = terminal.out();
    var severity = findings.getFirst().severity();
    out.println(
        coloured(
            terminal, severity, "%s: %s (%s)".formatted(severity.word(), rule, counts(findings))));
    for (var finding : findings) {
      out.println("  " + clean(finding.message()));
      finding.locations().stream()
          .limit(PLACES_MAX)
          .forEach(place ->
              out.println("    " + terminal.faint(clean(place.path()) + ":" + place.line())));
      if (finding.locations().size() > PLACES_MAX)
        out.println(
            terminal.faint(
                "    and %d more places".formatted(finding.locations().size() - PLACES_MAX)));
    }
    out.println("  Fix: " + findings.getFirst().fix());
    out.println();
  }

  /// How many, and how many of each severity when they differ.
  private static String counts(List<Finding> findings) {
    var by = new TreeMap<Severity, Integer>();
    for (var finding : findings) by.merge(finding.severity(), 1, Integer::sum);
    if (by.size() == 1) return "" + findings.size();
    var parts = new ArrayList<String>();
    by.forEach(
        (severity, count) -> parts.add(count + " " + severity.word() + (count == 1 ? "" : "s")));
    return findings.size() + ": " + String.join(", ", parts);
  }

  private static String coloured(Terminal terminal, Severity severity, String text) {
    return switch (severity) {
      case ERROR -> terminal.red(text);
      case WARNING -> terminal.yellow(text);
      case NOTE -> terminal.bold(text);
    };
  }

  private static void summary(Shown shown, Terminal terminal) {
    var report = shown.report();
    var score = report.score();
    var out = terminal.out();
    out.println(
        String.format(
            Locale.ROOT,
            "%s files clean (%.2f %%), %d skipped, %d unreadable, %d findings, %d ms",
            terminal.bold(score.clean() + " of " + score.files()),
            score.value() * 100,
            report.skipped().size(),
            report.unreadable(),
            report.findings().size(),
            shown.millis()));
    shown
        .known()
        .ifPresent(known ->
            out.println(
                "%d new, %d known to the baseline, %d of it gone"
                    .formatted(shown.fresh().size(), known.size(), shown.gone())));
    if (shown.before().isPresent()) out.println(shown.trend());
    if (!report.skipped().isEmpty())
      out.println(terminal.faint("What was skipped and why: --json, skipped_files."));
  }

  /// A path or name from source must not move the cursor.
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
