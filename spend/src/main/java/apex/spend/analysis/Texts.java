package apex.spend.analysis;

import java.util.Locale;

/// Words for numbers.
final class Texts {
  private Texts() {}

  /// A share as percent with one decimal, such as `48.2 %`.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
