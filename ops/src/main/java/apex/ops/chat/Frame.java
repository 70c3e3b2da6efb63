package apex.ops.chat;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.run.EventType;
import apex.ops.house.Problem;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// What can come over a connection, its end included.
public sealed interface Frame {
  record Event(WireEvent event) implements Frame {}

  /// @param limits the server's, as it tells them
  record Established(String connectionId, String protocol, JsonNode limits, JsonNode workspace)
      implements Frame {}

  /// The question is kept and its run begins.
  ///
  /// @param replayed whether the house knew this message already
  record Accepted(String clientMessageId, String runId, String threadId, boolean replayed)
      implements Frame {}

  /// A frame of ours was refused; the connection stays open.
  record Refused(ApexException reason) implements Frame {}

  record Pong() implements Frame {}

  /// Sent in silence: how far the run has come.
  record Heartbeat(String runId, long lastSeq) implements Frame {}

  /// Of a kind that this client does not know and need not.
  record Other(String type) implements Frame {}

  /// Nothing follows.
  record Closed(int status, String reason) implements Frame {}

  /// Reads one text frame.
  static Frame read(String text) {
    var tree = Json.tree(text);
    var type = tree.path("type").asString("");
    var data = tree.path("data");
    return switch (type) {
      case "connection_established" -> established(data);
      case "message_accepted" -> accepted(data);
      case "error" -> new Refused(Problem.of(data, "message"));
      case "pong" -> new Pong();
      case "heartbeat" -> heartbeat(data.isMissingNode() ? tree : data);
      default -> isEvent(type) ? new Event(WireEvent.read(tree, text)) : new Other(type);
    };
  }

  private static Frame established(JsonNode data) {
    return new Established(
        data.path("connection_id").asString(""),
        data.path("protocol").asString(""),
        data.path("limits"),
        data.path("workspace"));
  }

  private static Frame accepted(JsonNode data) {
    return new Accepted(
        data.path("client_message_id").asString(""),
        data.path("run_id").asString(""),
        data.path("thread_id").asString(""),
        data.path("replayed").asBoolean(false));
  }

  private static Frame heartbeat(JsonNode data) {
    return new Heartbeat(data.path("run_id").asString(""), data.path("last_seq").asLong(0));
  }

  private static boolean isEvent(String type) {
    return Arrays.stream(EventType.values()).anyMatch(known -> known.label().equals(type));
  }
}
