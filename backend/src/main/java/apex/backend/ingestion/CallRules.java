package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_AMOUNT;
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
import apex.spend.usage.Circumstances;
import apex.spend.usage.Reading;
import apex.spend.usage.SentTokens;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Tokens;
import apex.stores.clickhouse.CallIdentity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns what a row said into a [UsageRow], or refuses it by the first rule it breaks.
///
/// @param latest no call is from after this; a day of grace for clocks that differ
record CallRules(Dialect dialect, RowDefaults defaults, int textCharsMax, Instant latest) {
  static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  static final Duration GRACE = Duration.ofDays(1);
  private static final int DIGITS_MAX = 18;
  private static final long REQUESTS_MOST = 4_000_000_000L;
  private static final int MONEY_PLACES = 18;
  private static final Pattern MONEY =
      Pattern.compile("[0-9]{1,12}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{1,2})?");

  UsageRow row(long line, Draft row) {
    var summed = summed(row);
    var reading = row.sent().map(sent -> reading(sent));
    return new UsageRow(
        line,
        summed.isPresent()
            ? parts(row)
            : List.of(new UsageRow.Part(call(row, reading.map(CallRules::least)), 1)),
        reading.filter(read -> read instanceof Reading.Between),
        summed,
        row.otherRate(),
        reported(row),
        identity(row),
        beside(row));
  }

  private Circumstances beside(Draft row) {
    var hash = row.text(UsageColumn.PROMPT_HASH);
    return new Circumstances(
        text(row, UsageColumn.ENVIRONMENT),
        text(row, UsageColumn.OPERATION),
        text(row, UsageColumn.FINISH_REASON),
        hash.isEmpty() ? 0 : PrefixHashes.hash(hash, dialect.label(UsageColumn.PROMPT_HASH)));
  }

  private List<UsageRow.Part> parts(Draft row) {
    long input = present(row, UsageColumn.INPUT_TOKENS, Parts.TOKENS_MOST);
    long read = optional(row, UsageColumn.CACHE_READ_TOKENS, Parts.TOKENS_MOST);
    long write5m = optional(row, UsageColumn.CACHE_WRITE_5M_TOKENS, Parts.TOKENS_MOST);
    long write1h = optional(row, UsageColumn.CACHE_WRITE_1H_TOKENS, Parts.TOKENS_MOST);
    long output = present(row, UsageColumn.OUTPUT_TOKENS, Parts.TOKENS_MOST);
    long reasoning = optional(row, UsageColumn.REASONING_TOKENS, Parts.TOKENS_MOST);
    within(input, read, write5m, write1h, output, reasoning);
    if (input > Parts.TOKENS_MOST)
      throw refusal(
          TOO_MANY_TOKENS,
          UsageColumn.INPUT_TOKENS,
          Long.toString(input),
          count(Parts.TOKENS_MOST));
    long requests =
        row.text(UsageColumn.REQUESTS).isEmpty()
            ? 1
            : count(row, UsageColumn.REQUESTS, row.text(UsageColumn.REQUESTS), REQUESTS_MOST);
    return Parts.of(
            requests,
            input - read - write5m - write1h,
            read,
            write5m,
            write1h,
            output - reasoning,
            reasoning)
        .stream()
        .map(part -> new UsageRow.Part(call(row, Optional.of(part.tokens())), part.requests()))
        .toList();
  }

  /// Several requests sum up many calls; one is a call like any other.
  private Optional<Summed> summed(Draft row) {
    if (row.summed().isPresent()) return row.summed();
    var requests = row.text(UsageColumn.REQUESTS);
    if (requests.isEmpty()) return Optional.empty();
    var count = count(row, UsageColumn.REQUESTS, requests, REQUESTS_MOST);
    return count == 1 ? Optional.empty() : Optional.of(Summed.until(at(row).plusNanos(1)));
  }

  private Reading reading(SentTokens sent) {
    var reading = TokenSemantics.UNKNOWN.read(sent);
    if (!(reading instanceof Reading.Refused(var fault, var field, var value, var rule)))
      return reading;
    var reason =
        switch (fault) {
          case NEGATIVE -> NEGATIVE_TOKENS;
          case TOO_MANY -> TOO_MANY_TOKENS;
          case CACHED_OVER_INPUT -> CACHED_OVER_INPUT;
          case REASONING_OVER_OUTPUT -> REASONING_OVER_OUTPUT;
        };
    throw new RefusedRow(reason, field, Long.toString(value), rule);
  }

  private static Tokens least(Reading reading) {
    return switch (reading) {
      case Reading.Certain(var tokens) -> tokens;
      case Reading.Between(var low, var high) -> low;
      case Reading.Refused refused -> throw new IllegalStateException(refused.sentence());
    };
  }

  private Optional<BigDecimal> reported(Draft row) {
    var told = row.text(UsageColumn.REPORTED_COST_USD);
    if (told.isEmpty()) return Optional.empty();
    if (!MONEY.matcher(told).matches())
      throw refusal(
          BAD_AMOUNT,
          UsageColumn.REPORTED_COST_USD,
          told,
          "US dollars, 0 to 999,999,999,999, such as 0.0325, or nothing");
    return Optional.of(
        new BigDecimal(told).setScale(MONEY_PLACES, RoundingMode.HALF_EVEN).stripTrailingZeros());
  }

  private Optional<CallIdentity> identity(Draft row) {
    var response = text(row, UsageColumn.RESPONSE_ID);
    if (row.identity().isPresent() || response.isEmpty()) return row.identity();
    return Optional.of(new CallIdentity.Response(text(row, UsageColumn.PROVIDER), response));
  }

  private Call call(Draft row, Optional<Tokens> tokens) {
    return new Call(
        at(row),
        text(row, UsageColumn.PROVIDER),
        model(row),
        text(row, UsageColumn.ROUTE),
        text(row, UsageColumn.USER),
        text(row, UsageColumn.CONVERSATION_ID),
        status(row),
        latency(row),
        tokens.orElseGet(() -> tokens(row)),
        row.prefixHashes(),
        text(row, UsageColumn.SERVICE_TIER));
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
    long input = present(row, UsageColumn.INPUT_TOKENS, Tokens.MOST);
    long read = optional(row, UsageColumn.CACHE_READ_TOKENS, Tokens.MOST);
    long write5m = optional(row, UsageColumn.CACHE_WRITE_5M_TOKENS, Tokens.MOST);
    long write1h = optional(row, UsageColumn.CACHE_WRITE_1H_TOKENS, Tokens.MOST);
    long output = present(row, UsageColumn.OUTPUT_TOKENS, Tokens.MOST);
    long reasoning = optional(row, UsageColumn.REASONING_TOKENS, Tokens.MOST);
    within(input, read, write5m, write1h, output, reasoning);
    return new Tokens(input, read, write5m, write1h, output, reasoning);
  }

  private void within(
      long input, long read, long write5m, long write1h, long output, long reasoning) {
    long cached = read + write5m + write1h;
    if (cached > input)
      throw refusal(
          CACHED_OVER_INPUT,
          cachedColumn(read, write5m),
          Long.toString(cached),
          "all cached tokens within input_tokens, which holds them (%d)".formatted(input));
    if (reasoning > output)
      throw refusal(
          REASONING_OVER_OUTPUT,
          UsageColumn.REASONING_TOKENS,
          Long.toString(reasoning),
          "within output_tokens, which holds them (%d)".formatted(output));
  }

  private static UsageColumn cachedColumn(long cacheRead, long write5m) {
    if (cacheRead > 0) return UsageColumn.CACHE_READ_TOKENS;
    return write5m > 0 ? UsageColumn.CACHE_WRITE_5M_TOKENS : UsageColumn.CACHE_WRITE_1H_TOKENS;
  }

  private long present(Draft row, UsageColumn column, long most) {
    return count(row, column, present(row, column), most);
  }

  private long optional(Draft row, UsageColumn column, long most) {
    var text = row.text(column);
    return text.isEmpty() ? 0 : count(row, column, text, most);
  }

  private long count(Draft row, UsageColumn column, String text, long most) {
    var negative = text.charAt(0) == '-';
    if (!digits(text, negative ? 1 : 0)) throw refusal(NOT_A_NUMBER, column, text, count(most));
    if (negative) throw refusal(NEGATIVE_TOKENS, column, text, count(most));
    if (text.length() > DIGITS_MAX || Long.parseLong(text) > most)
      throw refusal(TOO_MANY_TOKENS, column, text, count(most));
    return Long.parseLong(text);
  }

  private static String count(long most) {
    return "a whole number, 0 to %,d".formatted(most);
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
