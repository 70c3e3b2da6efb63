package apex.ops.audit.output;

import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Location;
import apex.ops.audit.rule.Rule;
import apex.ops.audit.rule.Severity;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Collectors;

/// SARIF 2.1.0 (OASIS, 2020).
public final class SarifReport {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private SarifReport() {}

  public static void write(Shown shown, OutputStream out) {
    try (var json = new JsonText(out)) {
      json.open('{')
          .name("$schema")
          .text(SCHEMA)
          .name("version")
          .text("2.1.0")
          .name("runs")
          .open('[')
          .open('{');
      tool(json, shown);
      json.name("columnKind").text("utf16CodeUnits");
      json.name("results").open('[');
      var ids = shown.rules().get().stream().map(Rule::id).toList();
      var fresh = new java.util.HashSet<>(shown.fresh());
      for (var finding : shown.report().findings())
        result(json, finding, ids, shown.known().isPresent(), fresh.contains(finding));
      json.close(']').close('}').close(']').close('}').line();
    }
  }

  private static void tool(JsonText json, Shown shown) {
    json.name("tool").open('{').name("driver").open('{').name("name").text("apex audit");
    json.name("semanticVersion").text(shown.version()).name("rules").open('[');
    for (var rule : shown.rules().get()) {
      json.open('{').name("id").text(rule.id());
      json.name("shortDescription").open('{').name("text").text(rule.summary()).close('}');
      json.name("fullDescription").open('{').name("text").text(rule.explanation()).close('}');
      json.name("help").open('{').name("text").text(rule.fix()).close('}');
      json.name("defaultConfiguration")
          .open('{')
          .name("level")
          .text(rule.severity().word())
          .close('}')
          .close('}');
    }
    json.close(']').close('}').close('}');
  }

  private static void result(
      JsonText json, Finding finding, List<String> ids, boolean compared, boolean fresh) {
    json.open('{').name("ruleId").text(finding.rule());
    var index = ids.indexOf(finding.rule());
    if (index >= 0) json.name("ruleIndex").number(index);
    json.name("level").text(level(finding.severity()));
    json.name("message")
        .open('{')
        .name("text")
        .text(finding.message() + ". " + finding.fix())
        .close('}');
    json.name("locations").open('[');
    location(json, finding.locations().getFirst(), 0);
    json.close(']');
    if (finding.locations().size() > 1) {
      json.name("relatedLocations").open('[');
      for (int i = 1; i < finding.locations().size(); i++)
        location(json, finding.locations().get(i), i);
      json.close(']');
    }
    var keys =
        finding.keys().stream()
            .map(key -> key.from() + "|" + key.to() + "|" + key.symbol())
            .collect(Collectors.joining("\n"));
    json.name("partialFingerprints")
        .open('{')
        .name("apexKey/v1")
        .text(finding.rule() + "|" + Integer.toHexString(keys.hashCode()))
        .close('}');
    if (compared) json.name("baselineState").text(fresh ? "new" : "unchanged");
    json.close('}');
  }

  private static String level(Severity severity) {
    return severity.word();
  }

  private static void location(JsonText json, Location place, int id) {
    json.open('{');
    if (id > 0) json.name("id").number(id);
    json.name("physicalLocation")
        .open('{')
        .name("artifactLocation")
        .open('{')
        .name("uri")
        .text(address(place.path()));
    json.name("uriBaseId").text("%SRCROOT%").close('}');
    json.name("region")
        .open('{')
        .name("startLine")
        .number(Math.max(1, place.line()))
        .close('}')
        .close('}')
        .close('}');
  }

  private static String address(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException odd) {
      return path.replace(" ", "%20");
    }
  }
}
