package apex.ops.terminal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which of the known words a mistyped one was meant to be.
public final class Nearest {
  private Nearest() {}

  /// Empty when none is near: more than a third of the letters would have to change.
  public static Optional<String> to(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(typed, word) <= Math.max(2, typed.length() / 3))
        .min(Comparator.comparingInt(word -> distance(typed, word)));
  }

  /// Letters to insert, drop, replace, or swap with their neighbour.
  static int distance(String one, String other) {
    var rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) rows[i][0] = i;
    for (int j = 0; j <= other.length(); j++) rows[0][j] = j;
    for (int i = 1; i <= one.length(); i++)
      for (int j = 1; j <= other.length(); j++) rows[i][j] = step(rows, one, other, i, j);
    return rows[one.length()][other.length()];
  }

  private static int step(int[][] rows, String one, String other, int i, int j) {
    var same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
    var best = Math.min(rows[i - 1][j - 1] + same, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    var swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
  }
}
