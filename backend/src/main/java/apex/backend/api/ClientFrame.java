package apex.backend.api;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a client may send over the socket.
sealed interface ClientFrame {
  /// Longest `client_message_id`.
  int ID_CHARS_MAX = 128;

  record UserMessage(String clientMessageId, Optional<ThreadId> threadId, String content)
      implements ClientFrame {
    public UserMessage {
      require(
          !clientMessageId.isBlank() && clientMessageId.length() <= ID_CHARS_MAX,
          "client_message_id must be 1 to %d characters".formatted(ID_CHARS_MAX));
      require(!content.isBlank(), "content must not be blank");
    }
  }

  record StopAgent(RunId runId) implements ClientFrame {}

  record Resume(RunId runId, long afterSeq) implements ClientFrame {
    public Resume {
      require(afterSeq >= 0, "after_seq must be 0 or more, was " + afterSeq);
    }
  }

  record Ping() implements ClientFrame {}

  /// Refuses with INVALID_FRAME, naming the rule that the frame breaks.
  static ClientFrame parse(String text) {
    try {
      return of(Json.tree(text));
    } catch (ApexException broken) {
      throw new ApexException(ErrorCode.INVALID_FRAME, broken.getMessage());
    }
  }

  private static ClientFrame of(JsonNode frame) {
    require(frame.isObject(), "a frame must be one JSON object");
    var type = frame.path("type");
    require(type.isString(), "type is missing");
    return switch (type.asString()) {
      case "user_message" -> Json.read(frame, UserMessage.class);
      case "stop_agent" -> Json.read(frame, StopAgent.class);
      case "resume" -> Json.read(frame, Resume.class);
      case "ping" -> new Ping();
      default ->
          throw new ApexException(
              ErrorCode.INVALID_FRAME,
              "type must be user_message, stop_agent, resume or ping, was '%s'"
                  .formatted(shortened(type.asString())));
    };
  }

  private static String shortened(String type) {
    return type.length() <= 40 ? type : type.substring(0, 40) + "…";
  }

  private static void require(boolean holds, String rule) {
    if (!holds) throw new ApexException(ErrorCode.INVALID_FRAME, rule);
  }
}
