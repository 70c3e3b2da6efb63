package apex.ops.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import apex.ops.house.Problem;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// How a question ended.
///
/// @param last the workflow's terminal event
/// @param events how many were heard, the terminal one included
/// @param firstEvent from sending the question to its first event
/// @param whole from sending the question to the terminal event
/// @param reconnections how often the connection was lost on the way
public record Answer(
    String runId,
    String threadId,
    WireEvent last,
    int events,
    Duration firstEvent,
    Duration whole,
    int reconnections) {

  public boolean answered() {
    return last.is(EventType.AGENT_COMPLETED);
  }

  /// Whether nothing is missing from it.
  public boolean complete() {
    return answered()
        && result().path("status").asString("").equals(ExecutionStatus.COMPLETED.label());
  }

  /// The document of the answer; throws what the workflow gave as its reason when there is none.
  public JsonNode result() {
    if (!answered()) throw failure();
    return last.data().path("result");
  }

  public ApexException failure() {
    return Problem.of(last.data(), "message");
  }

  public double firstEventMs() {
    return firstEvent.toNanos() / 1e6;
  }

  public double answerMs() {
    return whole.toNanos() / 1e6;
  }
}
