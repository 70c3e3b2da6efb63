package apex.backend.prices;

import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
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
/// one model with one price and one tier.
///
/// @param lines one for each model that was used, the largest difference first
public record PriceDiff(Instant a, Instant b, List<Line> lines, BigDecimal atA, BigDecimal atB) {
  public PriceDiff {
    lines = List.copyOf(lines);
  }

  /// @param atA what its usage costs at the prices of `a`; empty when those are unknown
  public record Line(
      String provider,
      String model,
      long calls,
      long tokens,
      Optional<BigDecimal> atA,
      Optional<BigDecimal> atB) {
    BigDecimal difference() {
      return atA.isEmpty() || atB.isEmpty() ? BigDecimal.ZERO : atB.get().subtract(atA.get());
    }

    private Line plus(Line other) {
      return new Line(
          provider,
          model,
          calls + other.calls,
          tokens + other.tokens,
          atA.flatMap(mine -> other.atA.map(mine::add)),
          atB.flatMap(mine -> other.atB.map(mine::add)));
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

  private static Line line(PriceCell cell, PriceGrid grid, PriceBook book, Instant a, Instant b) {
    var tokens = cell.spend().tokens();
    return new Line(
        cell.provider(),
        cell.model(),
        tokens.calls(),
        tokens.all(),
        cost(cell, grid, book, a),
        cost(cell, grid, book, b));
  }

  private static Optional<BigDecimal> cost(
      PriceCell cell, PriceGrid grid, PriceBook book, Instant day) {
    var at = Repricer.moved(day, grid.instant(cell.cell()));
    var quote = book.price(cell.provider(), cell.model(), at);
    return Cost.of(quote, cell.spend().tokens(), grid.size(cell.cell()))
            instanceof Cost.Priced priced
        ? Optional.of(priced.usd())
        : Optional.empty();
  }

  private static BigDecimal sum(List<Line> lines, Function<Line, Optional<BigDecimal>> amount) {
    return lines.stream()
        .flatMap(line -> amount.apply(line).stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
