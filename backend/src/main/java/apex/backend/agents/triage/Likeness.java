package apex.backend.agents.triage;

/// Whether one name was most likely meant as another: a typing slip, never another version.
final class Likeness {
  private static final int SHORTEST = 5;
  private static final int LONG = 10;

  private Likeness() {}

  /// Equal, or one slip apart (two in a word of ten letters or more) with every digit the same.
  static boolean same(String typed, String name) {
    if (typed.equals(name)) return true;
    if (Math.min(typed.length(), name.length()) < SHORTEST) return false;
    if (!digits(typed).equals(digits(name))) return false;
    return distance(typed, name) <= (oneWord(name) && name.length() >= LONG ? 2 : 1);
  }

  private static boolean oneWord(String name) {
    return name.indexOf(' ') < 0;
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  /// How many letters to add, drop, change or swap with their neighbour.
  static int distance(String left, String right) {
    var cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) cost[i][0] = i;
    for (int j = 0; j <= right.length(); j++) cost[0][j] = j;
    for (int i = 1; i <= left.length(); i++)
      for (int j = 1; j <= right.length(); j++) cost[i][j] = cheapest(cost, left, right, i, j);
    return cost[left.length()][right.length()];
  }

  private static int cheapest(int[][] cost, String left, String right, int i, int j) {
    int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
    int best =
        Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
    return swapped(left, right, i, j) ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }

  private static boolean swapped(String left, String right, int i, int j) {
    return i > 1
        && j > 1
        && left.charAt(i - 1) == right.charAt(j - 2)
        && left.charAt(i - 2) == right.charAt(j - 1);
  }
}
