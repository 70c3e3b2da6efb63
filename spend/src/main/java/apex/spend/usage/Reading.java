package apex.spend.usage;

/// What an emitter's numbers mean for one call, as canonical inclusive [Tokens].
public sealed interface Reading {
  /// Only one reading is possible.
  record Certain(Tokens tokens) implements Reading {}

  /// Nothing in the numbers decides: the truth is one of the readings between these two.
  ///
  /// @param low with everything inside that may be inside: the fewest tokens; kept as the call's
  /// @param high with everything outside that may be outside
  record Between(Tokens low, Tokens high) implements Reading {}

  /// No reading is possible; a finding, never repaired.
  ///
  /// @param field whose number it is, such as `cache_read_tokens`
  /// @param rule what the number must be
  record Refused(TokenFault fault, String field, long value, String rule) implements Reading {
    public String sentence() {
      return "%s must be %s, was %d".formatted(field, rule, value);
    }
  }
}
