package apex.backend.ingestion;

import java.math.BigDecimal;

/// What the understood rows of a file add up to, duplicates among them.
///
/// @param skipped records that tell of no call; no rows, so not among those read
/// @param summedRows rows that stand for many calls each
/// @param unpricedRows rows without a price
/// @param costUsd of the priced rows, ours
/// @param reportedRows rows for which the file reports a cost
/// @param reportedUsd what it reports for them
/// @param comparedUsd ours of those that we price and it reports
/// @param comparedReportedUsd what it reports for just these
public record FileSums(
    long skipped,
    long summedRows,
    long unpricedRows,
    BigDecimal costUsd,
    long reportedRows,
    BigDecimal reportedUsd,
    BigDecimal comparedUsd,
    BigDecimal comparedReportedUsd) {
  public static final FileSums NONE =
      new FileSums(0, 0, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  FileSums skippedOne() {
    return new FileSums(
        skipped + 1,
        summedRows,
        unpricedRows,
        costUsd,
        reportedRows,
        reportedUsd,
        comparedUsd,
        comparedReportedUsd);
  }

  FileSums with(PricedRow row) {
    var usd = row.usd();
    var told = row.row().reportedUsd();
    var both = usd.isPresent() && told.isPresent();
    return new FileSums(
        skipped,
        summedRows + (row.row().summed().isPresent() ? 1 : 0),
        unpricedRows + (usd.isPresent() ? 0 : 1),
        costUsd.add(usd.orElse(BigDecimal.ZERO)),
        reportedRows + (told.isPresent() ? 1 : 0),
        reportedUsd.add(told.orElse(BigDecimal.ZERO)),
        both ? comparedUsd.add(usd.get()) : comparedUsd,
        both ? comparedReportedUsd.add(told.get()) : comparedReportedUsd);
  }
}
