package apex.backend.ingestion;

import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.stores.clickhouse.PricedCall;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A row with what it costs.
///
/// @param calls its parts, each priced
public record PricedRow(UsageRow row, List<PricedCall> calls) {
  public PricedRow {
    calls = List.copyOf(calls);
  }

  /// Exact; of numbers that can be read in two ways the lesser. Empty when there is no price.
  public Optional<BigDecimal> usd() {
    var sum = BigDecimal.ZERO;
    for (var call : calls)
      switch (call.cost()) {
        case Cost.Priced(var usd, _, _) -> sum = sum.add(usd);
        case Cost.Ambiguous(var least, _) -> sum = sum.add(least.usd());
        case Cost.Unpriced unpriced -> {
          return Optional.empty();
        }
      }
    return Optional.of(sum);
  }

  /// Why there is no price, or no single one; empty when there is.
  public String why() {
    return switch (calls.getFirst().cost()) {
      case Cost.Priced priced -> "";
      case Cost.Ambiguous between ->
          "the numbers do not show whether the cached or reasoning tokens lie inside the others;"
              + " the lower reading is counted";
      case Cost.Unpriced(_, var sentence, _, _, _) -> sentence;
    };
  }

  public BigDecimal low() {
    return calls.stream().map(call -> call.cost().low()).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public Optional<BigDecimal> high() {
    var highs = calls.stream().map(call -> call.cost().high()).toList();
    if (highs.stream().anyMatch(Optional::isEmpty)) return Optional.empty();
    return highs.stream().flatMap(Optional::stream).reduce(BigDecimal::add);
  }

  /// Input and output of all parts.
  public long tokens() {
    return calls.stream().mapToLong(call -> TokenSums.of(call.call().tokens()).all()).sum();
  }

  public long requests() {
    return calls.stream().mapToLong(call -> call.file().requests()).sum();
  }
}
