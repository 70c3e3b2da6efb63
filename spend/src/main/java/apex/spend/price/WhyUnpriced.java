package apex.spend.price;

/// Why a call has no price. Unknown is never zero.
public enum WhyUnpriced {
  /// The book does not know the provider, and no provider's rule claims the model.
  UNKNOWN_PROVIDER,
  /// The provider is known, the model is not.
  UNKNOWN_MODEL,
  /// The model is listed without any price.
  NO_PRICE_LISTED,
  /// The model is priced by pages, hours or the like.
  NOT_PRICED_BY_TOKENS,
  /// The call has output tokens and the model lists no price for them.
  NO_OUTPUT_PRICE,
  /// The price is known for ordinary terms only, not for the service tier or the fine-tuning.
  NO_TIER_PRICE,
  /// A row sums up calls to which more than one price may have applied.
  SEVERAL_PRICES,
  /// A kind of token whose rate the book does not hold.
  OTHER_RATE
}
