package apex.backend.ingestion;

import apex.edge.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads JSON objects into [Fields], each value under its path; what the export does not enter is
/// passed over without being held.
final class JsonPaths {
  /// Longer texts are prompts and the like, which no field of ours needs.
  static final int TEXT_CHARS_MAX = 64 * 1024;

  private JsonPaths() {}

  /// From an object's opening brace to its end.
  static void object(String path, JsonParser json, Export export, Fields into) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = path.isEmpty() ? json.currentName() : path + "." + json.currentName();
      json.nextToken();
      value(name, json, export, into);
    }
  }

  /// The value that the parser stands at.
  static void value(String path, JsonParser json, Export export, Fields into) {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        if (export.enters(path)) object(path, json, export, into);
        else json.skipChildren();
      }
      case START_ARRAY -> array(path, json, export, into);
      case VALUE_NULL -> into.put(path, "");
      case VALUE_STRING -> text(path, json, export, into);
      default -> into.put(path, json.getString());
    }
  }

  /// JSON that stands inside a text, as CSV exports write it; what is none is only a text.
  static void within(String path, String text, Export export, Fields into) {
    var bare = text.strip();
    if (!bare.startsWith("{") && !bare.startsWith("[")) return;
    var bytes = bare.getBytes(StandardCharsets.UTF_8);
    try (var json = Json.parser(bytes, 0, bytes.length)) {
      var token = json.nextToken();
      if (token == JsonToken.START_OBJECT) object(path, json, export, into);
      else if (token == JsonToken.START_ARRAY) array(path, json, export, into);
    } catch (JacksonException notJson) {
      into.put(path, text);
    }
  }

  private static void text(String path, JsonParser json, Export export, Fields into) {
    if (!export.wants(path)) return; // the parser passes over it without holding it
    var text = json.getString();
    into.put(path, text);
    if (export.enters(path)) within(path, text, export, into);
  }

  /// Of an array only the first simple value is of use, such as the first tag: `request_tags.0`.
  private static void array(String path, JsonParser json, Export export, Fields into) {
    var token = json.nextToken();
    if (token == JsonToken.VALUE_STRING && export.wants(path))
      into.put(path + ".0", json.getString());
    for (int depth = 1; depth > 0; token = json.nextToken()) {
      if (token == null) return;
      if (token.isStructStart()) depth++;
      if (token.isStructEnd()) depth--;
      if (depth == 0) return;
    }
  }
}
