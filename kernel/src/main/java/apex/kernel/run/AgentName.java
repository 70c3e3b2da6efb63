package apex.kernel.run;

import java.util.Arrays;
import java.util.Locale;

/// Who speaks in a run's events: the workflow that frames a run, or one of its five agents.
public enum AgentName {
  WORKFLOW,
  TRIAGE,
  DATA,
  OPTIMIZATION,
  ACTIONS,
  REPORTING;

  /// As on the wire, lower case. Anything else is refused.
  public static AgentName parse(String label) {
    return Arrays.stream(values())
        .filter(agent -> agent.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown agent '" + label + "'"));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
