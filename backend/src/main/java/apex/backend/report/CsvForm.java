package apex.backend.report;

import apex.backend.export.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The figures of a report as CSV (RFC 4180, lines ended by CRLF). Each line says whether the usage
/// is made up. A text that a spreadsheet would take for a formula gets an apostrophe before it.
final class CsvForm {
  private static final List<String> HEAD =
      List.of("id", "what", "value", "unit", "low", "high", "confidence", "evidence", "sample");

  /// What OWASP's page on CSV injection (read 2026-11-21) names as the beginnings of a formula.
  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r\\n]");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private CsvForm() {}

  static String write(Document document) {
    var lines = new ArrayList<String>();
    lines.add(Csv.record(HEAD));
    for (var figure : document.figures())
      lines.add(Csv.record(cells(figure, document.watermark().isPresent())));
    return String.join("\r\n", lines) + "\r\n";
  }

  private static List<String> cells(KeyFigure figure, boolean sample) {
    return List.of(
        safe(figure.id()),
        safe(figure.what()),
        safe(figure.value()),
        safe(figure.unit()),
        safe(figure.low()),
        safe(figure.high()),
        safe(figure.confidence()),
        safe(String.join(" ", figure.evidence())),
        Boolean.toString(sample));
  }

  /// A negative number stays one: it computes nothing.
  static String safe(String cell) {
    if (NUMBER.matcher(cell).matches()) return cell;
    return FORMULA.matcher(cell).find() ? "'" + cell : cell;
  }
}
