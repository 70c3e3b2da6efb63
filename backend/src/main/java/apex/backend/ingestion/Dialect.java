package apex.backend.ingestion;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How one kind of file names its columns and writes its time.
///
/// @param columns from the file's own names
/// @param timeRule what a timestamp must look like, for people
/// @param time throws DateTimeException or ArithmeticException when the text breaks the rule
record Dialect(Map<String, UsageColumn> columns, String timeRule, Function<String, Instant> time) {

  /// The documented names, times with their offset.
  static final Dialect PLAIN =
      new Dialect(
          Arrays.stream(UsageColumn.values())
              .collect(toUnmodifiableMap(UsageColumn::word, Function.identity())),
          "RFC 3339 with an offset, such as 2026-01-01T00:00:00Z",
          text -> OffsetDateTime.parse(text).toInstant());

  /// The Azure inference traces: UTC without saying so, seven digits of a second.
  static final Dialect AZURE =
      new Dialect(
          Map.of(
              "TIMESTAMP", UsageColumn.TIMESTAMP,
              "ContextTokens", UsageColumn.INPUT_TOKENS,
              "GeneratedTokens", UsageColumn.OUTPUT_TOKENS),
          "UTC such as 2023-11-16 18:15:46.6805900",
          text -> OffsetDateTime.parse(text.replace(' ', 'T') + "Z").toInstant());

  /// The documented names and, before them, the names that a person mapped.
  ///
  /// @param mapped from the file's name to ours
  static Dialect mapped(Map<String, UsageColumn> mapped) {
    var columns = new HashMap<String, UsageColumn>(mapped);
    PLAIN.columns.forEach((name, column) -> {
      if (!mapped.containsValue(column)) columns.putIfAbsent(name, column);
    });
    return new Dialect(columns, Times.RULE, Times::any);
  }

  /// The Mooncake traces, whose clock begins at `start`.
  static Dialect mooncake(Instant start) {
    return new Dialect(
        Map.of(
            "timestamp", UsageColumn.TIMESTAMP,
            "input_length", UsageColumn.INPUT_TOKENS,
            "output_length", UsageColumn.OUTPUT_TOKENS,
            "hash_ids", UsageColumn.PREFIX_HASHES),
        "whole milliseconds from the start, 0 or more",
        text -> start.plusMillis(milliseconds(text)));
  }

  Dialect {
    columns = Map.copyOf(columns);
  }

  @Nullable UsageColumn column(String name) {
    return columns.get(name);
  }

  /// The name that the file gives, or the documented one where its kind has none.
  String label(UsageColumn column) {
    return columns.entrySet().stream()
        .filter(named -> named.getValue() == column)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(column::word);
  }

  Optional<Instant> at(String text) {
    try {
      return Optional.of(time.apply(text));
    } catch (DateTimeException | ArithmeticException broken) {
      return Optional.empty();
    }
  }

  private static long milliseconds(String text) {
    if (!text.matches("[0-9]{1,15}")) throw new DateTimeException("not milliseconds");
    return Long.parseLong(text);
  }
}
