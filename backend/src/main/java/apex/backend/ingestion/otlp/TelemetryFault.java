package apex.backend.ingestion.otlp;

/// Why one span, point or record of telemetry is not kept. Clients match on the names, so they
/// never change.
public enum TelemetryFault {
  BAD_TRACE_ID,
  BAD_SPAN_ID,
  BAD_ENCODING,
  BAD_TEXT,
  TEXT_TOO_LONG,
  MISSING_MODEL,
  NOT_A_NUMBER,
  NEGATIVE_TOKENS,
  TOO_MANY_TOKENS,
  BAD_TIMESTAMP,
  TIMESTAMP_OUT_OF_RANGE,
  TOO_MANY_ATTRIBUTES
}
