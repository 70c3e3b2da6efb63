package apex.backend.agents;

import apex.kernel.run.AgentName;
import java.util.Optional;

/// What a run has already done, so that nothing finished is done twice after a crash. Whoever owns
/// the run keeps it where a crash cannot reach it.
public interface Journal {
  /// How much of an agent's part was already told.
  enum Progress {
    NOTHING,
    BEGUN,
    ENDED
  }

  Progress told(AgentName agent);

  /// What the step gave when it took the very same input.
  Optional<String> output(AgentName step, String inputHash);

  /// Keeps what a finished step gave, in order with what is told: after a crash it is there when
  /// the step's end is, or the step is done again and told once.
  void keep(AgentName step, String inputHash, String output);
}
