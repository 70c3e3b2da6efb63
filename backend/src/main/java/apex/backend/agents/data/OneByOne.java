package apex.backend.agents.data;

import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.ReplaySums;
import apex.spend.habits.HabitStudy;
import apex.spend.price.PriceBook;
import apex.spend.replay.PrefixReplay;
import apex.stores.clickhouse.Sourced;
import apex.stores.clickhouse.UsageReading;
import java.util.List;

/// What can be counted only by going through the calls of a reading one by one, in the order of
/// time.
final class OneByOne {
  private OneByOne() {}

  /// What the calls do beside their sums.
  static Sourced<Habits> habits(UsageReading reading, PriceBook book, Period period) {
    var study = new HabitStudy(book, period);
    var source = reading.toldCalls(study::take);
    return new Sourced<>(study.habits(), source);
  }

  /// The cache policies over the calls that tell their prefixes.
  static Sourced<List<ReplaySums>> replay(UsageReading reading, PriceBook book) {
    var replay = new PrefixReplay(book.grid(), book.rules());
    var source = reading.prefixCalls(replay::take);
    return new Sourced<>(replay.sums(), source);
  }
}
