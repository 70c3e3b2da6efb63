package apex.launcher.sample;

/// A habit that costs money for nothing. The sample has them all; what one is worth is the cost of
/// the sample less the cost of the same sample made without it.
public enum Waste {
  /// The support chat sends its long fixed prompt and the whole history uncached every time.
  UNCACHED_CONVERSATIONS,
  /// Reports may be of any length.
  UNCAPPED_REPORTS,
  /// Tags of a few words come from a large model.
  LARGE_MODEL_FOR_TAGS,
  /// A failed answer is paid for and asked again at once.
  BLIND_RETRIES
}
