package apex.spend.action;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A configuration of the OpenTelemetry Collector (contrib) that sends calls of models here, with
/// what an analysis lacked. Prompts become hashes before they leave: their text is taken out.
///
/// Source: README of the filter, transform and resource processors and of the otlphttp exporter in
/// open-telemetry/opentelemetry-collector-contrib (a68e9a1), OTTL functions `set`, `delete_key`,
/// `SHA256`, `Concat`; read 2026-11-21. Values as `${env:NAME}` come from the collector's own
/// environment. No name from usage data stands in it.
public final class CollectorConfig {
  /// What calls did not tell.
  public enum Lack {
    PROMPTS,
    FINISH_REASONS,
    CACHED_TOKENS,
    ENVIRONMENTS
  }

  private static final String CALLS = "model_calls";

  private CollectorConfig() {}

  public static Artefact of(String file, Set<Lack> lacking) {
    var lacks = lacking.isEmpty() ? EnumSet.noneOf(Lack.class) : EnumSet.copyOf(lacking);
    var processors = new LinkedHashMap<String, Object>();
    processors.put("filter/" + CALLS, filter());
    if (lacks.contains(Lack.ENVIRONMENTS)) processors.put("resource/environment", environment());
    var statements = statements(lacks);
    if (!statements.isEmpty()) processors.put("transform/" + CALLS, transform(statements));
    processors.put("batch", Map.of());
    var tree = new LinkedHashMap<String, Object>();
    tree.put("receivers", Map.of("otlp", Map.of("protocols", protocols())));
    tree.put("processors", processors);
    tree.put("exporters", Map.of("otlphttp/apex", exporter()));
    tree.put("service", Map.of("pipelines", Map.of("traces", pipeline(processors))));
    return Artefact.yaml(
        file,
        "collector_config",
        "OpenTelemetry Collector: calls of models go on to Netra Apex, prompts as hashes only.",
        tree);
  }

  private static Map<String, Object> protocols() {
    var protocols = new LinkedHashMap<String, Object>();
    protocols.put("grpc", Map.of("endpoint", "127.0.0.1:4317"));
    protocols.put("http", Map.of("endpoint", "127.0.0.1:4318"));
    return protocols;
  }

  /// Drops what is no call of a model.
  private static Map<String, Object> filter() {
    var filter = new LinkedHashMap<String, Object>();
    filter.put("error_mode", "ignore");
    filter.put(
        "traces",
        Map.of(
            "span",
            List.of(
                String.join(
                    " and ",
                    List.of(
                        "attributes[\"gen_ai.operation.name\"] == nil",
                        "attributes[\"gen_ai.system\"] == nil",
                        "attributes[\"llm.model_name\"] == nil",
                        "attributes[\"ai.model.id\"] == nil")))));
    return filter;
  }

  private static Map<String, Object> environment() {
    var attribute = new LinkedHashMap<String, Object>();
    attribute.put("key", "deployment.environment.name");
    attribute.put("value", "${env:DEPLOYMENT_ENVIRONMENT}");
    attribute.put("action", "insert");
    return Map.of("attributes", List.of(attribute));
  }

  private static Map<String, Object> transform(List<String> statements) {
    var block = new LinkedHashMap<String, Object>();
    block.put("context", "span");
    block.put("statements", statements);
    var transform = new LinkedHashMap<String, Object>();
    transform.put("error_mode", "ignore");
    transform.put("trace_statements", List.of(block));
    return transform;
  }

  private static List<String> statements(Set<Lack> lacks) {
    var statements = new ArrayList<String>();
    if (lacks.contains(Lack.CACHED_TOKENS)) {
      statements.add(
          copied("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"));
      statements.add(
          copied(
              "gen_ai.usage.cache_creation.input_tokens",
              "gen_ai.usage.cache_creation_input_tokens"));
    }
    if (lacks.contains(Lack.FINISH_REASONS)) {
      statements.add(copied("gen_ai.response.finish_reasons", "gen_ai.completion.0.finish_reason"));
      statements.add(copied("gen_ai.response.finish_reasons", "ai.response.finishReason"));
    }
    if (lacks.contains(Lack.PROMPTS)) statements.addAll(hashes());
    return statements;
  }

  private static String copied(String to, String from) {
    return "set(attributes[\"%s\"], attributes[\"%s\"]) where attributes[\"%s\"] == nil and attributes[\"%s\"] != nil"
        .formatted(to, from, to, from);
  }

  /// The text that is hashed is the whole request as far as the emitter tells it.
  private static List<String> hashes() {
    var statements = new ArrayList<String>();
    statements.add(
        "set(attributes[\"apex.prompt.hash\"], SHA256(Concat([attributes[\"gen_ai.request.model\"],"
            + " attributes[\"gen_ai.system_instructions\"], attributes[\"gen_ai.input.messages\"]], \"|\")))"
            + " where attributes[\"gen_ai.input.messages\"] != nil");
    for (var content :
        List.of(
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.system_instructions",
            "gen_ai.tool.definitions"))
      statements.add("delete_key(attributes, \"%s\")".formatted(content));
    return statements;
  }

  private static Map<String, Object> exporter() {
    var exporter = new LinkedHashMap<String, Object>();
    exporter.put("endpoint", "${env:APEX_URL}");
    exporter.put("compression", "gzip");
    exporter.put("headers", Map.of("x-apex-key", "${env:APEX_INGEST_KEY}"));
    return exporter;
  }

  private static Map<String, Object> pipeline(Map<String, Object> processors) {
    var pipeline = new LinkedHashMap<String, Object>();
    pipeline.put("receivers", List.of("otlp"));
    pipeline.put("processors", List.copyOf(processors.keySet()));
    pipeline.put("exporters", List.of("otlphttp/apex"));
    return pipeline;
  }
}
