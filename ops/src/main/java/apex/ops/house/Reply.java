package apex.ops.house;

import apex.edge.json.Json;
import tools.jackson.databind.JsonNode;

/// A good answer over HTTP: its text exactly as it came.
public record Reply(int status, String text) {
  /// The text as JSON; an empty one as an empty object.
  public JsonNode tree() {
    return Json.tree(text.isBlank() ? "{}" : text);
  }
}
