package apex.ops.doctor;

import apex.kernel.health.Verdict;
import apex.ops.doctor.probe.Observation;
import apex.ops.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A diagnosis for a person at a terminal: the causes first, then every service, then what is not
/// to blame. No line is longer than the terminal is wide.
final class DiagnosisView {
  private static final int STATE = 9;
  private static final int LAYERS = 5;
  private static final int MILLIS = 7;
  private static final int WORDS_MIN = 16;

  private final Diagnosis diagnosis;
  private final Terminal terminal;
  private final int width;

  DiagnosisView(Diagnosis diagnosis, Terminal terminal) {
    this.diagnosis = diagnosis;
    this.terminal = terminal;
    this.width = terminal.columns();
  }

  List<String> lines(boolean why) {
    var lines = new ArrayList<String>();
    lines.add(headline());
    lines.addAll(causes());
    lines.add("");
    lines.addAll(table());
    lines.addAll(exonerated());
    if (why) lines.addAll(chains());
    lines.add("");
    lines.addAll(wrapped(proof(), ""));
    return lines;
  }

  private String headline() {
    var where =
        diagnosis.topology().origin()
            + diagnosis.environment().map(name -> " (" + name + ")").orElse("");
    return terminal.bold(cut("%s: %s".formatted(where, diagnosis.overall()), width));
  }

  private List<String> causes() {
    var lines = new ArrayList<String>();
    int n = 0;
    for (var cause : diagnosis.causes()) {
      lines.add("");
      var optional = cause.finding().target().optional() ? " (optional)" : "";
      var head =
          "CAUSE %d  %s%s is %s".formatted(++n, cause.finding().name(), optional, cause.words());
      var folded = wrapped(head, "         ");
      lines.add(coloured(cause.finding().verdict(), folded.getFirst()));
      lines.addAll(folded.subList(1, folded.size()));
      lines.addAll(wrapped("         Try: " + cause.remedy(), "              "));
    }
    return lines;
  }

  private List<String> table() {
    int name = diagnosis.findings().stream().mapToInt(f -> f.name().length()).max().orElse(7);
    name =
        Math.min(Math.max(name, 7), Math.max(7, width - STATE - LAYERS - MILLIS - WORDS_MIN - 8));
    var lines = new ArrayList<String>();
    lines.add(
        terminal.bold(
            row(name, "SERVICE", "STATE", "RCTPA", "MS", "WHAT WAS SEEN").stripTrailing()));
    for (var finding : diagnosis.findings())
      lines.add(coloured(finding.verdict(), row(name, finding).stripTrailing()));
    return lines;
  }

  private String row(int name, Finding finding) {
    var ms = finding.examined().seen().took().toNanos() / 1e6;
    return row(
        name,
        finding.name(),
        finding.verdict().label(),
        layers(finding),
        String.format(Locale.ROOT, "%.1f", ms),
        seen(finding));
  }

  private String row(
      int name, String service, String state, String layers, String ms, String words) {
    var fixed =
        String.format(
            Locale.ROOT,
            "%-" + name + "s  %-" + STATE + "s  %-" + LAYERS + "s %" + MILLIS + "s  ",
            cut(service, name),
            state,
            layers,
            ms);
    return fixed + cut(words, Math.max(1, width - fixed.length()));
  }

  /// One letter a layer (resolve, connect, TLS, protocol, application): `.` passed, `x` failed, `?`
  /// not asked, a blank when it was not reached.
  private static String layers(Finding finding) {
    var marks = new char[] {' ', ' ', ' ', ' ', ' '};
    for (var seen : finding.examined().seen().observations())
      marks[seen.layer().ordinal()] =
          switch (seen.mark()) {
            case PASSED -> '.';
            case FAILED -> 'x';
            case NOT_ASKED -> '?';
          };
    return new String(marks);
  }

  private static String seen(Finding finding) {
    return finding
        .verdict()
        .trouble()
        .orElseGet(() ->
            finding.examined().seen().observations().stream()
                .filter(Observation::passed)
                .reduce((_, last) -> last)
                .map(Observation::evidence)
                .orElse(""));
  }

  private List<String> exonerated() {
    if (diagnosis.exonerated().isEmpty()) return List.of();
    var lines = new ArrayList<String>();
    lines.add("");
    for (var each : diagnosis.exonerated())
      lines.addAll(
          wrapped(
              "NOT TO BLAME  %s: %s".formatted(each.service(), each.words()), "              "));
    return lines;
  }

  private List<String> chains() {
    var lines = new ArrayList<String>();
    int n = 0;
    for (var chain : diagnosis.chains()) {
      lines.add("");
      lines.add(terminal.bold("WHY %d".formatted(++n)));
      var indent = "  ";
      for (var link : chain.links()) {
        var words = "%s is %s (%s)".formatted(link.service(), link.words(), link.onset());
        lines.addAll(
            wrapped(
                indent + words + (link.why().isEmpty() ? "" : ", " + link.why()), indent + "  "));
        indent = indent + "  ";
      }
      lines.add(indent + chain.end());
    }
    if (n == 0) lines.add("No cause: nothing is wrong.");
    return lines;
  }

  private String proof() {
    return String.format(
        Locale.ROOT,
        "Asked for real: %d services, %d addresses, %d connections, %,d bytes sent, %,d received, %.0f ms."
            + " Letters: resolve, connect, TLS, protocol, application; . passed, x failed, ? not asked.",
        diagnosis.findings().size(),
        diagnosis.addresses(),
        diagnosis.connections(),
        diagnosis.sent(),
        diagnosis.received(),
        diagnosis.took().toNanos() / 1e6);
  }

  private String coloured(Verdict verdict, String text) {
    return switch (verdict) {
      case Verdict.Healthy _ -> terminal.green(text);
      case Verdict.Degraded _ -> terminal.yellow(text);
      case Verdict.Unhealthy _ -> terminal.red(text);
      case Verdict.Unknown _, Verdict.Blocked _ -> terminal.yellow(text);
    };
  }

  /// Folded at blanks; lines after the first begin with `indent`.
  private List<String> wrapped(String text, String indent) {
    var lines = new ArrayList<String>();
    var rest = text;
    while (rest.length() > width) {
      int at = rest.lastIndexOf(' ', width);
      if (at <= indent.length()) at = width;
      lines.add(rest.substring(0, at).stripTrailing());
      rest = indent + rest.substring(at).strip();
    }
    lines.add(rest);
    return lines;
  }

  private static String cut(String text, int most) {
    var plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= most ? plain : plain.substring(0, Math.max(0, most - 1)) + "…";
  }

  /// Ready to be pasted into an issue.
  List<String> markdown() {
    var lines = new ArrayList<String>();
    lines.add(
        "**%s: %s** at %s"
            .formatted(
                escaped(diagnosis.topology().origin()),
                diagnosis.overall(),
                diagnosis.startedAt()));
    lines.add("");
    for (var cause : diagnosis.causes())
      lines.add(
          "- **%s** is %s. Try: %s"
              .formatted(cause.finding().name(), escaped(cause.words()), escaped(cause.remedy())));
    for (var each : diagnosis.exonerated())
      lines.add("- not to blame: %s (%s)".formatted(each.service(), escaped(each.words())));
    lines.add("");
    lines.add("| service | state | layers | ms | what was seen |");
    lines.add("| --- | --- | --- | ---: | --- |");
    for (var finding : diagnosis.findings()) lines.add(markdownRow(finding));
    for (var chain : diagnosis.chains()) {
      lines.add("");
      lines.add(
          chain.links().stream()
              .map(link -> "%s is %s".formatted(link.service(), escaped(link.words())))
              .collect(Collectors.joining(" ← ", "Why: ", " ← " + chain.end())));
    }
    lines.add("");
    lines.add(proof());
    return lines;
  }

  private static String markdownRow(Finding finding) {
    var layers =
        finding.examined().seen().observations().stream()
            .map(seen -> seen.layer().label() + " " + seen.mark().label().replace('_', ' '))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.1f | %s |",
        finding.name(),
        finding.verdict().label(),
        layers,
        finding.examined().seen().took().toNanos() / 1e6,
        escaped(seen(finding)));
  }

  private static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").replace("|", "\\|").replace("<", "&lt;");
  }
}
