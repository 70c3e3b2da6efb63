package apex.backend.ingestion;

import apex.spend.price.PriceBook;
import apex.spend.usage.SentTokens;
import apex.stores.clickhouse.CallIdentity;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// LiteLLM's spend logs: rows of its table `LiteLLM_SpendLogs` as CSV or JSON, one a call.
///
/// Sources, read 2026-11-21: the table in the repository BerriAI/litellm (schema and migrations up
/// to 2026), its `litellm-js/spend-logs/src/_types.ts`, and docs.litellm.ai, "Spend Tracking".
/// Times are stored without an offset and are UTC. Cached tokens stand in `metadata.usage_object`.
/// An answer from the proxy's own cache (`cache_hit`) was not paid for.
final class LiteLlmSpendLog extends Export {
  private static final Set<String> COLUMNS =
      Set.of(
          ("request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,"
                  + "startTime,endTime,request_duration_ms,completionStartTime,model,model_id,"
                  + "model_group,custom_llm_provider,api_base,user,metadata,cache_hit,cache_key,"
                  + "request_tags,team_id,organization_id,end_user,requester_ip_address,messages,"
                  + "response,proxy_server_request,session_id,status,mcp_namespaced_tool_name,"
                  + "agent_id")
              .split(","));
  private static final Set<String> NEVER_READ = Set.of("messages", "response", "api_key");
  private static final String USAGE = "metadata.usage_object.";
  private static final String MORE = "metadata.additional_usage_values.";

  LiteLlmSpendLog() {
    super(
        ImportFormat.LITELLM,
        "litellm spend log",
        COLUMNS,
        each("request_id", "spend", "prompt_tokens", "completion_tokens", "startTime", "model"),
        NEVER_READ);
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    return new Dialect(
        Map.of(
            "startTime", UsageColumn.TIMESTAMP,
            "custom_llm_provider", UsageColumn.PROVIDER,
            "model", UsageColumn.MODEL,
            "request_tags", UsageColumn.ROUTE,
            "end_user", UsageColumn.USER,
            "session_id", UsageColumn.CONVERSATION_ID,
            "prompt_tokens", UsageColumn.INPUT_TOKENS,
            "completion_tokens", UsageColumn.OUTPUT_TOKENS,
            "spend", UsageColumn.REPORTED_COST_USD,
            "request_duration_ms", UsageColumn.LATENCY_MS),
        Times.RULE,
        Times::any);
  }

  @Override
  boolean enters(String path) {
    return path.equals("metadata")
        || path.equals("request_tags")
        || path.startsWith("metadata.usage_object")
        || path.startsWith("metadata.additional_usage_values");
  }

  @Override
  boolean read(Fields record, Draft row) {
    names(record, row);
    if (record.text("cache_hit").equalsIgnoreCase("true"))
      row.put(UsageColumn.SERVICE_TIER, PriceBook.LOCAL_CACHE);
    row.sent(usage(record));
    row.put(UsageColumn.REPORTED_COST_USD, record.text("spend"));
    if (record.tells("request_id"))
      row.identity(
          new CallIdentity.Response(row.text(UsageColumn.PROVIDER), record.text("request_id")));
    return true;
  }

  private static void names(Fields record, Draft row) {
    row.put(UsageColumn.TIMESTAMP, record.text("startTime"));
    row.put(UsageColumn.PROVIDER, provider(record));
    row.put(UsageColumn.MODEL, record.text("model"));
    row.put(UsageColumn.ROUTE, record.first("request_tags.0", "team_id"));
    row.put(UsageColumn.USER, record.first("end_user", "user"));
    row.put(UsageColumn.CONVERSATION_ID, record.text("session_id"));
    row.put(UsageColumn.STATUS, status(record.text("status")));
    row.put(UsageColumn.LATENCY_MS, latency(record));
  }

  /// Where the log names none, a model such as `openai/gpt-4o` does.
  private static String provider(Fields record) {
    var told = record.text("custom_llm_provider");
    var model = record.text("model");
    if (!told.isEmpty() || model.indexOf('/') < 0) return told;
    return model.substring(0, model.indexOf('/'));
  }

  private static String status(String told) {
    return switch (told.toLowerCase(Locale.ROOT)) {
      case "success", "" -> "ok";
      case "failure" -> "error";
      default -> told;
    };
  }

  private static String latency(Fields record) {
    if (record.tells("request_duration_ms"))
      return Long.toString(record.count("request_duration_ms"));
    if (!record.tells("endTime") || !record.tells("startTime")) return "";
    var took = Duration.between(record.moment("startTime"), record.moment("endTime"));
    return took.isNegative() ? "" : Long.toString(took.toMillis());
  }

  /// Versions of the proxy differ in whether `prompt_tokens` holds the cached ones.
  private static SentTokens usage(Fields record) {
    return new SentTokens(
        record.count("prompt_tokens"),
        record.firstCount(
            USAGE + "prompt_tokens_details.cached_tokens",
            USAGE + "cache_read_input_tokens",
            MORE + "cache_read_input_tokens"),
        written5m(record),
        record.firstCount(
            USAGE + "prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens"),
        record.count("completion_tokens"),
        record.firstCount(USAGE + "completion_tokens_details.reasoning_tokens"),
        record.tells("total_tokens")
            ? OptionalLong.of(record.count("total_tokens"))
            : OptionalLong.empty());
  }

  private static long written5m(Fields record) {
    var details = USAGE + "prompt_tokens_details.cache_creation_token_details.";
    if (record.tells(details + "ephemeral_5m_input_tokens"))
      return record.count(details + "ephemeral_5m_input_tokens");
    return record.firstCount(
        USAGE + "cache_creation_input_tokens", MORE + "cache_creation_input_tokens");
  }
}
