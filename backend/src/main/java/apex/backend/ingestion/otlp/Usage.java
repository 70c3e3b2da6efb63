package apex.backend.ingestion.otlp;

import apex.spend.usage.Tokens;
import apex.stores.clickhouse.Emitted;

/// The numbers of one call as they were sent, -1 where nothing was told.
///
/// @param cacheWrite1h of those written to a cache, the ones kept for an hour; 0 when not told
///   apart
record Usage(
    long input,
    long cacheRead,
    long cacheWrite,
    long cacheWrite1h,
    long output,
    long reasoning,
    long total) {
  static final Usage NONE = new Usage(-1, -1, -1, 0, -1, -1, -1);

  boolean none() {
    return input < 0 && output < 0 && cacheRead < 0 && cacheWrite < 0;
  }

  Emitted.Sent sent() {
    return new Emitted.Sent(input, cacheRead, cacheWrite, output, reasoning, total);
  }

  long cached() {
    return Math.max(0, cacheRead) + Math.max(0, cacheWrite);
  }

  /// Refuses what no reading makes a possible call of.
  void check() {
    if (Math.max(0, input) + cached() > Tokens.MOST)
      throw new RefusedTelemetry(
          TelemetryFault.TOO_MANY_TOKENS,
          Field.INPUT.label(),
          Long.toString(Math.max(0, input) + cached()),
          "with cached ones at most %,d".formatted(Tokens.MOST));
    if (Math.max(0, output) + Math.max(0, reasoning) > Tokens.MOST)
      throw new RefusedTelemetry(
          TelemetryFault.TOO_MANY_TOKENS,
          Field.OUTPUT.label(),
          Long.toString(Math.max(0, output) + Math.max(0, reasoning)),
          "with reasoning at most %,d".formatted(Tokens.MOST));
  }
}
