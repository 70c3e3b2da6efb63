package apex.backend.agents.step;

import apex.kernel.failure.ApexException;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import java.util.List;

/// What an event tells: one shape for each type of the protocol. The records are written to the
/// wire field by field.
public sealed interface EventData {
  EventType type();

  record Started(int step, int totalSteps, String message) implements EventData {
    @Override
    public EventType type() {
      return EventType.AGENT_STARTED;
    }
  }

  record Thinking(String reasoning, int progressPercentage) implements EventData {
    @Override
    public EventType type() {
      return EventType.AGENT_THINKING;
    }
  }

  /// @param parameters without secrets: they are stored and shown
  record ToolExecuting(String toolName, Object parameters) implements EventData {
    @Override
    public EventType type() {
      return EventType.TOOL_EXECUTING;
    }
  }

  /// @param evidence the ids of what backs the results
  record ToolCompleted(
      String toolName, boolean success, Object results, List<String> evidence, long executionTimeMs)
      implements EventData {
    public ToolCompleted {
      evidence = List.copyOf(evidence);
    }

    @Override
    public EventType type() {
      return EventType.TOOL_COMPLETED;
    }
  }

  record ToolFailed(
      String toolName, boolean success, String error, List<String> evidence, long executionTimeMs)
      implements EventData {

    public static ToolFailed of(String toolName, String error, long executionTimeMs) {
      return new ToolFailed(toolName, false, error, List.of(), executionTimeMs);
    }

    @Override
    public EventType type() {
      return EventType.TOOL_COMPLETED;
    }
  }

  /// @param status completed or degraded
  record Completed(String status, Object result, long executionTimeMs) implements EventData {
    public static Completed of(ExecutionStatus status, Object result, long executionTimeMs) {
      return new Completed(status.label(), result, executionTimeMs);
    }

    @Override
    public EventType type() {
      return EventType.AGENT_COMPLETED;
    }
  }

  record Failed(String errorCode, String message, boolean retryable, String remedy)
      implements EventData {
    public static Failed of(ApexException failure) {
      return new Failed(
          failure.code().name(),
          failure.getMessage(),
          failure.code().retryable(),
          failure.remedy());
    }

    @Override
    public EventType type() {
      return EventType.AGENT_ERROR;
    }
  }
}
