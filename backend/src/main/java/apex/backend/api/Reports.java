package apex.backend.api;

import apex.backend.chat.Answers;
import apex.backend.report.Answered;
import apex.backend.report.Report;
import apex.backend.report.ReportForm;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.identity.Permission;
import apex.kernel.run.RunId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// `GET /api/runs/{id}/report?format`: an answer as a document to keep.
final class Reports {
  private final Answers answers;
  private final Callers callers;

  Reports(Answers answers, Callers callers) {
    this.answers = answers;
    this.callers = callers;
  }

  /// The report in JSON: every field of the answer beside these.
  record Kept(String type, RunId runId, String question, Instant answeredAt) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/runs/{id}/report",
                Endpoint.Access.TOKEN,
                "The answer of one of the caller's runs as a document; 409 while it has none",
                this::report)
            .asking("format", ReportForm.words() + "; else by Accept, else markdown")
            .answers(200, Kept.class)
            .orText(texts()));
  }

  private static List<String> texts() {
    return Arrays.stream(ReportForm.values())
        .filter(form -> form != ReportForm.JSON)
        .map(ReportForm::mediaType)
        .toList();
  }

  private Response report(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    var id = request.parameter("id", RunId::parse);
    var form = request.query("format", ReportForm::parse).orElseGet(() -> accepted(request));
    return response(answers.find(identity, id), form);
  }

  private static ReportForm accepted(Request request) {
    return Arrays.stream(ReportForm.values())
        .filter(form -> request.accepts(form.mediaType()))
        .findFirst()
        .orElse(ReportForm.MARKDOWN);
  }

  private static Response response(Answered answered, ReportForm form) {
    return Response.of(200, contentType(form), Report.write(answered, form))
        .with(
            "Content-Disposition",
            "attachment; filename=\"%s\"".formatted(Report.fileName(answered, form)));
  }

  private static String contentType(ReportForm form) {
    return form == ReportForm.JSON ? form.mediaType() : form.mediaType() + "; charset=utf-8";
  }
}
