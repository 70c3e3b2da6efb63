package apex.backend.ingestion;

import apex.spend.figures.PriceGrid;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.SummedCost;
import apex.spend.price.WhyUnpriced;
import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Inclusion;
import apex.stores.clickhouse.CallIdentity;
import apex.stores.clickhouse.Emitted;
import apex.stores.clickhouse.EqualRows;
import apex.stores.clickhouse.FileWords;
import apex.stores.clickhouse.PricedCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the rows of one file cost by one book, and by what they are known: the same for an import
/// and for its rehearsal, so that the two cannot disagree. For one thread.
final class Pricing {
  private final PriceBook book;
  private final PriceGrid grid;
  private final EqualRows equalRows;

  Pricing(PriceBook book, EqualRows equalRows) {
    this.book = book;
    this.grid = book.grid();
    this.equalRows = equalRows;
  }

  /// A row and its calls, priced; what the row reports stands with the first, and that it does with
  /// all, so that ours is compared as a whole.
  PricedRow price(UsageRow row) {
    var calls = new ArrayList<PricedCall>(row.parts().size());
    for (var part : row.parts()) {
      var cost = row.otherRate().isEmpty() ? cost(row, part) : otherRate(row.otherRate());
      var reported =
          calls.isEmpty() ? row.reportedUsd() : row.reportedUsd().map(_ -> BigDecimal.ZERO);
      calls.add(
          new PricedCall(
              identity(row, part.call()),
              part.call(),
              cost,
              emitted(row),
              new FileWords(
                  part.requests(), row.summed().isPresent(), !calls.isEmpty(), reported)));
    }
    return new PricedRow(row, List.copyOf(calls));
  }

  private CallIdentity identity(UsageRow row, Call call) {
    return row.identity().orElseGet(() -> equalRows.next(call));
  }

  /// How the numbers were read and what the row tells beside the call.
  private static Emitted emitted(UsageRow row) {
    if (row.reading().isEmpty() && row.beside().equals(Circumstances.NONE)) return Emitted.NONE;
    var none = Emitted.NONE;
    return new Emitted(
        row.reading().isEmpty() ? none.semantics() : Inclusion.AMBIGUOUS.word(),
        none.service(),
        row.beside().environment(),
        row.beside().operation(),
        none.scope(),
        none.scopeVersion(),
        none.responseId(),
        none.traceId(),
        none.spanId(),
        none.around(),
        none.sent(),
        row.beside().finishReason(),
        row.beside().promptHash());
  }

  private Cost cost(UsageRow row, UsageRow.Part part) {
    var call = part.call();
    if (row.reading().isPresent()) return Cost.of(book, call, row.reading().get());
    return row.summed().map(sum -> summed(sum, part)).orElseGet(() -> Cost.of(book, call));
  }

  private Cost summed(Summed sum, UsageRow.Part part) {
    var call = part.call();
    var costs =
        new SummedCost(
            book, grid, call.at(), sum.until(), sum.sizeLeast(), sum.sizeMost(), sum.perMillion());
    var tokens = call.tokens();
    return costs.of(
        call,
        new TokenSums(
            part.requests(),
            tokens.input(),
            tokens.cacheRead(),
            tokens.cacheWrite5m(),
            tokens.cacheWrite1h(),
            tokens.output(),
            tokens.reasoning()));
  }

  private static Cost otherRate(String why) {
    return new Cost.Unpriced(
        WhyUnpriced.OTHER_RATE, why, List.of(), BigDecimal.ZERO, Optional.empty());
  }
}
