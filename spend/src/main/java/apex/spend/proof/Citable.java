package apex.spend.proof;

import java.util.Set;

/// Something a text may call by a placeholder `{{key}}` and cannot say in its own words.
public sealed interface Citable {
  /// As the reader sees it.
  String shown();

  /// Who or what amounts are about: a model, a route, a provider, an analysis.
  ///
  /// @param shown quoted, so that whatever it is called cannot be taken for the text's own words
  record Name(String shown) implements Citable {}

  /// What all amounts of the text are of: their period, the calls they count.
  record Frame(String shown) implements Citable {}

  /// A figure.
  ///
  /// @param shown with its unit, rounded by the house's rules
  /// @param measure what it measures; the clause that calls it must say so
  /// @param subjects keys of the names it is about: the clause must name these and no others; empty
  ///   for a figure of the whole, whose clause names nobody
  record Amount(String shown, Measure measure, Set<String> subjects) implements Citable {
    public Amount {
      subjects = Set.copyOf(subjects);
    }
  }

  /// What a figure measures, and the words that say so.
  enum Measure {
    SPEND(
        Set.of(
            "spend",
            "spends",
            "spent",
            "spending",
            "cost",
            "costs",
            "pay",
            "pays",
            "paid",
            "paying",
            "bill",
            "bills",
            "billed",
            "invoice",
            "invoiced")),
    SAVING(
        Set.of("save", "saves", "saved", "saving", "savings", "cut", "cuts", "reduce", "reduces")),
    CALLS(Set.of("call", "calls", "request", "requests")),
    TOKENS(Set.of("token", "tokens")),
    SHARE(Set.of("share", "shares"));

    private final Set<String> words;

    Measure(Set<String> words) {
      this.words = words;
    }

    boolean saidBy(String word) {
      return words.contains(word);
    }

    boolean money() {
      return this == SPEND || this == SAVING;
    }

    boolean counted() {
      return this == CALLS || this == TOKENS;
    }
  }
}
