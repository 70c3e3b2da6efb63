package apex.spend.price;

import java.util.List;

/// What the book answers when asked for a price.
public sealed interface Quote {
  /// @param match how the model's name was found
  record Found(Price price, Match match) implements Quote {}

  /// @param nearest known names, the most alike first; empty when none is alike
  record Unknown(WhyUnpriced why, String sentence, List<Price> nearest) implements Quote {
    public Unknown {
      nearest = List.copyOf(nearest);
    }
  }

  /// The rungs of the ladder by which a model's name is found, the surest first.
  enum Match {
    /// Set by the workspace for just this name.
    OVERRIDE,
    /// The name is the book's own.
    EXACT,
    /// A rule of the provider's models fits.
    RULE,
    /// As before, once a date such as `-20250929` is written `-2025-09-29`.
    DATE_REWRITTEN,
    /// As before, once a leading `provider/` is taken off.
    PREFIX_REMOVED,
    /// Found at another provider whose models this one resells.
    RESOLD
  }
}
