package apex.backend.ingestion;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// OpenAI's usage of completions: the CSV that the usage dashboard exports, and the pages of `GET
/// /v1/organization/usage/completions`. A row sums up the calls of one bucket of time and one
/// group.
///
/// Sources, read 2026-11-21: the API reference, "Usage"
/// (developers.openai.com/api/docs/api-reference) for the fields and that `input_tokens` includes
/// cached and cache-write tokens; the header of the CSV as exports of October 2025 show it in
/// public, 24 columns, with counts written as `59200.0`. A bucket in which nothing happened has
/// empty columns only.
final class OpenAiUsage extends Export {
  private static final Set<String> COLUMNS =
      Set.of(
          ("object,start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,"
                  + "user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,"
                  + "input_cached_tokens,input_uncached_tokens,input_cache_write_tokens,"
                  + "input_text_tokens,output_text_tokens,input_cached_text_tokens,"
                  + "input_audio_tokens,input_cached_audio_tokens,output_audio_tokens,"
                  + "input_image_tokens,input_cached_image_tokens,output_image_tokens")
              .split(","));
  private static final List<String> OTHER_MODALITIES =
      List.of(
          "input_audio_tokens",
          "input_cached_audio_tokens",
          "output_audio_tokens",
          "input_image_tokens",
          "input_cached_image_tokens",
          "output_image_tokens");

  OpenAiUsage() {
    super(
        ImportFormat.OPENAI,
        "openai usage export",
        COLUMNS,
        each("start_time", "num_model_requests", "input_tokens", "output_tokens"));
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    return new Dialect(
        Map.of(
            "start_time", UsageColumn.TIMESTAMP,
            "model", UsageColumn.MODEL,
            "project_id", UsageColumn.ROUTE,
            "user_id", UsageColumn.USER,
            "input_tokens", UsageColumn.INPUT_TOKENS,
            "input_cached_tokens", UsageColumn.CACHE_READ_TOKENS,
            "input_cache_write_tokens", UsageColumn.CACHE_WRITE_5M_TOKENS,
            "output_tokens", UsageColumn.OUTPUT_TOKENS,
            "num_model_requests", UsageColumn.REQUESTS),
        Times.RULE,
        Times::any);
  }

  @Override
  String bucketList() {
    return "results";
  }

  @Override
  boolean read(Fields record, Draft row) {
    if (!record.tells("num_model_requests") && !record.tells("input_tokens")) return false;
    row.put(UsageColumn.TIMESTAMP, record.text("start_time"));
    row.put(UsageColumn.PROVIDER, "openai");
    row.put(UsageColumn.MODEL, record.text("model"));
    row.put(UsageColumn.ROUTE, record.text("project_id"));
    row.put(UsageColumn.USER, record.text("user_id"));
    row.put(UsageColumn.INPUT_TOKENS, record.count("input_tokens"));
    row.put(UsageColumn.CACHE_READ_TOKENS, record.count("input_cached_tokens"));
    row.put(UsageColumn.CACHE_WRITE_5M_TOKENS, record.count("input_cache_write_tokens"));
    row.put(UsageColumn.OUTPUT_TOKENS, record.count("output_tokens"));
    row.put(UsageColumn.REQUESTS, Math.max(1, record.count("num_model_requests")));
    row.summed(sum(record));
    row.put(UsageColumn.SERVICE_TIER, tier(record));
    row.otherRate(otherRate(record));
    return true;
  }

  /// No call had more input than all together, and one alone had all of it.
  private static Summed sum(Fields record) {
    long input = record.count("input_tokens");
    var alone = record.count("num_model_requests") == 1;
    return Summed.until(until(record)).sized(alone ? input : 0, input);
  }

  private static Instant until(Fields record) {
    return record.tells("end_time")
        ? record.moment("end_time")
        : record.moment("start_time").plusSeconds(86_400);
  }

  private static String tier(Fields record) {
    if (record.text("batch").equalsIgnoreCase("true")) return "batch";
    var told = record.text("service_tier");
    return told.equals("default") ? "" : told;
  }

  private static String otherRate(Fields record) {
    for (var column : OTHER_MODALITIES)
      if (record.count(column) > 0)
        return "audio and image tokens are charged at other rates than text (%s)".formatted(column);
    return "";
  }
}
