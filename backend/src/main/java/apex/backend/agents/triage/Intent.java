package apex.backend.agents.triage;

import java.util.List;
import java.util.Locale;

/// What a person wants to know.
public enum Intent {
  SPEND("what was spent", "spend_drivers", "input_output_share"),
  SAVE("how to spend less"),
  BREAKDOWN("where the money goes", "spend_drivers", "input_output_share"),
  CACHING("whether prompt caching pays", "prompt_caching", "spend_drivers"),
  MODEL_CHOICE(
      "what another model would cost",
      "model_option",
      "right_sizing",
      "superseded_model",
      "provider_arbitrage",
      "provisioned_throughput",
      "spend_drivers"),
  OUTPUT_LENGTH("what long answers cost", "output_tail", "reasoning_effort", "input_output_share"),
  PROMPT_LENGTH(
      "what long prompts cost",
      "long_prompts",
      "prompt_growth",
      "context_cliff",
      "prompt_caching",
      "input_output_share"),
  CHANGE("what changed", "spend_change", "anomaly", "spend_drivers"),
  FORECAST("what will be spent", "forecast", "spend_drivers"),
  ERRORS(
      "what failures and repeats cost",
      "wasted_calls",
      "exact_duplicates",
      "re_embedding",
      "dev_and_zombie",
      "spend_drivers"),
  COVERAGE("how sure the figures are", "spend_drivers"),
  HELP("how to use this"),
  OFF_TOPIC("something else than usage and spend");

  private final String words;
  private final List<String> analyses;

  Intent(String words, String... analyses) {
    this.words = words;
    this.analyses = List.of(analyses);
  }

  /// The kinds of analysis that answer it; empty means all.
  public List<String> analyses() {
    return analyses;
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
