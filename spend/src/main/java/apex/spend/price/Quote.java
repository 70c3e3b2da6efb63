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
    RESOLD,
    /// As before, once the host's own spelling is undone: a path such as
    /// `publishers/google/models/`, a version such as `@20250929`, Azure's `gpt-35`, an id of
    /// Bedrock such as `eu.anthropic.…`.
    HOST_FORM,
    /// The provider is not known; the name begins with one that is, as in `openai/gpt-4o`.
    VENDOR_IN_NAME,
    /// The base of `ft:base:organisation::id`, at the provider's factor for fine-tuned models.
    FINE_TUNE,
    /// The workspace said that this name is another one.
    ALIAS,
    /// A cache of the workspace's own answered: nobody was asked, and nothing is charged.
    NOT_ASKED
  }
}
