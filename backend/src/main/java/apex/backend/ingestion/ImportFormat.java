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
  MOONCAKE;

  /// `auto`, `csv`, `jsonl` or `mooncake`; anything else is refused.
  public static ImportFormat parse(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + words()));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String words() {
    return Arrays.stream(values()).map(ImportFormat::word).collect(Collectors.joining(", "));
  }
}
