package apex.spend.analysis;

import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// What an analysis needs of the calls' habits, and why it refuses without.
final class Needs {
  private Needs() {}

  /// Hands the habits over, or refuses when they were not counted.
  static Outcome habits(Study study, Function<Figure<Habits>, Outcome> work) {
    Optional<Figure<Habits>> habits = study.figures().habits();
    if (habits.isEmpty())
      return new Outcome.Refused(
          "the calls were not studied one by one yet: there are too many to do it while one waits",
          "nothing; it is done in the background, or ask of a shorter period or one route");
    return work.apply(habits.get());
  }

  /// As [#habits], and refuses when no call tells what is needed.
  static Outcome told(
      Study study,
      ToLongFunction<Habits.Told> needed,
      Outcome.Refused otherwise,
      Function<Figure<Habits>, Outcome> work) {
    return habits(
        study,
        habits -> needed.applyAsLong(habits.value().told()) == 0 ? otherwise : work.apply(habits));
  }

  /// A sentence on when the habits were counted, where that was before the question.
  static String[] age(Study study) {
    return study
        .figures()
        .habitsCounted()
        .map(at ->
            new String[] {
              "Counted in the background at %s, up to the call of %s."
                  .formatted(
                      at,
                      study
                          .figures()
                          .habits()
                          .flatMap(h -> h.value().until())
                          .map(Object::toString)
                          .orElse("nobody"))
            })
        .orElse(new String[0]);
  }
}
