package apex.backend.agents.asking;

import apex.backend.agents.step.RunContext;
import apex.backend.model.ModelCall;

/// Keeps our own calls as usage of the workspace whose question they answer. The same call twice is
/// one.
@FunctionalInterface
public interface OwnCalls {
  void keep(RunContext run, ModelCall call);
}
