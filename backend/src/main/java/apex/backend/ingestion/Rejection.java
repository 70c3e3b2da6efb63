package apex.backend.ingestion;

/// One row that was not taken.
///
/// @param line in the file, from 1
/// @param column as the file names it; `-` when the whole line is at fault
/// @param value what stood there, cut and with control characters escaped
/// @param rule what would have been taken
public record Rejection(
    RejectionReason reason, long line, String column, String value, String rule) {
  static final String WHOLE_LINE = "-";
}
