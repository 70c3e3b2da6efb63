package apex.backend.ingestion;

import apex.spend.usage.SentTokens;
import apex.stores.clickhouse.CallIdentity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// Langfuse's observations: files of its blob storage export (`observations_v2/` and the older
/// `observations/`, CSV, JSON or JSONL) and pages of its public API. Only observations of the type
/// GENERATION or EMBEDDING tell of a call; a parent repeats what its children used.
///
/// Sources, read 2026-11-21: langfuse.com, "Blob Storage Export Field Reference" (snake case, times
/// in UTC without an offset, JSON inside CSV fields) and the API reference's `Observation` (camel
/// case). By its documentation usage types do not overlap and `total` is their sum; who fills them
/// does not always keep to it, so that the numbers decide.
final class LangfuseObservations extends Export {
  private static final Set<String> COLUMNS =
      Set.of(
          ("id,trace_id,project_id,environment,type,parent_observation_id,start_time,end_time,name,"
                  + "metadata,level,status_message,version,input,output,provided_model_name,"
                  + "model_parameters,usage_details,cost_details,completion_start_time,prompt_name,"
                  + "prompt_version,total_cost,latency,time_to_first_token,model_id,created_at,"
                  + "updated_at,prompt_id,tool_calls,tool_call_names,tool_definitions,"
                  + "usage_pricing_tier_id,usage_pricing_tier_name,input_price,output_price,"
                  + "total_price,user_id,session_id,trace_name,tags,release,bookmarked,public,"
                  + "traceId,projectId,parentObservationId,startTime,endTime,statusMessage,"
                  + "providedModelName,model,modelParameters,usageDetails,costDetails,"
                  + "completionStartTime,promptName,promptVersion,totalCost,calculatedTotalCost,"
                  + "timeToFirstToken,modelId,createdAt,updatedAt,promptId,userId,sessionId,"
                  + "traceName")
              .split(","));
  private static final Set<String> TYPES = Set.of("GENERATION", "EMBEDDING");
  private static final Set<String> NEVER_READ =
      Set.of("input", "output", "metadata", "tool_calls", "tool_definitions");
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");
  private static final BigDecimal THOUSAND = new BigDecimal(1000);

  /// Names of usage types seen in the documentation, its SDKs and its own model definitions.
  private static final List<String> READ =
      List.of(
          "input_cached_tokens",
          "cache_read_input_tokens",
          "input_cache_read",
          "input_cache_read_tokens",
          "input_cached",
          "cached_tokens");

  private static final List<String> WRITE =
      List.of(
          "cache_creation_input_tokens",
          "input_cache_creation",
          "input_cache_creation_5m",
          "input_cache_write",
          "cache_write_tokens");
  private static final List<String> WRITE_1H = List.of("input_cache_creation_1h");
  private static final List<String> REASONING =
      List.of("output_reasoning_tokens", "output_reasoning", "reasoning_tokens");
  private static final List<String> OTHER_MODALITIES =
      List.of("input_audio_tokens", "output_audio_tokens", "input_audio", "output_audio");

  LangfuseObservations() {
    super(
        ImportFormat.LANGFUSE,
        "langfuse observations",
        COLUMNS,
        List.of(
            Set.of("id"),
            Set.of("trace_id", "traceId"),
            Set.of("type"),
            Set.of("start_time", "startTime"),
            Set.of("usage_details", "usageDetails")),
        NEVER_READ);
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    return new Dialect(
        Map.of(
            "start_time", UsageColumn.TIMESTAMP,
            "provided_model_name", UsageColumn.MODEL,
            "trace_name", UsageColumn.ROUTE,
            "user_id", UsageColumn.USER,
            "session_id", UsageColumn.CONVERSATION_ID,
            "usage_details.input", UsageColumn.INPUT_TOKENS,
            "usage_details.output", UsageColumn.OUTPUT_TOKENS,
            "total_cost", UsageColumn.REPORTED_COST_USD,
            "latency", UsageColumn.LATENCY_MS),
        Times.RULE,
        Times::any);
  }

  /// Prompts and answers are exported as text over many lines.
  @Override
  boolean manyLines() {
    return true;
  }

  @Override
  boolean enters(String path) {
    return path.equals("usage_details")
        || path.equals("usageDetails")
        || path.equals("cost_details")
        || path.equals("costDetails");
  }

  @Override
  boolean read(Fields record, Draft row) {
    if (!TYPES.contains(record.text("type").toUpperCase(Locale.ROOT))) return false;
    names(record, row);
    row.sent(usage(record));
    row.put(
        UsageColumn.REPORTED_COST_USD,
        record.first(
            "total_cost",
            "totalCost",
            "calculatedTotalCost",
            "cost_details.total",
            "costDetails.total"));
    row.identity(identity(record));
    row.otherRate(otherRate(record));
    return true;
  }

  private static void names(Fields record, Draft row) {
    row.put(UsageColumn.TIMESTAMP, record.first("start_time", "startTime"));
    row.put(UsageColumn.MODEL, record.first("provided_model_name", "providedModelName", "model"));
    row.put(
        UsageColumn.ROUTE,
        record.first("prompt_name", "promptName", "trace_name", "traceName", "name"));
    row.put(UsageColumn.USER, record.first("user_id", "userId"));
    row.put(UsageColumn.CONVERSATION_ID, record.first("session_id", "sessionId"));
    row.put(UsageColumn.STATUS, record.text("level").equals("ERROR") ? "error" : "ok");
    row.put(UsageColumn.LATENCY_MS, latency(record));
  }

  /// `latency` is in seconds.
  private static String latency(Fields record) {
    var told = record.amount("latency");
    if (told.isPresent() && told.get().signum() >= 0)
      return Long.toString(told.get().multiply(THOUSAND).longValue());
    var end = record.tells("end_time") ? "end_time" : "endTime";
    var start = record.tells("start_time") ? "start_time" : "startTime";
    if (!record.tells(end) || !record.tells(start)) return "";
    var took = Duration.between(record.moment(start), record.moment(end));
    return took.isNegative() ? "" : Long.toString(took.toMillis());
  }

  private static SentTokens usage(Fields record) {
    return new SentTokens(
        sum(record, List.of("input")),
        sum(record, READ),
        sum(record, WRITE),
        sum(record, WRITE_1H),
        sum(record, List.of("output")),
        sum(record, REASONING),
        told(record, "total")
            .map(total -> OptionalLong.of(record.count(total)))
            .orElse(OptionalLong.empty()));
  }

  /// The first of these usage types that is told: they are names of one thing.
  private static long sum(Fields record, List<String> types) {
    return types.stream()
        .flatMap(type -> told(record, type).stream())
        .findFirst()
        .map(record::count)
        .orElse(0L);
  }

  private static Optional<String> told(Fields record, String type) {
    if (record.tells("usage_details." + type)) return Optional.of("usage_details." + type);
    return record.tells("usageDetails." + type)
        ? Optional.of("usageDetails." + type)
        : Optional.empty();
  }

  /// Observations that came over OpenTelemetry keep their native ids.
  private static CallIdentity identity(Fields record) {
    var trace = record.first("trace_id", "traceId");
    var id = record.text("id");
    return TRACE.matcher(trace).matches() && SPAN.matcher(id).matches()
        ? new CallIdentity.Span(trace, id)
        : new CallIdentity.Response("langfuse", trace + "/" + id);
  }

  private static String otherRate(Fields record) {
    for (var type : OTHER_MODALITIES)
      if (sum(record, List.of(type)) > 0)
        return "audio tokens are charged at another rate than text (%s)".formatted(type);
    return "";
  }
}
