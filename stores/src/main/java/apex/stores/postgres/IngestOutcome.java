package apex.stores.postgres;

import java.util.Locale;

/// What became of something that was sent.
public enum IngestOutcome {
  /// It counts, and did not before.
  ACCEPTED,
  /// It was there already.
  DUPLICATE,
  /// It was there already with another content; among the duplicates.
  CONFLICTING,
  /// It broke a rule and is not kept.
  REJECTED,
  /// It is well formed and not about what a model used.
  IGNORED,
  /// It was made long before it came; among the accepted and the duplicates.
  LATE,
  /// It counted until a call inside it told the same usage.
  REVERSED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
