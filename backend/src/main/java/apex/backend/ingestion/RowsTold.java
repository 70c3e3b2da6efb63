package apex.backend.ingestion;

/// Hears of every row of a rehearsal, in the order of the file.
public interface RowsTold {
  void priced(PricedRow row);

  void rejected(Rejection rejection);
}
