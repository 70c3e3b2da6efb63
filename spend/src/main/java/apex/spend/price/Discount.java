package apex.spend.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// What a workspace pays less than the list price, by its contract. It does not touch prices that
/// the workspace set itself.
///
/// @param provider as in the price book; empty for all
/// @param model as in the price book; empty for all of the provider
/// @param percent 0 to 100
/// @param validTo exclusive
/// @param source who agreed to it, and where that can be read
public record Discount(
    String provider,
    String model,
    BigDecimal percent,
    Optional<Instant> validFrom,
    Optional<Instant> validTo,
    String source) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Discount {
    if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0)
      throw new IllegalArgumentException(
          "a discount must be 0 to 100 percent, was %s".formatted(percent.toPlainString()));
    Stretch.check(validFrom, validTo);
  }

  boolean fits(Price price, Instant at) {
    return (provider.isEmpty() || provider.equalsIgnoreCase(price.provider()))
        && (model.isEmpty() || model.equalsIgnoreCase(price.model()))
        && new Stretch(validFrom, validTo).holds(at);
  }

  Price applied(Price price) {
    return price.times(
        HUNDRED.subtract(percent).movePointLeft(2),
        "%s %% discount (%s)".formatted(percent.toPlainString(), source));
  }
}
