package apex.launcher.sample;

import java.time.Instant;
import java.util.Locale;

/// One made-up call.
///
/// @param user empty where a schedule made it
/// @param prompt equal for equal requests
/// @param tier the provider's word for its terms; empty for the ordinary ones
/// @param prefix one hash for each whole block of the prompt; empty when the route keeps none
public record SampleCall(
    Instant at,
    String provider,
    String model,
    String route,
    String user,
    String conversation,
    String environment,
    String operation,
    String finish,
    long prompt,
    String tier,
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
        provider,
        model,
        route,
        user,
        conversation,
        environment,
        operation,
        finish,
        prompt,
        tier,
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
    told(line, "provider", provider);
    told(line, "model", model);
    told(line, "route", route);
    told(line, "user", user);
    told(line, "conversation_id", conversation);
    told(line, "environment", environment);
    told(line, "operation", operation);
    told(line, "finish_reason", finish);
    told(line, "service_tier", tier);
    line.append(",\"prompt_hash\":").append(prompt);
    number(line, "input_tokens", input);
    if (cacheRead > 0) number(line, "cache_read_tokens", cacheRead);
    if (cacheWrite > 0) number(line, "cache_write_5m_tokens", cacheWrite);
    number(line, "output_tokens", output);
    if (reasoning > 0) number(line, "reasoning_tokens", reasoning);
    number(line, "latency_ms", latencyMs);
    told(line, "status", failed ? "error" : "ok");
    if (prefix.length > 0) hashes(line);
    line.append("}\n");
  }

  private static void told(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) text(line.append(','), name, value);
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
