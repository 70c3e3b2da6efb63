package apex.backend.ingestion.otlp;

import apex.stores.clickhouse.CallIdentity;
import java.time.Instant;
import java.util.List;

/// One call of a model as telemetry saw it, checked, its numbers not interpreted yet.
///
/// @param around the spans it lies in, the nearest first
/// @param late whether it came long after it was made
/// @param aside what its cost does not depend on
record Sighting(
    CallIdentity identity,
    Instant at,
    String provider,
    String model,
    String route,
    String user,
    String conversation,
    String status,
    long latencyMs,
    Usage usage,
    String service,
    String environment,
    String operation,
    String scope,
    String scopeVersion,
    String tier,
    String responseId,
    byte[] traceId,
    byte[] spanId,
    List<CallIdentity.Span> around,
    boolean late,
    Aside aside) {
  Sighting {
    around = List.copyOf(around);
  }
}
