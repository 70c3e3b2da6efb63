package apex.ops.audit.output;

import apex.ops.audit.graph.Cycle;
import apex.ops.audit.rule.Finding;
import java.io.OutputStream;

/// A report as one JSON object: docs/protocol/audit.schema.json.
public final class JsonReport {
  private JsonReport() {}

  public static void write(Shown shown, OutputStream out) {
    var report = shown.report();
    try (var json = new JsonText(out)) {
      json.open('{').name("tool").text("apex audit").name("version").text(shown.version());
      json.name("files").open('{').name("scanned").number(report.scanned());
      json.name("skipped")
          .number(report.skipped().size())
          .name("unreadable")
          .number(report.unreadable())
          .close('}');
      json.name("duration_ms").number(shown.millis());
      score(json, shown);
      json.name("findings").open('[');
      report.findings().forEach(finding -> finding(json, finding));
      json.close(']').name("cycles").open('[');
      report.cycles().forEach(cycle -> cycle(json, cycle));
      json.close(']').name("imports").open('{').name("eager").number(report.imports().eager());
      json.name("lazy")
          .number(report.imports().lazy())
          .name("typing")
          .number(report.imports().typing())
          .close('}');
      baseline(json, shown);
      json.name("skipped_files").open('[');
      for (var skip : report.skipped())
        json.open('{').name("path").text(skip.path()).name("reason").text(skip.reason()).close('}');
      json.close(']').close('}').line();
    }
  }

  private static void baseline(JsonText json, Shown shown) {
    shown
        .known()
        .ifPresent(known -> {
          json.name("baseline").open('{').name("known").number(known.size());
          json.name("new")
              .number(shown.fresh().size())
              .name("gone")
              .number(shown.gone())
              .close('}');
        });
  }

  private static void score(JsonText json, Shown shown) {
    var score = shown.report().score();
    json.name("score").open('{').name("value").number(score.value());
    json.name("clean_files").number(score.clean()).name("files").number(score.files());
    json.name("by_rule").open('{');
    score.byRule().forEach((rule, count) -> json.name(rule).number(count));
    json.close('}').name("by_folder").open('{');
    score
        .byFolder()
        .forEach((folder, share) ->
            json.name(folder)
                .open('{')
                .name("clean_files")
                .number(share.clean())
                .name("files")
                .number(share.files())
                .close('}'));
    json.close('}');
    shown
        .before()
        .ifPresent(its -> {
          json.name("baseline").open('{').name("value").number(its.value());
          json.name("clean_files").number(its.clean()).name("files").number(its.files());
          json.close('}');
        });
    json.close('}');
  }

  static void finding(JsonText json, Finding finding) {
    json.open('{')
        .name("rule")
        .text(finding.rule())
        .name("severity")
        .text(finding.severity().word());
    json.name("message")
        .text(finding.message())
        .name("symbol")
        .text(finding.symbol())
        .name("locations")
        .open('[');
    for (var place : finding.locations())
      json.open('{').name("path").text(place.path()).name("line").number(place.line()).close('}');
    json.close(']').name("fix").text(finding.fix()).close('}');
  }

  private static void cycle(JsonText json, Cycle cycle) {
    json.open('{').name("kind").text(cycle.kind().word()).name("modules").open('[');
    cycle.modules().forEach(json::text);
    json.close(']').name("cut").open('[');
    for (var edge : cycle.cut())
      json.open('{')
          .name("path")
          .text(edge.path())
          .name("line")
          .number(edge.line())
          .name("from")
          .text(edge.from())
          .name("to")
          .text(edge.to())
          .close('}');
    json.close(']').name("cut_is_minimum").truth(cycle.exact()).close('}');
  }
}
