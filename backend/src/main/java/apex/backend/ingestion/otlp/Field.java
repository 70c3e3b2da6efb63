package apex.backend.ingestion.otlp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What telemetry can tell of a call, and under which names: those of the conventions today, those
/// of version 1.36, those of the first generation (`gen_ai.system`, `prompt_tokens`), and those of
/// other instrumentations. The name that stands first wins where several are sent.
///
/// Source: OpenTelemetry semantic conventions for generative AI 1.27 to 1.42 and its own
/// repository, OpenInference, OpenLLMetry, the Vercel AI SDK, Langfuse; read 2026-11.
enum Field {
  PROVIDER(
      "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"),
  RESPONSE_MODEL("gen_ai.response.model", "llm.response.model", "ai.response.model"),
  REQUEST_MODEL(
      "gen_ai.request.model",
      "llm.model_name",
      "llm.request.model",
      "embedding.model_name",
      "ai.model.id"),
  OPERATION(
      "gen_ai.operation.name",
      "ai.operationId",
      "openinference.span.kind",
      "traceloop.span.kind",
      "llm.request.type"),
  INPUT(
      "gen_ai.usage.input_tokens",
      "gen_ai.usage.prompt_tokens",
      "llm.token_count.prompt",
      "llm.usage.prompt_tokens",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "ai.usage.tokens"),
  OUTPUT(
      "gen_ai.usage.output_tokens",
      "gen_ai.usage.completion_tokens",
      "llm.token_count.completion",
      "llm.usage.completion_tokens",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens"),
  CACHE_READ(
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
      "gen_ai.usage.cache_read_tokens",
      "gen_ai.usage.details.cache_read_input_tokens",
      "gen_ai.usage.details.cache_read_tokens",
      "llm.token_count.prompt_details.cache_read",
      "llm.usage.cache_read_input_tokens",
      "ai.usage.cachedInputTokens",
      "input_cached_tokens"),
  CACHE_WRITE(
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.cache_write_tokens",
      "gen_ai.usage.details.cache_write_tokens",
      "gen_ai.usage.details.cache_creation_input_tokens",
      "cache_write_tokens",
      "details.cache_write_tokens",
      "llm.token_count.prompt_details.cache_write",
      "llm.usage.cache_creation_input_tokens"),
  REASONING(
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "gen_ai.usage.details.reasoning_tokens",
      "llm.token_count.completion_details.reasoning",
      "ai.usage.reasoningTokens"),
  TOTAL(
      "gen_ai.usage.total_tokens",
      "llm.usage.total_tokens",
      "llm.token_count.total",
      "ai.usage.totalTokens"),
  CONVERSATION(
      "gen_ai.conversation.id",
      "session.id",
      "langfuse.session.id",
      "thread.id",
      "gen_ai.thread.id"),
  ROUTE(
      "gen_ai.prompt.name",
      "gen_ai.workflow.name",
      "gen_ai.agent.name",
      "traceloop.workflow.name",
      "ai.telemetry.functionId",
      "traceloop.entity.name"),
  USER("user.id", "enduser.id", "langfuse.user.id", "ai.telemetry.metadata.userId"),
  RESPONSE_ID("gen_ai.response.id", "ai.response.id"),
  TIER(
      "openai.response.service_tier", "gen_ai.openai.response.service_tier",
      "openai.request.service_tier", "gen_ai.openai.request.service_tier"),
  ERROR("error.type"),
  FINISH(
      "gen_ai.response.finish_reasons",
      "gen_ai.response.finish_reason",
      "gen_ai.completion.0.finish_reason",
      "llm.response.finish_reason",
      "llm.response.stop_reason",
      "llm.finish_reason",
      "ai.response.finishReason"),
  COST(
      "gen_ai.usage.cost",
      "gen_ai.usage.cost_usd",
      "gen_ai.usage.total_cost",
      "gen_ai.cost.total_cost",
      "llm.cost.total",
      "llm.usage.total_cost",
      "operation.cost"),
  TOKEN_TYPE("gen_ai.token.type"),
  EVENT("event.name"),
  DETAILS("ai.response.providerMetadata");

  private static final Map<String, Name> NAMES = names();

  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  /// A field, and how good this name for it is; 0 is best.
  record Name(Field field, int rank) {}

  static @Nullable Name of(String attribute) {
    return NAMES.get(attribute);
  }

  /// The name in the conventions of today.
  String label() {
    return names.getFirst();
  }

  private static Map<String, Name> names() {
    var all = new HashMap<String, Name>();
    for (var field : values())
      for (int i = 0; i < field.names.size(); i++) all.put(field.names.get(i), new Name(field, i));
    return Map.copyOf(all);
  }
}
