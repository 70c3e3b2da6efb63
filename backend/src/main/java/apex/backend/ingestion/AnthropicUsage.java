package apex.backend.ingestion;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Anthropic's usage: the CSV of the Console's usage page, and the pages of the Admin API's `GET
/// /v1/organizations/usage_report/messages`. A row sums up the calls of a day, or of a bucket; how
/// many calls they were is not told, so each row counts as one.
///
/// Sources, read 2026-11-21: platform.claude.com, "Get Messages Usage Report", for the fields and
/// that the four kinds of input do not overlap; the header of the CSV, 14 columns, as exports of
/// March to August 2026 show it in public. Fees of server tools are no tokens and are not priced.
final class AnthropicUsage extends Export {
  private static final Set<String> CSV =
      Set.of(
          ("usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
                  + "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
                  + "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,"
                  + "usage_output_tokens,web_search_count,inference_geo,speed")
              .split(","));
  private static final Set<String> JSON =
      Set.of(
          ("starting_at,ending_at,model,api_key_id,workspace_id,account_id,service_account_id,"
                  + "service_tier,context_window,uncached_input_tokens,cache_read_input_tokens,"
                  + "cache_creation,cache_creation_5m_input_tokens,cache_creation_1h_input_tokens,"
                  + "output_tokens,server_tool_use,inference_geo,speed")
              .split(","));
  private static final long LONG_CONTEXT = 200_000;
  private static final long DAY = 86_400;

  AnthropicUsage() {
    super(
        ImportFormat.ANTHROPIC,
        "anthropic usage export",
        both(),
        List.of(
            Set.of("usage_date_utc", "starting_at"),
            Set.of("usage_input_tokens_no_cache", "uncached_input_tokens"),
            Set.of("usage_output_tokens", "output_tokens")));
  }

  private static Set<String> both() {
    var both = new HashSet<>(CSV);
    both.addAll(JSON);
    return both;
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    return new Dialect(
        Map.of(
            "usage_date_utc", UsageColumn.TIMESTAMP,
            "model_version", UsageColumn.MODEL,
            "workspace", UsageColumn.ROUTE,
            "usage_input_tokens_no_cache", UsageColumn.INPUT_TOKENS,
            "usage_input_tokens_cache_read", UsageColumn.CACHE_READ_TOKENS,
            "usage_input_tokens_cache_write_5m", UsageColumn.CACHE_WRITE_5M_TOKENS,
            "usage_input_tokens_cache_write_1h", UsageColumn.CACHE_WRITE_1H_TOKENS,
            "usage_output_tokens", UsageColumn.OUTPUT_TOKENS),
        Times.RULE,
        Times::any);
  }

  @Override
  String bucketList() {
    return "results";
  }

  @Override
  boolean enters(String path) {
    return path.equals("cache_creation");
  }

  @Override
  boolean read(Fields record, Draft row) {
    long read = record.firstCount("usage_input_tokens_cache_read", "cache_read_input_tokens");
    long write5m =
        record.firstCount(
            "usage_input_tokens_cache_write_5m",
            "cache_creation.ephemeral_5m_input_tokens",
            "cache_creation_5m_input_tokens");
    long write1h =
        record.firstCount(
            "usage_input_tokens_cache_write_1h",
            "cache_creation.ephemeral_1h_input_tokens",
            "cache_creation_1h_input_tokens");
    long fresh = record.firstCount("usage_input_tokens_no_cache", "uncached_input_tokens");
    row.put(UsageColumn.TIMESTAMP, record.first("usage_date_utc", "starting_at"));
    row.put(UsageColumn.PROVIDER, "anthropic");
    row.put(UsageColumn.MODEL, record.first("model_version", "model"));
    row.put(UsageColumn.ROUTE, record.first("workspace", "workspace_id"));
    row.put(UsageColumn.INPUT_TOKENS, fresh + read + write5m + write1h);
    row.put(UsageColumn.CACHE_READ_TOKENS, read);
    row.put(UsageColumn.CACHE_WRITE_5M_TOKENS, write5m);
    row.put(UsageColumn.CACHE_WRITE_1H_TOKENS, write1h);
    row.put(UsageColumn.OUTPUT_TOKENS, record.firstCount("usage_output_tokens", "output_tokens"));
    row.summed(
        sized(until(record), record.text("context_window"), fresh + read + write5m + write1h));
    row.put(UsageColumn.SERVICE_TIER, tier(record));
    return true;
  }

  private static Instant until(Fields record) {
    return record.tells("ending_at")
        ? record.moment("ending_at")
        : record
            .moment(record.tells("starting_at") ? "starting_at" : "usage_date_utc")
            .plusSeconds(DAY);
  }

  /// `≤ 200k` or `0-200k`, and `> 200k` or `200k-1M`: which side of the tier every call was on.
  private static Summed sized(Instant until, String window, long input) {
    var sum = Summed.until(until).sized(0, input);
    if (window.isEmpty()) return sum;
    var above = window.startsWith(">") || window.startsWith("200k");
    return above
        ? sum.sized(LONG_CONTEXT + 1, Math.max(LONG_CONTEXT + 1, input))
        : sum.sized(0, Math.min(LONG_CONTEXT, input));
  }

  /// Each of the terms has a factor of its own.
  private static String tier(Fields record) {
    var terms = new ArrayList<String>();
    var tier = record.first("usage_type", "service_tier");
    if (!tier.isEmpty() && !tier.equals("standard")) terms.add(tier);
    if (record.text("speed").equals("fast")) terms.add("fast");
    if (record.text("inference_geo").equals("us")) terms.add("regional");
    return String.join("+", terms);
  }
}
