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
    OVERRIDE("the workspace's own price for just this name"),
    ALIAS("the workspace said that this name is another one"),
    EXACT("the name is the book's own"),
    RULE("a rule of the provider's models fits"),
    RESOLD("found at another provider whose models this one resells"),
    DATE_REWRITTEN("as before, once `-20250929` is written `-2025-09-29`"),
    PREFIX_REMOVED("as before, once a leading `provider/` is taken off"),
    HOST_FORM(
        "as before, once the host's spelling is undone: `publishers/google/models/…`, `models/…`,"
            + " `deployments/…`, `@20250929`, Azure's `gpt-35`; an id or ARN of Bedrock"
            + " (`eu.anthropic.…-v1:0`) is looked up at Bedrock whatever the emitter calls the"
            + " provider"),
    FINE_TUNE(
        "the base of `ft:base:organisation::id`, times the provider's factor for fine-tuned"
            + " models"),
    VENDOR_IN_NAME(
        "the provider is not known, and the name begins with one that is: `openai/gpt-4o`"),
    NOT_ASKED("a cache of one's own answered");

    private final String words;

    Match(String words) {
      this.words = words;
    }

    /// What was done to find it, as the documentation says it.
    public String words() {
      return words;
    }
  }
}
