package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_JSON;

import apex.edge.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// An export with one JSON object a line.
final class ExportLines implements RowForm {
  private static final String RULE = "one whole JSON object on the line";

  private final Export export;
  private final Dialect dialect;
  private final Fields fields = new Fields();

  ExportLines(Export export, Dialect dialect) {
    this.export = export;
    this.dialect = dialect;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public boolean read(Lines lines, Draft row) {
    var text = lines.text();
    fields.clear();
    try (var json = Json.parser(lines.bytes(), lines.offset(), lines.length())) {
      if (json.nextToken() != JsonToken.START_OBJECT) throw broken(text, RULE);
      JsonPaths.object("", json, export, fields);
      if (json.nextToken() != null) throw broken(text, RULE + ", and nothing after it");
    } catch (JacksonException notJson) {
      throw broken(text, RULE);
    }
    return export.read(fields, row);
  }

  private static RefusedRow broken(String line, String rule) {
    return new RefusedRow(BAD_JSON, Rejection.WHOLE_LINE, line, rule);
  }
}
