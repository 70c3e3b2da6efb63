package apex.backend.agents.reporting;

import apex.backend.agents.actions.Planned;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.triage.Triaged;
import java.util.List;
import java.util.Optional;

/// All that the steps before gave; what is empty was not reached or failed.
///
/// @param troubles steps that failed, one sentence each
public record Material(
    Triaged triaged,
    Optional<Gathered> gathered,
    Optional<Optimized> optimized,
    Optional<Planned> planned,
    List<String> troubles) {
  public Material {
    troubles = List.copyOf(troubles);
  }

  boolean degraded() {
    return !troubles.isEmpty();
  }
}
