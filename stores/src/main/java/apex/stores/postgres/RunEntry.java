package apex.stores.postgres;

import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import java.time.Instant;

/// One thing that a run puts on record.
public sealed interface RunEntry {
  /// An event for whoever follows the run.
  ///
  /// @param data JSON
  record Told(EventType type, AgentName agent, Instant at, String data) implements RunEntry {}

  /// What a finished step gave for one input. The first note of a step and an input stays.
  ///
  /// @param output JSON
  record Kept(String step, String inputHash, String output) implements RunEntry {}
}
