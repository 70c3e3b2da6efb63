package apex.backend.ingestion;

/// How one line becomes a row's values: as CSV or as JSON.
sealed interface RowForm permits CsvForm, JsonForm {
  Dialect dialect();

  /// Fills `row` from the line that `lines` stands at, or refuses it.
  void read(Lines lines, Draft row);
}
