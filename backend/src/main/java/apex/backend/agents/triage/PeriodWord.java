package apex.backend.agents.triage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The periods a language model may choose from; what each is, the rules say.
enum PeriodWord {
  TODAY,
  YESTERDAY,
  THIS_WEEK,
  LAST_WEEK,
  THIS_MONTH,
  LAST_MONTH,
  THIS_QUARTER,
  LAST_QUARTER,
  THIS_YEAR,
  LAST_YEAR,
  /// The question names none.
  NONE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// As a person would say it: `last month`; empty when there is nothing to say.
  Optional<String> words() {
    return this == NONE ? Optional.empty() : Optional.of(label().replace('_', ' '));
  }

  static Optional<PeriodWord> of(String label) {
    return Arrays.stream(values()).filter(word -> word.label().equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(PeriodWord::label).toList();
  }
}
