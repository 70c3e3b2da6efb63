package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_TIMESTAMP;
import static apex.backend.ingestion.RejectionReason.TOTAL_DISAGREES;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The BurstGPT traces: calls with seconds from a start that the file does not tell.
///
/// Source, read 2026-11-21: the repository HPMLL/BurstGPT, README. Its models are `ChatGPT`, which
/// the title gives as GPT-3.5, and `GPT-4`; a response of 0 tokens is a failure.
final class BurstGpt extends Export {
  private static final Map<String, String> MODELS =
      Map.of("ChatGPT", "gpt-3.5-turbo", "GPT-4", "gpt-4");

  BurstGpt() {
    super(
        ImportFormat.BURSTGPT,
        "burstgpt trace",
        Set.of(
            "Timestamp",
            "Session ID",
            "Elapsed time",
            "Model",
            "Request tokens",
            "Response tokens",
            "Total tokens",
            "Log Type"),
        List.of(
            Set.of("Timestamp"),
            Set.of("Model"),
            Set.of("Request tokens"),
            Set.of("Response tokens")));
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    var start =
        defaults
            .start()
            .orElseThrow(() ->
                fault.at(
                    1,
                    "Timestamp",
                    "",
                    "counts seconds from a start: give the option start, such as"
                        + " 2026-01-01T00:00:00Z"));
    return new Dialect(
        Map.of(
            "Timestamp", UsageColumn.TIMESTAMP,
            "Model", UsageColumn.MODEL,
            "Log Type", UsageColumn.ROUTE,
            "Session ID", UsageColumn.CONVERSATION_ID,
            "Request tokens", UsageColumn.INPUT_TOKENS,
            "Response tokens", UsageColumn.OUTPUT_TOKENS),
        "seconds from the start, 0 or more",
        text -> at(start, text));
  }

  @Override
  boolean read(Fields record, Draft row) {
    long input = record.count("Request tokens");
    long output = record.count("Response tokens");
    if (record.tells("Total tokens") && record.count("Total tokens") != input + output)
      throw new RefusedRow(
          TOTAL_DISAGREES,
          "Total tokens",
          record.text("Total tokens"),
          "Request tokens and Response tokens together, %d".formatted(input + output));
    var model = record.text("Model");
    row.put(UsageColumn.TIMESTAMP, record.text("Timestamp"));
    row.put(UsageColumn.MODEL, MODELS.getOrDefault(model, model));
    row.put(UsageColumn.ROUTE, record.text("Log Type"));
    row.put(UsageColumn.CONVERSATION_ID, record.text("Session ID"));
    row.put(UsageColumn.STATUS, output == 0 ? "error" : "ok");
    row.put(UsageColumn.INPUT_TOKENS, input);
    row.put(UsageColumn.OUTPUT_TOKENS, output);
    return true;
  }

  private static Instant at(Instant start, String seconds) {
    if (!seconds.matches("[0-9]{1,12}(\\.[0-9]{0,9})?"))
      throw new java.time.DateTimeException(BAD_TIMESTAMP.name());
    return start.plusNanos(new BigDecimal(seconds).movePointRight(9).longValueExact());
  }
}
