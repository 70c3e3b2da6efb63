package apex.backend.ingestion;

import apex.kernel.spelling.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which known names a mistyped one was meant to be.
final class NearName {
  private static final int SHOWN = 3;

  private NearName() {}

  /// The nearest few, for people: `nearest: input_tokens, output_tokens`.
  static String of(String typed, Collection<String> known) {
    return known.stream()
        .sorted(
            Comparator.comparingInt((String name) -> distance(typed, name)).thenComparing(n -> n))
        .limit(SHOWN)
        .map(Shown::of)
        .collect(Collectors.joining(", ", "nearest: ", ""));
  }

  private static int distance(String typed, String known) {
    return Spelling.slips(typed.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
  }
}
