package apex.ops.chat;

import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// One step of a run as it came over the wire.
///
/// @param type and `agent` as sent: a newer house may send ones that this client does not know
/// @param seq from 1, without gaps in a run
/// @param text the frame, character by character
public record WireEvent(
    String type,
    String agent,
    long seq,
    String runId,
    String threadId,
    String timestamp,
    JsonNode data,
    String text) {

  static WireEvent read(JsonNode tree, String text) {
    return new WireEvent(
        tree.path("type").asString(""),
        tree.path("agent_name").asString(""),
        tree.path("seq").asLong(0),
        tree.path("run_id").asString(""),
        tree.path("thread_id").asString(""),
        tree.path("timestamp").asString(""),
        tree.path("data"),
        text);
  }

  public boolean is(EventType wanted) {
    return wanted.label().equals(type);
  }

  public boolean by(AgentName speaker) {
    return speaker.label().equals(agent);
  }

  /// Whether it ends its run.
  public boolean last() {
    return by(AgentName.WORKFLOW) && (is(EventType.AGENT_COMPLETED) || is(EventType.AGENT_ERROR));
  }

  /// Throws [DateTimeParseException] when the timestamp is none.
  public Instant at() {
    return Instant.parse(timestamp);
  }
}
