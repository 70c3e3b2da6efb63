package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_LATENCY;
import static apex.backend.ingestion.RejectionReason.BAD_TEXT;
import static apex.backend.ingestion.RejectionReason.BAD_TIMESTAMP;
import static apex.backend.ingestion.RejectionReason.CACHED_OVER_INPUT;
import static apex.backend.ingestion.RejectionReason.MISSING_VALUE;
import static apex.backend.ingestion.RejectionReason.NEGATIVE_TOKENS;
import static apex.backend.ingestion.RejectionReason.NOT_A_NUMBER;
import static apex.backend.ingestion.RejectionReason.REASONING_OVER_OUTPUT;
import static apex.backend.ingestion.RejectionReason.TEXT_TOO_LONG;
import static apex.backend.ingestion.RejectionReason.TIMESTAMP_OUT_OF_RANGE;
import static apex.backend.ingestion.RejectionReason.TOO_MANY_TOKENS;

import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Duration;
import java.time.Instant;

/// Turns what a row said into a [Call], or refuses it by the first rule it breaks.
///
/// @param latest no call is from after this; a day of grace for clocks that differ
record CallRules(Dialect dialect, RowDefaults defaults, int textCharsMax, Instant latest) {
  static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  static final Duration GRACE = Duration.ofDays(1);
  private static final String COUNT = "a whole number, 0 to %,d".formatted(Tokens.MOST);
  private static final int DIGITS_MAX = 18;

  Call call(Draft row) {
    return new Call(
        at(row),
        text(row, UsageColumn.PROVIDER),
        model(row),
        text(row, UsageColumn.ROUTE),
        text(row, UsageColumn.USER),
        text(row, UsageColumn.CONVERSATION_ID),
        status(row),
        latency(row),
        tokens(row),
        row.prefixHashes());
  }

  private Instant at(Draft row) {
    var text = present(row, UsageColumn.TIMESTAMP);
    var at =
        dialect
            .at(text)
            .orElseThrow(
                () -> refusal(BAD_TIMESTAMP, UsageColumn.TIMESTAMP, text, dialect.timeRule()));
    if (at.isBefore(EARLIEST) || at.isAfter(latest))
      throw refusal(
          TIMESTAMP_OUT_OF_RANGE,
          UsageColumn.TIMESTAMP,
          text,
          "%s to %s".formatted(EARLIEST, latest));
    return at;
  }

  private Tokens tokens(Draft row) {
    var input = count(row, UsageColumn.INPUT_TOKENS, present(row, UsageColumn.INPUT_TOKENS));
    var cacheRead = optional(row, UsageColumn.CACHE_READ_TOKENS);
    var write5m = optional(row, UsageColumn.CACHE_WRITE_5M_TOKENS);
    var write1h = optional(row, UsageColumn.CACHE_WRITE_1H_TOKENS);
    var output = count(row, UsageColumn.OUTPUT_TOKENS, present(row, UsageColumn.OUTPUT_TOKENS));
    var reasoning = optional(row, UsageColumn.REASONING_TOKENS);
    var cached = cacheRead + write5m + write1h;
    if (cached > input)
      throw refusal(
          CACHED_OVER_INPUT,
          cachedColumn(cacheRead, write5m),
          Long.toString(cached),
          "all cached tokens within input_tokens, which holds them (%d)".formatted(input));
    if (reasoning > output)
      throw refusal(
          REASONING_OVER_OUTPUT,
          UsageColumn.REASONING_TOKENS,
          Long.toString(reasoning),
          "within output_tokens, which holds them (%d)".formatted(output));
    return new Tokens(input, cacheRead, write5m, write1h, output, reasoning);
  }

  private static UsageColumn cachedColumn(long cacheRead, long write5m) {
    if (cacheRead > 0) return UsageColumn.CACHE_READ_TOKENS;
    return write5m > 0 ? UsageColumn.CACHE_WRITE_5M_TOKENS : UsageColumn.CACHE_WRITE_1H_TOKENS;
  }

  private long optional(Draft row, UsageColumn column) {
    var text = row.text(column);
    return text.isEmpty() ? 0 : count(row, column, text);
  }

  private long count(Draft row, UsageColumn column, String text) {
    var negative = text.charAt(0) == '-';
    if (!digits(text, negative ? 1 : 0)) throw refusal(NOT_A_NUMBER, column, text, COUNT);
    if (negative) throw refusal(NEGATIVE_TOKENS, column, text, COUNT);
    if (text.length() > DIGITS_MAX || Long.parseLong(text) > Tokens.MOST)
      throw refusal(TOO_MANY_TOKENS, column, text, COUNT);
    return Long.parseLong(text);
  }

  private static boolean digits(String text, int from) {
    for (int i = from; i < text.length(); i++)
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
    return text.length() > from;
  }

  private long latency(Draft row) {
    var text = row.text(UsageColumn.LATENCY_MS);
    if (text.isEmpty()) return -1;
    if (!digits(text, 0) || text.length() > DIGITS_MAX)
      throw refusal(
          BAD_LATENCY, UsageColumn.LATENCY_MS, text, "whole milliseconds, 0 or more, or nothing");
    return Long.parseLong(text);
  }

  private String status(Draft row) {
    var told = text(row, UsageColumn.STATUS);
    return told.isEmpty() ? "ok" : told;
  }

  /// Without a provider the price book still tries; without a model it cannot.
  private String model(Draft row) {
    var told = text(row, UsageColumn.MODEL);
    if (told.isEmpty())
      throw refusal(
          MISSING_VALUE, UsageColumn.MODEL, told, "a value, or the option model for all rows");
    return told;
  }

  private String present(Draft row, UsageColumn column) {
    var told = row.text(column);
    if (told.isEmpty()) throw refusal(MISSING_VALUE, column, told, "a value");
    return told;
  }

  private String text(Draft row, UsageColumn column) {
    var told = row.text(column);
    if (told.length() > textCharsMax)
      throw refusal(TEXT_TOO_LONG, column, told, "at most %d characters".formatted(textCharsMax));
    for (int i = 0; i < told.length(); i++)
      if (Character.isISOControl(told.charAt(i)))
        throw refusal(BAD_TEXT, column, told, "text without control characters");
    return told.isEmpty() ? defaults.of(column) : told;
  }

  private RefusedRow refusal(
      RejectionReason reason, UsageColumn column, String value, String rule) {
    return new RefusedRow(reason, dialect.label(column), value, rule);
  }
}
