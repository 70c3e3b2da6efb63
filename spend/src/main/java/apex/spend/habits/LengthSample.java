package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.Habits.Spread;
import java.util.Arrays;
import java.util.Optional;

/// Lengths of answers, and whether a few of them run on: those beyond a gap in which there is no
/// answer at all. For one thread.
final class LengthSample {
  private static final int LEAST = 30;
  private static final double RUNAWAYS_MOST = 0.15;
  private static final double GAP = 2;
  private static final int RUNAWAYS_MIN = 5;

  private long[] lengths = new long[64];
  private int size;

  void add(long length) {
    if (size == lengths.length) lengths = Arrays.copyOf(lengths, size * 2);
    lengths[size++] = length;
  }

  /// Empty when there are too few.
  Optional<Habits.Answers> answers() {
    if (size < LEAST) return Optional.empty();
    var sorted = Arrays.copyOf(lengths, size);
    Arrays.sort(sorted);
    int first = firstRunaway(sorted);
    boolean any = first < size;
    return Optional.of(
        new Habits.Answers(
            spread(sorted, 0, first),
            sorted[first - 1],
            spread(sorted, first, size),
            any ? sorted[first] : 0));
  }

  /// The widest step upwards among the longest, where it is a gap.
  private static int firstRunaway(long[] sorted) {
    int size = sorted.length;
    int at = size;
    double widest = GAP;
    for (int i = (int) Math.ceil(size * (1 - RUNAWAYS_MOST)); i <= size - RUNAWAYS_MIN; i++) {
      double step = (double) sorted[i] / Math.max(1, sorted[i - 1]);
      if (i > 0 && step >= widest && sorted[i] > 100) {
        widest = step;
        at = i;
      }
    }
    return at;
  }

  static Spread spread(long[] values, int from, int to) {
    long sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
    return new Spread(to - from, sum, squares);
  }
}
