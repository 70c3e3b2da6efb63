package apex.backend.agents;

import apex.backend.agents.actions.Planned;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.triage.Triaged;
import apex.kernel.run.AgentName;

/// One of the five steps: its place, who takes it and what it gives.
record Step<T>(int number, AgentName agent, String message, Class<T> output) {
  static final int TOTAL = 5;

  static final Step<Triaged> TRIAGE =
      new Step<>(1, AgentName.TRIAGE, "Reading the question", Triaged.class);
  static final Step<Gathered> DATA =
      new Step<>(2, AgentName.DATA, "Adding up the usage", Gathered.class);
  static final Step<Optimized> OPTIMIZATION =
      new Step<>(3, AgentName.OPTIMIZATION, "Looking for ways to spend less", Optimized.class);
  static final Step<Planned> ACTIONS =
      new Step<>(4, AgentName.ACTIONS, "Preparing what to do", Planned.class);
  static final Step<Result> REPORTING =
      new Step<>(5, AgentName.REPORTING, "Writing the answer", Result.class);
}
