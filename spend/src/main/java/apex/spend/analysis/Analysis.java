package apex.spend.analysis;

/// One way to spend less, or to see where it goes. Pure: the same study gives the same outcome.
public interface Analysis {
  /// Names it in findings, such as `prompt_caching`; lower case, digits and underscores.
  String kind();

  /// What it answers, in a phrase that a question can be compared with.
  String answers();

  Outcome analyse(Study study);

  /// Whether it needs the calls' habits, which take a reading of every call.
  default boolean needsHabits() {
    return false;
  }

  /// Whether it answers a question of its own and is left out of a general one.
  default boolean onlyWhenAsked() {
    return false;
  }
}
