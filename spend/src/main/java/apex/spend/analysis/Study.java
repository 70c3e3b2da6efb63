package apex.spend.analysis;

import apex.spend.figures.Figures;
import apex.spend.figures.PriceCell;
import apex.spend.figures.Source;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.Price;
import apex.spend.price.PriceBook;
import apex.spend.price.Quote;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import apex.spend.proof.Evidences;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the analyses of one run work on: the figures, the prices, and the evidence they add to. One
/// run, one thread.
public final class Study {
  private final Figures figures;
  private final PriceBook book;
  private final Evidences evidences;
  private final Map<Group, Sides> sides;
  private final List<Capacity> capacities;
  private int findings;

  /// @throws IllegalArgumentException when the stored costs were priced by another book
  public Study(Figures figures, PriceBook book) {
    this(figures, book, List.of());
  }

  /// @param capacities what the workspace was offered for reserved capacity
  public Study(Figures figures, PriceBook book, List<Capacity> capacities) {
    if (!figures.book().equals(book.version()))
      throw new IllegalArgumentException(
          "the figures were priced by %s, the book is %s"
              .formatted(figures.book(), book.version()));
    this.figures = figures;
    this.book = book;
    this.evidences = new Evidences(figures);
    this.sides = sides(figures, book);
    this.capacities = List.copyOf(capacities);
  }

  /// A model on a route.
  public record Group(String provider, String model, String route) {
    Map<String, String> scope() {
      var scope = new LinkedHashMap<String, String>();
      if (!provider.isEmpty()) scope.put("provider", provider);
      scope.put("model", model);
      if (!route.isEmpty()) scope.put("route", route);
      return scope;
    }

    /// Such as `gpt-4o on chat`.
    String words() {
      return route.isEmpty() ? model : model + " on " + route;
    }
  }

  /// What a group's input and output cost, and their tokens.
  public record Sides(BigDecimal input, BigDecimal output, TokenSums tokens) {
    static final Sides NONE = new Sides(BigDecimal.ZERO, BigDecimal.ZERO, TokenSums.NONE);

    Sides plus(Sides other) {
      return new Sides(input.add(other.input), output.add(other.output), tokens.plus(other.tokens));
    }

    public BigDecimal cost() {
      return input.add(output);
    }

    /// Average price of an input token, US dollars; exact while the group has one price.
    BigDecimal perInputToken() {
      return per(input, tokens.input());
    }

    BigDecimal perOutputToken() {
      return per(output, tokens.output());
    }

    private static BigDecimal per(BigDecimal cost, long tokens) {
      return tokens == 0
          ? BigDecimal.ZERO
          : cost.divide(BigDecimal.valueOf(tokens), MathContext.DECIMAL128);
    }
  }

  public Figures figures() {
    return figures;
  }

  public PriceBook book() {
    return book;
  }

  public Evidences evidences() {
    return evidences;
  }

  /// The whole spend of the slice, as stored.
  public BigDecimal spend() {
    return figures.total().value().cost();
  }

  List<Capacity> capacities() {
    return capacities;
  }

  public long calls() {
    return figures.total().value().tokens().calls();
  }

  public double share(BigDecimal part) {
    return spend().signum() == 0 ? 0 : part.divide(spend(), MathContext.DECIMAL64).doubleValue();
  }

  /// Every priced model on every route, dearest first.
  public Map<Group, Sides> groups() {
    return sides;
  }

  /// The price in force for a cell's own model.
  Optional<Price> price(PriceCell cell) {
    return book.price(
                cell.provider(), cell.model(), figures.grid().instant(cell.cell()), cell.tier())
            instanceof Quote.Found(var price, var match)
        ? Optional.of(price)
        : Optional.empty();
  }

  /// What a cell's tokens cost at a price.
  Optional<Cost.Priced> cost(Price price, PriceCell cell) {
    return Cost.of(price, cell.spend().tokens(), figures.grid().size(cell.cell()))
            instanceof Cost.Priced priced
        ? Optional.of(priced)
        : Optional.empty();
  }

  String evidence(
      String subject, Source source, String formula, Map<String, String> sums, BigDecimal usd) {
    return evidences.add(
        subject, source, new Evidence.Computation(formula, sums, Usd.text(usd), "usd"));
  }

  /// The number of the next finding and its action.
  int next() {
    return ++findings;
  }

  private static Map<Group, Sides> sides(Figures figures, PriceBook book) {
    var sums = new LinkedHashMap<Group, Sides>();
    for (var cell : figures.cells().value()) {
      var quote =
          book.price(
              cell.provider(), cell.model(), figures.grid().instant(cell.cell()), cell.tier());
      var tokens = cell.spend().tokens();
      if (Cost.of(quote, tokens, figures.grid().size(cell.cell())) instanceof Cost.Priced priced)
        sums.merge(
            new Group(cell.provider(), cell.model(), cell.route()),
            new Sides(
                priced.components().inputSide().add(priced.components().requests()),
                priced.components().outputSide(),
                tokens),
            Sides::plus);
    }
    var dearestFirst = new LinkedHashMap<Group, Sides>();
    sorted(sums).forEach(entry -> dearestFirst.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(dearestFirst);
  }

  private static Stream<Map.Entry<Group, Sides>> sorted(Map<Group, Sides> sums) {
    return sums.entrySet().stream()
        .sorted((a, b) -> b.getValue().cost().compareTo(a.getValue().cost()));
  }
}
