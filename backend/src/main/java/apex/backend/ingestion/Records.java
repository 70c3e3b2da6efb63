package apex.backend.ingestion;

import java.io.IOException;

/// The records of a file, one at a time.
sealed interface Records permits LineRecords, JsonDocument {
  /// Moves to the next record; false at the end of the file.
  boolean next() throws IOException;

  /// Where the present record begins, from 1.
  long line();

  /// Fills `row` from the present record, or refuses it; false when it tells of no call.
  boolean read(Draft row) throws IOException;
}
