package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.spend.price.Alias;
import apex.spend.price.Discount;
import apex.spend.price.Price;
import java.time.Instant;

/// One of a workspace's own prices, discounts or aliases, and who set it.
public record PriceTerm(PriceTermId id, What what, UserId setBy, Instant setAt) {
  /// The thing itself.
  public sealed interface What {
    record OwnPrice(Price price) implements What {}

    record Less(Discount discount) implements What {}

    record Named(Alias alias) implements What {}
  }
}
