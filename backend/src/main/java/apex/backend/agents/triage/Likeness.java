package apex.backend.agents.triage;

import apex.kernel.spelling.Spelling;

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
    return Spelling.slips(typed, name) <= (oneWord(name) && name.length() >= LONG ? 2 : 1);
  }

  private static boolean oneWord(String name) {
    return name.indexOf(' ') < 0;
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }
}
