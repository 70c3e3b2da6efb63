package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_JSON;
import static apex.backend.ingestion.RejectionReason.BAD_PREFIX_HASHES;
import static apex.backend.ingestion.RejectionReason.BAD_TEXT;

import apex.edge.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One JSON object a line. Fields it does not know are passed over; `null` is as good as absent.
record JsonForm(Dialect dialect) implements RowForm {
  private static final String RULE = "one whole JSON object on the line";

  @Override
  public boolean read(Lines lines, Draft row) {
    var text = lines.text();
    try (var json = Json.parser(lines.bytes(), lines.offset(), lines.length())) {
      if (json.nextToken() != JsonToken.START_OBJECT) throw broken(text, RULE);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) field(json, row);
      if (json.nextToken() != null) throw broken(text, RULE + ", and nothing after it");
    } catch (JacksonException notJson) {
      throw broken(text, "%s; broken at character %d".formatted(RULE, column(notJson)));
    }
    return true;
  }

  private void field(JsonParser json, Draft row) {
    var name = json.currentName();
    var column = dialect.column(name);
    var token = json.nextToken();
    if (column == null) json.skipChildren();
    else if (token == JsonToken.VALUE_NULL) row.put(column, "");
    else if (column == UsageColumn.PREFIX_HASHES) hashes(json, row, name);
    else if (token.isScalarValue()) row.put(column, json.getString());
    else throw new RefusedRow(BAD_TEXT, name, token.asString(), "a single value");
  }

  private static void hashes(JsonParser json, Draft row, String name) {
    if (json.currentToken() != JsonToken.START_ARRAY)
      throw new RefusedRow(BAD_PREFIX_HASHES, name, json.getString(), "an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null || !json.currentToken().isScalarValue())
        throw new RefusedRow(
            BAD_PREFIX_HASHES, name, String.valueOf(json.currentToken()), PrefixHashes.RULE);
      row.addPrefixHash(PrefixHashes.hash(json.getString(), name));
    }
  }

  private static RefusedRow broken(String line, String rule) {
    return new RefusedRow(BAD_JSON, Rejection.WHOLE_LINE, line, rule);
  }

  private static int column(JacksonException broken) {
    var where = broken.getLocation();
    return where == null ? 1 : Math.max(1, where.getColumnNr());
  }
}
