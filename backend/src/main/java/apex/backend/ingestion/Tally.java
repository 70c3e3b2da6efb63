package apex.backend.ingestion;

import apex.stores.clickhouse.Appended;
import apex.stores.postgres.ImportRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts what became of every row: each is accepted, duplicate or rejected, so that what was read
/// is their sum by construction. Keeps one example of each reason. Used by one thread.
final class Tally {
  private final Map<RejectionReason, RejectionKind> kinds = new EnumMap<>(RejectionReason.class);
  private Appended appended = Appended.NONE;
  private long rejected;
  private FileSums sums = FileSums.NONE;

  void written(Appended batch) {
    appended = appended.plus(batch);
  }

  void rejected(Rejection rejection) {
    rejected++;
    kinds.merge(
        rejection.reason(),
        new RejectionKind(rejection.reason(), 1, rejection),
        RejectionKind::plus);
  }

  void skipped() {
    sums = sums.skippedOne();
  }

  void understood(PricedRow row) {
    sums = sums.with(row);
  }

  FileSums sums() {
    return sums;
  }

  ImportRecord.Counts counts() {
    return new ImportRecord.Counts(
        appended.accepted(), appended.duplicate(), appended.conflicting(), rejected);
  }

  List<RejectionKind> kinds() {
    return List.copyOf(kinds.values());
  }
}
