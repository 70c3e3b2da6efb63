package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.Habits.Spread;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whether prompts came to be longer from some day on: the day that parts the calls best, when the
/// step there is far beyond chance and large. For one thread.
final class PromptDrift {
  private static final int DAYS_MIN = 3;
  private static final int CALLS_MIN = 100;
  private static final double SCORE_MIN = 8;
  private static final double RATIO_MIN = 1.2;
  private static final double LASTING_MIN = 0.8;
  private static final int DAY_SECONDS = 86_400;

  private final TreeMap<Long, Spread> days = new TreeMap<>();

  void add(Instant at, long input) {
    days.merge(
        Math.floorDiv(at.getEpochSecond(), (long) DAY_SECONDS),
        new Spread(1, input, (double) input * input),
        Spread::plus);
  }

  Optional<Habits.Drift> drift() {
    var numbers = new ArrayList<>(days.keySet());
    Optional<Habits.Drift> best = Optional.empty();
    for (int i = DAYS_MIN; i + DAYS_MIN <= numbers.size(); i++) {
      var drift = at(numbers.get(i));
      if (best.isEmpty() || drift.score() > best.get().score()) best = Optional.of(drift);
    }
    return best.filter(this::clear);
  }

  private Habits.Drift at(long day) {
    var before = sum(days.headMap(day));
    var after = sum(days.tailMap(day));
    var error = Math.sqrt(before.variance() / before.count() + after.variance() / after.count());
    return new Habits.Drift(
        LocalDate.ofEpochDay(day),
        before,
        after,
        error == 0 ? 0 : (after.mean() - before.mean()) / error);
  }

  private static Spread sum(SortedMap<Long, Spread> part) {
    return part.values().stream().reduce(Spread.NONE, Spread::plus);
  }

  private boolean clear(Habits.Drift drift) {
    return drift.score() >= SCORE_MIN
        && drift.before().count() >= CALLS_MIN
        && drift.after().count() >= CALLS_MIN
        && drift.after().mean() >= RATIO_MIN * drift.before().mean()
        && lasts(drift);
  }

  /// A few wild days among the later ones are no drift: nearly all of them must be longer.
  private boolean lasts(Habits.Drift drift) {
    var later = days.tailMap(drift.since().toEpochDay()).values();
    double least = (1 + RATIO_MIN) / 2 * drift.before().mean();
    long longer = later.stream().filter(day -> day.mean() >= least).count();
    return longer >= LASTING_MIN * later.size();
  }
}
