package apex.backend.prices;

import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The same usage at the prices of two instants. Exact: every cell of the price grid holds calls of
/// one model under one service tier, with one price and one size.
///
/// @param lines one for each model that was used, the largest difference first
/// @param atA what all of it costs at the prices of `a`
public record PriceDiff(Instant a, Instant b, List<Line> lines, Side atA, Side atB) {
  public PriceDiff {
    lines = List.copyOf(lines);
  }

  /// What usage costs at the prices of one instant.
  ///
  /// @param usd of what has a price
  /// @param unpricedTokens of calls that have none
  /// @param low the least all of it can cost
  /// @param high the most; empty when something without a price has no neighbour to judge by
  public record Side(
      BigDecimal usd, long unpricedTokens, BigDecimal low, Optional<BigDecimal> high) {
    static final Side NONE =
        new Side(BigDecimal.ZERO, 0, BigDecimal.ZERO, Optional.of(BigDecimal.ZERO));

    private Side plus(Side other) {
      return new Side(
          usd.add(other.usd),
          unpricedTokens + other.unpricedTokens,
          low.add(other.low),
          high.flatMap(mine -> other.high.map(mine::add)));
    }

    public boolean complete() {
      return unpricedTokens == 0;
    }
  }

  public record Line(String provider, String model, long calls, long tokens, Side atA, Side atB) {
    /// Zero where it is not known.
    BigDecimal difference() {
      return atA.complete() && atB.complete() ? atB.usd.subtract(atA.usd) : BigDecimal.ZERO;
    }

    private Line plus(Line other) {
      return new Line(
          provider,
          model,
          calls + other.calls,
          tokens + other.tokens,
          atA.plus(other.atA),
          atB.plus(other.atB));
    }
  }

  public static PriceDiff of(
      List<PriceCell> cells, PriceGrid grid, PriceBook book, Instant a, Instant b) {
    var byModel = new LinkedHashMap<List<String>, Line>();
    for (var cell : cells)
      byModel.merge(
          List.of(cell.provider(), cell.model()), line(cell, grid, book, a, b), Line::plus);
    var lines = new ArrayList<>(byModel.values());
    lines.sort((one, other) -> other.difference().abs().compareTo(one.difference().abs()));
    return new PriceDiff(a, b, lines, sum(lines, Line::atA), sum(lines, Line::atB));
  }

  /// Of the models that are priced wholly at both: a price that appears is no difference.
  public BigDecimal difference() {
    return lines.stream().map(Line::difference).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public long tokens() {
    return lines.stream().mapToLong(Line::tokens).sum();
  }

  private static Line line(PriceCell cell, PriceGrid grid, PriceBook book, Instant a, Instant b) {
    var tokens = cell.spend().tokens();
    return new Line(
        cell.provider(),
        cell.model(),
        tokens.calls(),
        tokens.all(),
        side(cell, grid, book, a),
        side(cell, grid, book, b));
  }

  private static Side side(PriceCell cell, PriceGrid grid, PriceBook book, Instant day) {
    var at = Repricer.moved(day, grid.instant(cell.cell()));
    var quote = book.price(cell.provider(), cell.model(), at, cell.tier());
    var size = grid.size(cell.cell());
    var tokens = cell.spend().tokens();
    var cost = Cost.of(quote, tokens, size);
    var most = readInTwoWays(cell) ? Cost.of(quote, onTop(tokens), size) : cost;
    return cost instanceof Cost.Priced priced
        ? new Side(priced.usd(), 0, cost.low(), most.high())
        : new Side(BigDecimal.ZERO, tokens.all(), cost.low(), most.high());
  }

  private static boolean readInTwoWays(PriceCell cell) {
    var spend = cell.spend();
    return spend.complete() && spend.high().filter(h -> h.compareTo(spend.low()) > 0).isPresent();
  }

  /// The reading that costs most, for all calls of the cell: which of them can be read in two ways
  /// the sums do not tell.
  private static TokenSums onTop(TokenSums inside) {
    return new TokenSums(
        inside.calls(),
        inside.input() + inside.cacheRead() + inside.cacheWrite5m() + inside.cacheWrite1h(),
        inside.cacheRead(),
        inside.cacheWrite5m(),
        inside.cacheWrite1h(),
        inside.output() + inside.reasoning(),
        inside.reasoning());
  }

  private static Side sum(List<Line> lines, Function<Line, Side> side) {
    return lines.stream().map(side).reduce(Side.NONE, Side::plus);
  }
}
