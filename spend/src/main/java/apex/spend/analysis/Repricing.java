package apex.spend.analysis;

import apex.spend.figures.PriceCell;
import apex.spend.price.Price;
import apex.spend.price.Quote;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The same tokens of a group at another model's prices, each cell at the price in force at its own
/// time: exact, since cells are repriced by sums within one price.
///
/// @param price of the last cell
record Repricing(BigDecimal now, BigDecimal then, List<Cut> cuts, Price price) {

  /// Empty when a call of the group has no price, or the other model has none for it.
  ///
  /// @param model of the other provider, as the book names it
  static Optional<Repricing> of(Study study, Study.Group group, String provider, String model) {
    var input = BigDecimal.ZERO;
    var output = BigDecimal.ZERO;
    var now = BigDecimal.ZERO;
    Optional<Price> shown = Optional.empty();
    for (var cell : cells(study, group)) {
      var own = study.price(cell).flatMap(price -> study.cost(price, cell));
      var other = price(study, provider, model, cell);
      var then = other.flatMap(price -> study.cost(price, cell));
      if (own.isEmpty() || then.isEmpty()) return Optional.empty();
      var was = own.get().components();
      var would = then.get().components();
      input =
          input
              .add(was.inputSide())
              .add(was.requests())
              .subtract(would.inputSide())
              .subtract(would.requests());
      output = output.add(was.outputSide()).subtract(would.outputSide());
      now = now.add(own.get().usd());
      shown = other;
    }
    if (shown.isEmpty()) return Optional.empty();
    var cuts = new ArrayList<Cut>();
    cuts.add(cut(group, Cut.Side.INPUT, input));
    cuts.add(cut(group, Cut.Side.OUTPUT, output));
    return Optional.of(
        new Repricing(now, now.subtract(input).subtract(output), List.copyOf(cuts), shown.get()));
  }

  BigDecimal saving() {
    return now.subtract(then);
  }

  private static Cut cut(Study.Group group, Cut.Side side, BigDecimal usd) {
    return new Cut(group.provider(), group.model(), group.route(), side, usd, usd, usd);
  }

  private static List<PriceCell> cells(Study study, Study.Group group) {
    return study.figures().cells().value().stream()
        .filter(cell ->
            cell.provider().equals(group.provider())
                && cell.model().equals(group.model())
                && cell.route().equals(group.route()))
        .toList();
  }

  private static Optional<Price> price(Study study, String provider, String model, PriceCell cell) {
    var at = study.figures().grid().instant(cell.cell());
    return study.book().price(provider, model, at, cell.tier())
            instanceof Quote.Found(var price, var match)
        ? Optional.of(price)
        : Optional.empty();
  }
}
