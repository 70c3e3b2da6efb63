package apex.backend.report;

import apex.edge.json.Json;
import apex.kernel.run.RunId;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A run that ended with an answer.
///
/// @param kept the answer exactly as the run's last event carries it
/// @param at when it was answered
public record Answered(RunId run, String question, Instant at, JsonNode kept) {
  Given given() {
    return Json.read(kept, Given.class);
  }
}
