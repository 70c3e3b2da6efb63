package apex.backend.ingestion;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a file of usage is written.
public enum ImportFormat {
  /// Decided by the file's own beginning; the verdict is in the result.
  AUTO,
  /// A header row with the names of the JSONL fields, or the header of the Azure traces.
  CSV,
  /// One JSON object a line.
  JSONL,
  /// The Mooncake traces: JSONL with milliseconds from a start and one hash for each block.
  MOONCAKE,
  /// The usage dashboard's CSV, or the pages of the organization usage API.
  OPENAI,
  /// The Console's CSV, or the Admin API's usage report.
  ANTHROPIC,
  /// LiteLLM's spend logs.
  LITELLM,
  /// Langfuse's observations.
  LANGFUSE,
  /// The BurstGPT traces.
  BURSTGPT,
  /// Rows of the FinOps Open Cost and Usage Specification.
  FOCUS;

  /// The word of a format, such as `auto` or `litellm`; anything else is refused.
  public static ImportFormat parse(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + words()));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// All of them, for people.
  public static String words() {
    return Arrays.stream(values()).map(ImportFormat::word).collect(Collectors.joining(", "));
  }
}
