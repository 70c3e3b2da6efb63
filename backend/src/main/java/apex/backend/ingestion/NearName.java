package apex.backend.ingestion;

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
    var one = typed.toLowerCase(Locale.ROOT);
    var other = known.toLowerCase(Locale.ROOT);
    var before = new int[other.length() + 1];
    for (int j = 0; j < before.length; j++) before[j] = j;
    for (int i = 1; i <= one.length(); i++) before = row(before, one.charAt(i - 1), other, i);
    return before[other.length()];
  }

  private static int[] row(int[] before, char letter, String other, int first) {
    var row = new int[before.length];
    row[0] = first;
    for (int j = 1; j < row.length; j++)
      row[j] =
          Math.min(
              before[j - 1] + (letter == other.charAt(j - 1) ? 0 : 1),
              Math.min(before[j], row[j - 1]) + 1);
    return row;
  }
}
