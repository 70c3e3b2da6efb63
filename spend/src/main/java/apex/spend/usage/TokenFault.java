package apex.spend.usage;

/// Why an emitter's numbers cannot be usage. Never repaired: a clamped number hides the emitter's
/// bug and makes the cost wrong.
public enum TokenFault {
  NEGATIVE,
  TOO_MANY,
  /// More cached tokens than the input that is said to hold them.
  CACHED_OVER_INPUT,
  /// More reasoning tokens than the output that is said to hold them.
  REASONING_OVER_OUTPUT
}
