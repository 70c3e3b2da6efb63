package apex.spend.price;

import apex.spend.figures.Figures;
import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How much of a total is known. Shares are of all tokens, input and output, 0 to 1.
///
/// @param tokensPriced with any price
/// @param dated priced by a price that the book dates
/// @param undated priced by a list price without a date
/// @param overridden priced by the workspace's own price
/// @param unpriced the models without a price, most tokens first
/// @param lowUsd the least the whole can have cost, six decimals
/// @param highUsd the most; empty when unknown
/// @param ambiguousUsd how much of what lies between is because emitters' numbers can be read in
///   two ways, six decimals
public record Coverage(
    double tokensPriced,
    double dated,
    double undated,
    double overridden,
    List<UnpricedModel> unpriced,
    BigDecimal lowUsd,
    Optional<BigDecimal> highUsd,
    BigDecimal ambiguousUsd) {
  public Coverage {
    unpriced = List.copyOf(unpriced);
  }

  /// @param nearest known names most like it, as `provider model`
  public record UnpricedModel(
      String model, String provider, long tokens, long calls, String why, List<String> nearest) {
    public UnpricedModel {
      nearest = List.copyOf(nearest);
    }
  }

  public static Coverage of(Figures figures, PriceBook book) {
    return of(figures.cells().value(), figures.grid(), book);
  }

  public static Coverage of(List<PriceCell> cells, PriceGrid grid, PriceBook book) {
    long all = 0;
    var priced = new EnumMap<Basis, Long>(Basis.class);
    var unpriced = new TreeMap<String, UnpricedModel>();
    var low = BigDecimal.ZERO;
    Optional<BigDecimal> high = Optional.of(BigDecimal.ZERO);
    var ambiguous = BigDecimal.ZERO;
    for (var cell : cells) {
      var spend = cell.spend();
      all += spend.tokens().all();
      low = low.add(spend.low());
      high = high.flatMap(sum -> spend.high().map(sum::add));
      if (spend.complete()) ambiguous = ambiguous.add(between(spend));
      switch (book.price(cell.provider(), cell.model(), grid.instant(cell.cell()), cell.tier())) {
        case Quote.Found(var price, var match) ->
            priced.merge(price.basis(), spend.tokens().all() - spend.unpricedTokens(), Long::sum);
        case Quote.Unknown unknown -> add(unpriced, cell, unknown);
      }
    }
    return new Coverage(
        all == 0 ? 1 : share(priced.values().stream().mapToLong(Long::longValue).sum(), all),
        share(priced.getOrDefault(Basis.DATED, 0L), all),
        share(priced.getOrDefault(Basis.UNDATED_LIST, 0L), all),
        share(priced.getOrDefault(Basis.OVERRIDE, 0L), all),
        unpriced.values().stream().sorted((a, b) -> Long.compare(b.tokens, a.tokens)).toList(),
        low.setScale(6, RoundingMode.HALF_EVEN),
        high.map(sum -> sum.setScale(6, RoundingMode.HALF_EVEN)),
        ambiguous.setScale(6, RoundingMode.HALF_EVEN));
  }

  private static BigDecimal between(Spend spend) {
    return spend.high().map(high -> high.subtract(spend.low())).orElse(BigDecimal.ZERO);
  }

  private static void add(
      Map<String, UnpricedModel> unpriced, PriceCell cell, Quote.Unknown unknown) {
    var tokens = cell.spend().tokens();
    unpriced.merge(
        cell.provider() + " " + cell.model(),
        new UnpricedModel(
            cell.model(),
            cell.provider(),
            tokens.all(),
            tokens.calls(),
            unknown.sentence(),
            unknown.nearest().stream().map(p -> p.provider() + " " + p.model()).toList()),
        (one, other) ->
            new UnpricedModel(
                one.model,
                one.provider,
                one.tokens + other.tokens,
                one.calls + other.calls,
                one.why,
                one.nearest));
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }
}
