package apex.backend.api;

import apex.edge.json.Json;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import apex.stores.postgres.StoredEvent;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/// A run event as it is sent.
///
/// @param data the stored JSON object, as it is
record EventFrame(
    String type,
    long seq,
    RunId runId,
    ThreadId threadId,
    String agentName,
    Instant timestamp,
    @JsonRawValue String data) {
  static EventFrame of(RunId run, ThreadId thread, StoredEvent event) {
    return new EventFrame(
        event.type().label(),
        event.seq(),
        run,
        thread,
        event.agent().label(),
        event.at(),
        event.data());
  }

  String json() {
    return Json.write(this);
  }
}
