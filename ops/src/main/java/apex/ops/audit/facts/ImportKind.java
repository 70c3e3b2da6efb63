package apex.ops.audit.facts;

import java.util.Locale;

/// When an import happens: as its module loads, when a function runs, or never (for types alone).
public enum ImportKind {
  EAGER,
  LAZY,
  TYPING;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// As in the JSON.
  public String word() {
    return word;
  }
}
