package apex.backend.ingestion.otlp;

import apex.kernel.identity.Workspace;
import apex.stores.clickhouse.TokenPoint;
import apex.stores.postgres.IngestOutcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What one request brought: the unit that is kept in the spool, whole or not at all.
///
/// @param key the ingest key it came with
/// @param cameAt when it was acknowledged, to the millisecond
record Parcel(
    Workspace workspace,
    UUID key,
    Instant cameAt,
    OtlpSignal signal,
    List<Count> counts,
    List<Sighting> calls,
    List<TokenPoint> points) {
  Parcel {
    counts = List.copyOf(counts);
    calls = List.copyOf(calls);
    points = List.copyOf(points);
  }

  /// Things that are not kept, only counted.
  record Count(IngestOutcome outcome, String reason, long count) {}

  boolean empty() {
    return counts.isEmpty() && calls.isEmpty() && points.isEmpty();
  }
}
