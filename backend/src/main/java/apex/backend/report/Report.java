package apex.backend.report;

import apex.edge.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/// Writes the report of an answer. Deterministic: the same answer in the same form is the same
/// bytes.
public final class Report {
  private static final String SCHEMA = "https://netra-apex.invalid/protocol/report.schema.json";

  private Report() {}

  /// In UTF-8.
  public static byte[] write(Answered answered, ReportForm form) {
    var text =
        switch (form) {
          case MARKDOWN -> MarkdownForm.write(Composition.of(answered));
          case HTML -> HtmlForm.write(Composition.of(answered));
          case CSV -> CsvForm.write(Composition.of(answered));
          case JSON -> json(answered);
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Such as `apex-report-4be0643f.html`.
  public static String fileName(Answered answered, ReportForm form) {
    return "apex-report-%s.%s".formatted(answered.run().toString().substring(0, 8), form.ending());
  }

  /// The answer as it was kept, with what it answers.
  private static String json(Answered answered) {
    var report = new LinkedHashMap<String, Object>();
    report.put("$schema", SCHEMA);
    report.put("type", "report");
    report.put("run_id", answered.run());
    report.put("question", answered.question());
    report.put("answered_at", answered.at());
    answered.kept().forEachEntry(report::put);
    return Json.write(report) + "\n";
  }
}
