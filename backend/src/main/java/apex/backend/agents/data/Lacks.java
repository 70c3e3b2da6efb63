package apex.backend.agents.data;

import apex.spend.figures.Figures;
import apex.spend.price.Coverage;
import apex.stores.clickhouse.CostSet;
import apex.stores.clickhouse.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What the figures of an answer lack, one sentence each.
///
/// @param book the version of the price book that is in force
record Lacks(AtOnce atOnce, String book, Instant askedAt) {
  private static final int MODELS_SHOWN = 10;

  List<String> of(Figures figures, Coverage coverage, UsageReading reading) {
    var told = new ArrayList<String>();
    prices(figures, coverage, told::add);
    study(figures, told::add);
    costs(reading, told::add);
    return told;
  }

  private static void prices(Figures figures, Coverage coverage, Consumer<String> told) {
    if (coverage.unpriced().isEmpty()) return;
    var total = figures.total().value();
    told.accept(
        "%d of %d calls have no known price: %s."
            .formatted(total.unpricedCalls(), total.tokens().calls(), models(coverage)));
  }

  private static String models(Coverage coverage) {
    return coverage.unpriced().stream()
        .limit(MODELS_SHOWN)
        .map(unpriced -> unpriced.model())
        .collect(Collectors.joining(", "));
  }

  private void study(Figures figures, Consumer<String> told) {
    var shape = figures.shape().value();
    figures
        .habitsCounted()
        .ifPresent(at ->
            told.accept(
                "The calls were studied one by one in the background, %s ago: what came since is not in those findings."
                    .formatted(words(Duration.between(at, askedAt)))));
    if (!atOnce.studied(shape) && figures.habits().isEmpty())
      told.accept(
          "Calls were not studied one by one: there are more than %d. It is done in the background where all data are asked for; else ask for a shorter period or one route."
              .formatted(atOnce.studyCallsMax()));
    if (!atOnce.replayed(shape) && figures.replay().isEmpty())
      told.accept(
          "Prompt prefixes were not replayed: more than %d calls have them. It is done in the background where all data are asked for; else ask for a shorter period."
              .formatted(atOnce.replayCallsMax()));
  }

  private void costs(UsageReading reading, Consumer<String> told) {
    if (reading.set().pricing() != 0) told.accept(adopted(reading.set()));
    var others = reading.books().stream().filter(name -> !name.equals(book)).toList();
    if (!others.isEmpty())
      told.accept("Some calls were priced by another price book: %s.".formatted(others));
  }

  private static String adopted(CostSet set) {
    return "The totals count the adopted repricing (set %d) for the calls of %s to %s, the first costs elsewhere."
        .formatted(set.pricing(), day(set.from()), day(set.to()));
  }

  private static String words(Duration age) {
    return age.toHours() > 0 ? age.toHours() + " hours" : Math.max(1, age.toMinutes()) + " minutes";
  }

  private static String day(Instant at) {
    return at.toString().substring(0, 10);
  }
}
