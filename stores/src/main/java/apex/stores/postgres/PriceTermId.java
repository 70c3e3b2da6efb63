package apex.stores.postgres;

import java.util.UUID;

/// Names one of a workspace's own prices, discounts or aliases.
public record PriceTermId(UUID value) {
  public static PriceTermId random() {
    return new PriceTermId(UUID.randomUUID());
  }

  public static PriceTermId parse(String text) {
    return new PriceTermId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
