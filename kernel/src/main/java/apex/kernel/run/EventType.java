package apex.kernel.run;

import java.util.Arrays;
import java.util.Locale;

/// What a run event tells. Only these are stored and replayed; connection frames are not among
/// them.
public enum EventType {
  AGENT_STARTED,
  AGENT_THINKING,
  TOOL_EXECUTING,
  TOOL_COMPLETED,
  AGENT_COMPLETED,
  AGENT_ERROR;

  /// As on the wire, lower case. Anything else is refused.
  public static EventType parse(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown event type '" + label + "'"));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether an event of this type from the workflow ends the run.
  public boolean endsRun(AgentName speaker) {
    return speaker == AgentName.WORKFLOW && (this == AGENT_COMPLETED || this == AGENT_ERROR);
  }
}
