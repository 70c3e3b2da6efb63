package apex.spend.figures;

/// Why a call that was paid for was paid for nothing. A call has at most one: the first that fits,
/// in this order.
public enum WasteKind {
  /// It came from a development, test or continuous integration environment.
  TEST_ENVIRONMENT("calls from test environments"),
  /// It failed, on a route that has not succeeded for a week.
  ZOMBIE("calls of a route that never succeeds any more"),
  /// It failed and was billed.
  FAILED("failed calls that were billed"),
  /// Its answer was given up by whoever asked.
  ABANDONED("answers nobody waited for"),
  /// The same text was embedded before.
  REEMBEDDED("embeddings of text embedded before"),
  /// The same prompt at least three times in one conversation.
  LOOP("the same prompt again and again in one conversation"),
  /// The same prompt was answered within a day before.
  DUPLICATE("prompts answered before");

  private final String words;

  WasteKind(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
