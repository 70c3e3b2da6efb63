package apex.ops.house;

import tools.jackson.databind.JsonNode;

/// A workspace as its member sees it.
///
/// @param role `owner`, `editor` or `viewer`
/// @param sample whether it holds sample data, never real usage
public record WorkspaceView(String id, String name, String role, boolean sample) {
  public static WorkspaceView from(JsonNode tree) {
    return new WorkspaceView(
        tree.path("id").asString(""),
        tree.path("name").asString(""),
        tree.path("role").asString(""),
        tree.path("sample").asBoolean(false));
  }
}
