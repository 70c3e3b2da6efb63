package apex.backend.ingestion.otlp;

import apex.edge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// One call of gpt-4o as instrumentations send it, as OTLP in JSON: the names and nestings are
/// those of real payloads, the words are ours.
///
/// Source of the shapes: opentelemetry-instrumentation-openai-v2 and the convention's own examples
/// (messages as JSON in a text, structured, and on an event), OpenLLMetry, OpenInference, the
/// Vercel AI SDK; read 2026-11-21.
public final class SpanShapes {
  private static final String SYSTEM = "You answer questions about invoices.";

  private SpanShapes() {}

  /// How the request is told.
  public enum Shape {
    /// Attributes of the conventions, messages as JSON in a text.
    CONVENTIONS("stop", "0.00125"),
    /// The same, messages as lists.
    STRUCTURED("stop", ""),
    /// On the event `gen_ai.client.inference.operation.details` of the span.
    DETAILS_EVENT("length", ""),
    /// One event for each message, as until version 1.36.
    MESSAGE_EVENTS("stop", ""),
    OPEN_LLMETRY("stop", ""),
    OPEN_INFERENCE("", "0.0005"),
    VERCEL("stop", ""),
    /// Hashed by the Collector of our actions.
    COLLECTOR("stop", "");

    final String finish;
    final String cost;

    Shape(String finish, String cost) {
      this.finish = finish;
      this.cost = cost;
    }
  }

  /// A request with one span.
  public static String request(Shape shape, String question) {
    return request(shape, question, Instant.parse("2026-11-21T11:59:00Z"), Map.of());
  }

  /// @param more attributes in the place of the shape's own
  public static String request(Shape shape, String question, Instant at, Map<String, Object> more) {
    var attributes = new LinkedHashMap<String, Object>();
    var events = new ArrayList<Map<String, Object>>();
    tell(shape, question, attributes, events);
    attributes.putAll(more);
    return request(at, attributes, events);
  }

  /// A call that tells its numbers and nothing of its request.
  public static String bare() {
    return request(Instant.parse("2026-11-21T11:59:00Z"), calls(), List.of());
  }

  private static void tell(
      Shape shape,
      String question,
      Map<String, Object> attributes,
      List<Map<String, Object>> events) {
    switch (shape) {
      case CONVENTIONS -> {
        attributes.putAll(calls());
        attributes.put("gen_ai.response.finish_reasons", List.of("stop"));
        attributes.put("gen_ai.usage.cost", 0.00125);
        attributes.put("gen_ai.system_instructions", Json.write(List.of(part(SYSTEM))));
        attributes.put("gen_ai.input.messages", Json.write(List.of(message(question))));
        attributes.put(
            "gen_ai.output.messages",
            Json.write(List.of(message("answer " + ThreadLocalRandom.current().nextInt()))));
      }
      case STRUCTURED -> {
        attributes.putAll(calls());
        attributes.put("gen_ai.response.finish_reasons", List.of("stop"));
        attributes.put("gen_ai.input.messages", List.of(message(question)));
      }
      case DETAILS_EVENT -> {
        attributes.putAll(calls());
        attributes.put("gen_ai.response.finish_reasons", List.of("max_tokens"));
        events.add(
            event(
                "gen_ai.client.inference.operation.details",
                Map.of(
                    "gen_ai.input.messages",
                    List.of(message(question)),
                    "gen_ai.output.messages",
                    "answer " + ThreadLocalRandom.current().nextInt())));
      }
      case MESSAGE_EVENTS -> {
        attributes.putAll(calls());
        attributes.put("gen_ai.response.finish_reasons", List.of("stop"));
        events.add(event("gen_ai.system.message", Map.of("content", SYSTEM)));
        events.add(event("gen_ai.user.message", Map.of("content", question)));
        events.add(
            event(
                "gen_ai.choice",
                Map.of("message", "answer " + ThreadLocalRandom.current().nextInt())));
      }
      case OPEN_LLMETRY -> {
        attributes.put("gen_ai.system", "openai");
        attributes.put("llm.request.type", "chat");
        attributes.put("gen_ai.request.model", "gpt-4o");
        attributes.put("gen_ai.usage.prompt_tokens", 1000);
        attributes.put("gen_ai.usage.completion_tokens", 10);
        attributes.put("gen_ai.prompt.0.role", "system");
        attributes.put("gen_ai.prompt.0.content", SYSTEM);
        attributes.put("gen_ai.prompt.1.role", "user");
        attributes.put("gen_ai.prompt.1.content", question);
        attributes.put(
            "gen_ai.completion.0.content", "answer " + ThreadLocalRandom.current().nextInt());
        attributes.put("gen_ai.completion.0.finish_reason", "stop");
      }
      case OPEN_INFERENCE -> {
        attributes.put("openinference.span.kind", "LLM");
        attributes.put("llm.provider", "openai");
        attributes.put("llm.model_name", "gpt-4o");
        attributes.put("llm.token_count.prompt", 1000);
        attributes.put("llm.token_count.completion", 10);
        attributes.put("llm.cost.total", 0.0005);
        attributes.put("llm.invocation_parameters", "{\"temperature\":0.2}");
        attributes.put("llm.input_messages.0.message.role", "user");
        attributes.put("llm.input_messages.0.message.content", question);
        attributes.put(
            "llm.output_messages.0.message.content",
            "answer " + ThreadLocalRandom.current().nextInt());
      }
      case VERCEL -> {
        attributes.put("ai.operationId", "ai.streamText.doStream");
        attributes.put("ai.model.provider", "openai.chat");
        attributes.put("ai.model.id", "gpt-4o");
        attributes.put("ai.usage.promptTokens", 1000);
        attributes.put("ai.usage.completionTokens", 10);
        attributes.put("ai.prompt.messages", Json.write(List.of(message(question))));
        attributes.put("ai.response.finishReason", "stop");
        attributes.put("ai.response.text", "answer " + ThreadLocalRandom.current().nextInt());
      }
      case COLLECTOR -> {
        attributes.putAll(calls());
        attributes.put("gen_ai.response.finish_reasons", "stop");
        attributes.put("apex.prompt.hash", Hash.of(question));
      }
    }
  }

  private static Map<String, Object> calls() {
    var calls = new LinkedHashMap<String, Object>();
    calls.put("gen_ai.operation.name", "chat");
    calls.put("gen_ai.provider.name", "openai");
    calls.put("gen_ai.request.model", "gpt-4o");
    calls.put("gen_ai.request.temperature", 0.2);
    calls.put("gen_ai.usage.input_tokens", 1000);
    calls.put("gen_ai.usage.output_tokens", 10);
    return calls;
  }

  private static Map<String, Object> part(String content) {
    var part = new LinkedHashMap<String, Object>();
    part.put("type", "text");
    part.put("content", content);
    return part;
  }

  private static Map<String, Object> message(String content) {
    var message = new LinkedHashMap<String, Object>();
    message.put("role", "user");
    message.put("parts", List.of(part(content)));
    return message;
  }

  private static Map<String, Object> event(String name, Map<String, Object> attributes) {
    return Map.of("name", name, "attributes", told(attributes));
  }

  private static String request(
      Instant at, Map<String, Object> attributes, List<Map<String, Object>> events) {
    long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    var span = new LinkedHashMap<String, Object>();
    span.put("traceId", "%032x".formatted(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    span.put("spanId", "%016x".formatted(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    span.put("name", "chat gpt-4o");
    span.put("startTimeUnixNano", Long.toString(nanos));
    span.put("endTimeUnixNano", Long.toString(nanos + 250_000_000L));
    span.put("attributes", told(attributes));
    span.put("events", events);
    var scope = Map.of("scope", Map.of("name", "instrumentation"), "spans", List.of(span));
    return Json.write(Map.of("resourceSpans", List.of(Map.of("scopeSpans", List.of(scope)))));
  }

  private static List<Map<String, Object>> told(Map<String, Object> attributes) {
    var told = new ArrayList<Map<String, Object>>();
    attributes.forEach((key, value) -> {
      var attribute = new LinkedHashMap<String, Object>();
      attribute.put("key", key);
      attribute.put("value", value(value));
      told.add(attribute);
    });
    return told;
  }

  private static Map<String, Object> value(Object value) {
    return switch (value) {
      case Integer number -> Map.of("intValue", number.toString());
      case Double number -> Map.of("doubleValue", number);
      case List<?> list ->
          Map.of("arrayValue", Map.of("values", list.stream().map(SpanShapes::value).toList()));
      case Map<?, ?> map -> {
        var named = new LinkedHashMap<String, Object>();
        map.forEach((key, member) -> named.put(key.toString(), member));
        yield Map.of("kvlistValue", Map.of("values", told(named)));
      }
      default -> Map.of("stringValue", value.toString());
    };
  }
}
