package apex.spend.usage;

import java.util.Locale;

/// Whether a part was counted in its whole: cached tokens in the input, reasoning tokens in the
/// output.
public enum Inclusion {
  /// The whole holds the part.
  INCLUSIVE,
  /// The part comes on top.
  EXCLUSIVE,
  /// Nothing decides, or the evidence contradicts itself.
  AMBIGUOUS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Inclusion of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
