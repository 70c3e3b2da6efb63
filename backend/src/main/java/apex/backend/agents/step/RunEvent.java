package apex.backend.agents.step;

import apex.kernel.run.AgentName;
import java.time.Instant;

/// Something that happened in a run, told as it happens. Its place in the run's order is given when
/// it is stored.
public record RunEvent(AgentName agent, Instant at, EventData data) {
  /// Whether nothing can follow in its run.
  public boolean endsRun() {
    return data.type().endsRun(agent);
  }
}
