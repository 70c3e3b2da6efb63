package apex.stores.postgres;

import java.util.UUID;

/// Names one working-out of costs again.
public record RepricingId(UUID value) {
  public static RepricingId random() {
    return new RepricingId(UUID.randomUUID());
  }

  public static RepricingId parse(String text) {
    return new RepricingId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
