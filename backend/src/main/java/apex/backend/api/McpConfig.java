package apex.backend.api;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What other agents may use of us.
///
/// @param origins web pages that may call, beside those of the same machine
/// @param askPatience longest wait for an answer before the run's id is given instead
/// @param callsPerUser most calls of one user at once
/// @param bodyBytesMax longest message
public record McpConfig(
    List<String> origins, Duration askPatience, int callsPerUser, int bodyBytesMax) {
  private static final Setting<List<String>> ORIGINS =
      Setting.of(
          "MCP_ORIGINS",
          "origins of web pages that may call /mcp, separated by commas; pages of this machine may",
          "",
          text ->
              Arrays.stream(text.split(",")).map(String::strip).filter(o -> !o.isEmpty()).toList());
  private static final Setting<Duration> ASK_PATIENCE =
      Setting.duration(
          "MCP_ASK_PATIENCE",
          "longest wait of the tool ask for its answer, PT0S to PT10M",
          "PT50S");
  private static final Setting<Integer> CALLS_PER_USER =
      Setting.number("MCP_CALLS_PER_USER", "most tool calls of a user at once, 1 to 100", 4);
  private static final Setting<Integer> BODY_BYTES_MAX =
      Setting.number(
          "MCP_BODY_BYTES_MAX", "longest message to /mcp, 1024 to 1048576 bytes", 65_536);

  public McpConfig {
    origins = List.copyOf(origins);
    ASK_PATIENCE.check(
        !askPatience.isNegative() && askPatience.toMillis() <= 600_000,
        "must be PT0S to PT10M",
        askPatience);
    CALLS_PER_USER.check(
        callsPerUser >= 1 && callsPerUser <= 100, "must be 1 to 100", callsPerUser);
    BODY_BYTES_MAX.check(
        bodyBytesMax >= 1024 && bodyBytesMax <= 1 << 20, "must be 1024 to 1048576", bodyBytesMax);
  }

  public static McpConfig from(Environment environment) {
    var values = environment.read(ORIGINS, ASK_PATIENCE, CALLS_PER_USER, BODY_BYTES_MAX);
    return new McpConfig(
        values.get(ORIGINS),
        values.get(ASK_PATIENCE),
        values.get(CALLS_PER_USER),
        values.get(BODY_BYTES_MAX));
  }

  /// Every setting of the tools for other agents, for the generated documents.
  public static List<Setting<?>> settings() {
    return List.of(ORIGINS, ASK_PATIENCE, CALLS_PER_USER, BODY_BYTES_MAX);
  }
}
