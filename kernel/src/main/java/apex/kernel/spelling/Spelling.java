package apex.kernel.spelling;

/// The slips between two spellings.
public final class Spelling {
  private Spelling() {}

  /// Letters to insert, drop, replace, or swap with their neighbour.
  public static int slips(String one, String other) {
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
    return swapped(one, other, i, j) ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
  }

  private static boolean swapped(String one, String other, int i, int j) {
    return i > 1
        && j > 1
        && one.charAt(i - 1) == other.charAt(j - 2)
        && one.charAt(i - 2) == other.charAt(j - 1);
  }
}
