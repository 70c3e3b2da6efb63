package apex.spend.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a model cost during one stretch of time.
///
/// @param provider as the book names it
/// @param model as the book names it
/// @param validFrom empty when the book does not say since when
/// @param validTo exclusive; empty when the book knows no end
/// @param hours the UTC hours of each day it is limited to, such as `00:30-16:30`; empty for all
/// @param source the book's version, or who set it
/// @param rules what this book lacks and a provider's published rule fills in, each with its source
public record Price(
    String provider,
    String model,
    Optional<Instant> validFrom,
    Optional<Instant> validTo,
    Optional<String> hours,
    Basis basis,
    String source,
    Rates rates,
    List<String> rules) {
  public Price {
    rules = List.copyOf(rules);
    Stretch.check(validFrom, validTo);
  }

  /// The same price with other rates.
  Price with(Rates other) {
    return new Price(provider, model, validFrom, validTo, hours, basis, source, other, rules);
  }

  /// Every rate times the factor, for the reason told.
  Price times(BigDecimal factor, String rule) {
    var told = new ArrayList<>(rules);
    told.add(rule);
    return new Price(
        provider, model, validFrom, validTo, hours, basis, source, rates.times(factor), told);
  }

  boolean holds(Instant at) {
    return validFrom.map(from -> !at.isBefore(from)).orElse(true)
        && validTo.map(at::isBefore).orElse(true);
  }
}
