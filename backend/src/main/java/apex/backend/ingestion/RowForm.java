package apex.backend.ingestion;

import java.io.IOException;

/// How one line becomes a row's values: as CSV or as JSON.
sealed interface RowForm permits CsvForm, JsonForm, ExportCsv, ExportLines {
  Dialect dialect();

  /// Fills `row` from the line that `lines` stands at, or refuses it; false when it tells of no
  /// call.
  boolean read(Lines lines, Draft row) throws IOException;
}
