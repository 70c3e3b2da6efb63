package apex.launcher.sample;

import java.time.Instant;
import java.util.Locale;

/// One made-up call.
///
/// @param prefix one hash for each whole block of the prompt; empty when the route keeps none
record SampleCall(
    Instant at,
    Workload workload,
    String model,
    String user,
    String conversation,
    int input,
    int cacheRead,
    int cacheWrite,
    int output,
    int reasoning,
    int latencyMs,
    boolean failed,
    long[] prefix) {

  SampleCall cached(int read, int written) {
    return new SampleCall(
        at,
        workload,
        model,
        user,
        conversation,
        input,
        read,
        written,
        output,
        reasoning,
        latencyMs,
        failed,
        prefix);
  }

  /// One line of JSONL. Every text is ours, so nothing needs escaping.
  void appendTo(StringBuilder line) {
    text(line.append('{'), "timestamp", at.toString());
    text(line.append(','), "provider", workload.provider);
    text(line.append(','), "model", model);
    text(line.append(','), "route", workload.route);
    text(line.append(','), "user", user);
    if (!conversation.isEmpty()) text(line.append(','), "conversation_id", conversation);
    number(line, "input_tokens", input);
    if (cacheRead > 0) number(line, "cache_read_tokens", cacheRead);
    if (cacheWrite > 0) number(line, "cache_write_5m_tokens", cacheWrite);
    number(line, "output_tokens", output);
    if (reasoning > 0) number(line, "reasoning_tokens", reasoning);
    number(line, "latency_ms", latencyMs);
    text(line.append(','), "status", failed ? "error" : "ok");
    if (prefix.length > 0) hashes(line);
    line.append("}\n");
  }

  private static void text(StringBuilder line, String name, String value) {
    line.append('"').append(name).append("\":\"").append(value).append('"');
  }

  private static void number(StringBuilder line, String name, int value) {
    line.append(",\"").append(name).append("\":").append(value);
  }

  private void hashes(StringBuilder line) {
    line.append(",\"prefix_hashes\":");
    for (int i = 0; i < prefix.length; i++) line.append(i == 0 ? '[' : ',').append(prefix[i]);
    line.append(']');
  }

  static String name(String kind, long number) {
    return String.format(Locale.ROOT, "sample-%s-%08x", kind, (int) (number >>> 11));
  }
}
