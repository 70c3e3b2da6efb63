package apex.spend.price;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/// A price in US dollars per million tokens, which the size of the whole request may change.
///
/// @param steps ascending; none for a flat price
public record Tiered(BigDecimal base, List<Step> steps) {
  public Tiered {
    steps = steps.stream().sorted(Comparator.comparingLong(Step::above)).toList();
    if (base.signum() < 0 || steps.stream().anyMatch(step -> step.price.signum() < 0))
      throw new IllegalArgumentException("a price must not be negative");
  }

  /// For requests of more input tokens than `above`.
  public record Step(long above, BigDecimal price) {}

  public static Tiered flat(String price) {
    return new Tiered(new BigDecimal(price), List.of());
  }

  /// The price of every token of a request with so many input tokens.
  public BigDecimal at(long inputTokens) {
    var price = base;
    for (var step : steps) if (inputTokens > step.above) price = step.price;
    return price;
  }

  Tiered times(BigDecimal factor) {
    return new Tiered(
        base.multiply(factor),
        steps.stream().map(s -> new Step(s.above, s.price.multiply(factor))).toList());
  }
}
