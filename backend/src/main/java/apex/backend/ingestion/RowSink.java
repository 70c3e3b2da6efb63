package apex.backend.ingestion;

/// Takes the rows of a file in their order, each exactly once: as a call or as a rejection.
public interface RowSink {
  /// Once, before the first row: the file can be read, and as what.
  void begin(FormatVerdict verdict);

  void accept(UsageRow row);

  void reject(Rejection rejection);

  /// A record that tells of no call, such as an empty bucket of time: it is no row.
  default void skip(long line) {}
}
