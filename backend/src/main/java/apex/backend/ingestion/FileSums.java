package apex.backend.ingestion;

import apex.spend.figures.Reported;
import java.math.BigDecimal;
import java.util.Optional;

/// What the understood rows of a file add up to, duplicates among them.
///
/// @param skipped records that tell of no call; no rows, so not among those read
/// @param summedRows rows that stand for many calls each
/// @param unpricedRows rows without a price
/// @param costUsd of the priced rows, ours
/// @param tokens of all rows, and `unpricedTokens` of those without a price
/// @param lowUsd the least all rows can have cost
/// @param highUsd the most; empty when one without a price has no neighbour to judge by
/// @param reported what the file says its rows cost; its calls are rows
public record FileSums(
    long skipped,
    long summedRows,
    long unpricedRows,
    BigDecimal costUsd,
    long tokens,
    long unpricedTokens,
    BigDecimal lowUsd,
    Optional<BigDecimal> highUsd,
    Reported reported) {
  public static final FileSums NONE =
      new FileSums(
          0,
          0,
          0,
          BigDecimal.ZERO,
          0,
          0,
          BigDecimal.ZERO,
          Optional.of(BigDecimal.ZERO),
          Reported.NONE);

  /// The share of the tokens that have a price, 0 to 1; 1 when there are none.
  public double tokensPriced() {
    return tokens == 0 ? 1 : 1 - (double) unpricedTokens / tokens;
  }

  FileSums skippedOne() {
    return new FileSums(
        skipped + 1,
        summedRows,
        unpricedRows,
        costUsd,
        tokens,
        unpricedTokens,
        lowUsd,
        highUsd,
        reported);
  }

  FileSums with(PricedRow row) {
    var usd = row.usd();
    return new FileSums(
        skipped,
        summedRows + (row.row().summed().isPresent() ? 1 : 0),
        unpricedRows + (usd.isPresent() ? 0 : 1),
        costUsd.add(usd.orElse(BigDecimal.ZERO)),
        tokens + row.tokens(),
        unpricedTokens + (usd.isPresent() ? 0 : row.tokens()),
        lowUsd.add(row.low()),
        highUsd.flatMap(mine -> row.high().map(mine::add)),
        reported.plus(reported(row)));
  }

  private static Reported reported(PricedRow row) {
    return row.row()
        .reportedUsd()
        .map(told ->
            row.usd()
                .map(ours -> new Reported(1, told, 1, ours, told))
                .orElseGet(() -> new Reported(1, told, 0, BigDecimal.ZERO, BigDecimal.ZERO)))
        .orElse(Reported.NONE);
  }
}
