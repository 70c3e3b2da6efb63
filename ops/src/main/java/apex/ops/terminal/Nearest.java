package apex.ops.terminal;

import apex.kernel.spelling.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which of the known words a mistyped one was meant to be.
public final class Nearest {
  private Nearest() {}

  /// Empty when none is near: more than a third of the letters would have to change.
  public static Optional<String> to(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> Spelling.slips(typed, word) <= Math.max(2, typed.length() / 3))
        .min(Comparator.comparingInt(word -> Spelling.slips(typed, word)));
  }
}
