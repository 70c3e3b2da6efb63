package apex.backend.ingestion;

/// Why one row of a file was not taken. Clients match on the names, so they never change.
public enum RejectionReason {
  LINE_TOO_LONG,
  NUL_BYTE,
  BAD_ENCODING,
  BAD_JSON,
  BAD_QUOTES,
  COLUMN_COUNT,
  MISSING_VALUE,
  BAD_TIMESTAMP,
  TIMESTAMP_OUT_OF_RANGE,
  NOT_A_NUMBER,
  NEGATIVE_TOKENS,
  TOO_MANY_TOKENS,
  CACHED_OVER_INPUT,
  REASONING_OVER_OUTPUT,
  BAD_LATENCY,
  BAD_TEXT,
  TEXT_TOO_LONG,
  BAD_PREFIX_HASHES,
  BAD_AMOUNT,
  TOTAL_DISAGREES,
  PERIOD_BACKWARDS
}
