package apex.ops.house;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a house said when it refused, over HTTP or over the WebSocket.
public final class Problem {
  private static final int SHOWN_CHARACTERS_MAX = 200;

  private Problem() {}

  /// From the body of an HTTP answer that is not good.
  public static ApexException of(int status, String body) {
    try {
      var tree = Json.tree(body);
      if (tree.hasNonNull("error_code")) return of(tree, "detail");
    } catch (JacksonException | ApexException notJson) {
      // another server's page, or a proxy's: shown as text below
    }
    return new ApexException(
        status >= 500 ? ErrorCode.DEPENDENCY_DOWN : ErrorCode.INVALID_REQUEST,
        "the address answered %d without a reason: %s".formatted(status, shortened(body)),
        "Check that the address is that of a house.");
  }

  /// From an object with `error_code`, `remedy`, and the message in `field`.
  public static ApexException of(JsonNode told, String field) {
    var name = told.path("error_code").asString("");
    var code = code(name).orElse(ErrorCode.BUG);
    var message = told.path(field).asString(name);
    return new ApexException(code, message, told.path("remedy").asString(code.remedy()));
  }

  /// The code of that name; empty for one this client does not know.
  public static Optional<ErrorCode> code(String name) {
    return Arrays.stream(ErrorCode.values()).filter(code -> code.name().equals(name)).findFirst();
  }

  private static String shortened(String body) {
    var line = body.strip().replaceAll("\\s+", " ");
    if (line.isEmpty()) return "(empty)";
    return line.length() <= SHOWN_CHARACTERS_MAX
        ? line
        : line.substring(0, SHOWN_CHARACTERS_MAX) + "…";
  }
}
