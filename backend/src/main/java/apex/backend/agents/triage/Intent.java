package apex.backend.agents.triage;

import java.util.Locale;

/// What a person wants to know.
public enum Intent {
  SPEND("what was spent"),
  SAVE("how to spend less"),
  BREAKDOWN("where the money goes"),
  CACHING("whether prompt caching pays"),
  MODEL_CHOICE("what another model would cost"),
  OUTPUT_LENGTH("what long answers cost"),
  PROMPT_LENGTH("what long prompts cost"),
  CHANGE("what changed"),
  FORECAST("what will be spent"),
  ERRORS("what failures and repeats cost"),
  COVERAGE("how sure the figures are"),
  HELP("how to use this"),
  OFF_TOPIC("something else than usage and spend");

  private final String words;

  Intent(String words) {
    this.words = words;
  }

  /// As a person would say it: `how to spend less`.
  public String words() {
    return words;
  }

  /// As on the wire: `model_choice`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether an answer needs the workspace's usage at all.
  public boolean needsUsage() {
    return this != HELP && this != OFF_TOPIC;
  }
}
