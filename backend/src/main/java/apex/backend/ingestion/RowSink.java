package apex.backend.ingestion;

import apex.spend.usage.Call;

/// Takes the rows of a file in their order, each exactly once: as a call or as a rejection.
public interface RowSink {
  /// Once, before the first row: the file can be read, as `format`.
  void begin(ImportFormat format);

  void accept(long line, Call call);

  void reject(Rejection rejection);
}
