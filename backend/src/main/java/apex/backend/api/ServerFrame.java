package apex.backend.api;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.identity.Workspace;
import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Frames about the connection: never stored and without a seq.
sealed interface ServerFrame {
  record Limits(int frameBytesMax, int socketsPerUser, int messagesPerMinute, long idleSeconds) {}

  /// @param notices what is worse than usual right now, one sentence each; empty when all is well
  record Established(
      UUID connectionId, String protocol, Limits limits, Workspace workspace, List<String> notices)
      implements ServerFrame {}

  record Accepted(
      String clientMessageId, MessageId messageId, RunId runId, ThreadId threadId, boolean replayed)
      implements ServerFrame {}

  record Pong(Instant timestamp) implements ServerFrame {}

  record Heartbeat(RunId runId, long lastSeq) implements ServerFrame {}

  record Refused(String errorCode, String message, String remedy) implements ServerFrame {
    static Refused of(ApexException failure) {
      return new Refused(failure.code().name(), failure.getMessage(), failure.remedy());
    }
  }

  private String type() {
    return switch (this) {
      case Established _ -> "connection_established";
      case Accepted _ -> "message_accepted";
      case Pong _ -> "pong";
      case Heartbeat _ -> "heartbeat";
      case Refused _ -> "error";
    };
  }

  /// The frame as text.
  default String json() {
    return Json.write(new Envelope(type(), this));
  }

  /// How every frame looks.
  record Envelope(String type, Object data) {}
}
