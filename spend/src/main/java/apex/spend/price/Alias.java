package apex.spend.price;

import java.time.Instant;
import java.util.Optional;

/// A workspace's word that one name, such as the name of a deployment, is a model of the book.
///
/// @param provider as emitters tell it; empty for any
/// @param model as emitters tell it
/// @param asProvider as the book knows it
/// @param asModel as the book knows it
public record Alias(
    String provider,
    String model,
    String asProvider,
    String asModel,
    Optional<Instant> validFrom,
    Optional<Instant> validTo,
    String source) {
  public Alias {
    if (model.isBlank() || asModel.isBlank())
      throw new IllegalArgumentException("an alias must name both models");
    Stretch.check(validFrom, validTo);
  }

  boolean fits(String providerName, String modelName, Instant at) {
    return (provider.isEmpty() || provider.equalsIgnoreCase(providerName))
        && model.equalsIgnoreCase(modelName)
        && new Stretch(validFrom, validTo).holds(at);
  }
}
