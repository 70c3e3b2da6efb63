package apex.backend.ingestion.otlp;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.stores.clickhouse.CallIdentity;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Tells which spans are calls of a model, and reads those. For one thread.
final class SpanRules {
  static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  static final Duration GRACE = Duration.ofDays(1);

  private static final HexFormat HEX = HexFormat.of();
  private static final int DETAILS_CHARS_MAX = 65_536;
  private static final Set<String> INFERENCE =
      Set.of(
          "chat",
          "text_completion",
          "completion",
          "generate_content",
          "embeddings",
          "embedding",
          "llm",
          "rerank",
          "reranker");
  private static final Set<String> VERCEL_CALLS = Set.of("dogenerate", "dostream", "doembed");

  private final Told told;
  private final PromptDigest prompts;
  private final Instant latest;
  private final Instant lateBefore;

  /// @param lateBefore a call made before came late
  /// @param prompts of the workspace whose spans are read
  SpanRules(int textCharsMax, Instant now, Instant lateBefore, PromptDigest prompts) {
    this.told = new Told(textCharsMax);
    this.prompts = prompts;
    this.latest = now.plus(GRACE);
    this.lateBefore = lateBefore;
  }

  /// What a span comes to.
  sealed interface Found {
    record Counted(Sighting call) implements Found {}

    record Ignored(NoCall why) implements Found {}
  }

  Found read(Span span, Origin origin, List<CallIdentity.Span> around) {
    told.read(span.getAttributesList());
    var kind = kind(told);
    if (kind.isPresent()) return new Found.Ignored(kind.get());
    var usage = usage(told);
    var failed = failed(span);
    if (usage.none() && !failed) return new Found.Ignored(NoCall.NO_USAGE);
    usage.check();
    return new Found.Counted(sighting(span, origin, usage, around));
  }

  /// Why it is no call of a model, if it is none. An operation that is not known is one when it
  /// tells its usage.
  static Optional<NoCall> kind(Told told) {
    var operation = operation(told);
    if (operation.isEmpty())
      return told.tells(Field.INPUT) || told.tells(Field.OUTPUT)
          ? Optional.empty()
          : Optional.of(NoCall.NOT_GENAI);
    if (INFERENCE.contains(operation)) return Optional.empty();
    return Optional.of(NoCall.NOT_INFERENCE);
  }

  /// In today's words: `chat`, `embeddings`, `invoke_agent`; empty when not told.
  static String operation(Told told) {
    var operation = told.raw(Field.OPERATION).toLowerCase(Locale.ROOT);
    if (!operation.startsWith("ai.")) return operation;
    var last = operation.substring(operation.lastIndexOf('.') + 1);
    if (!VERCEL_CALLS.contains(last)) return operation;
    return last.equals("doembed") ? "embeddings" : "chat";
  }

  static Usage usage(Told told) {
    var write = told.count(Field.CACHE_WRITE);
    var hour = 0L;
    if (told.tells(Field.DETAILS)) {
      var details = details(told.raw(Field.DETAILS));
      var usage = details.path("anthropic").path("usage").path("cache_creation");
      hour = Math.max(0, usage.path("ephemeral_1h_input_tokens").asLong(0));
      var created = details.path("anthropic").path("cacheCreationInputTokens").asLong(-1);
      if (write < 0) write = created;
    }
    return new Usage(
        told.count(Field.INPUT),
        told.count(Field.CACHE_READ),
        write,
        Math.min(hour, Math.max(0, write)),
        told.count(Field.OUTPUT),
        told.count(Field.REASONING),
        told.count(Field.TOTAL));
  }

  /// What the Vercel AI SDK hands on from the provider, as JSON in a text.
  private static JsonNode details(String json) {
    try {
      return Json.tree(json.isEmpty() || json.length() > DETAILS_CHARS_MAX ? "{}" : json);
    } catch (ApexException notJson) {
      return Json.tree("{}");
    }
  }

  private boolean failed(Span span) {
    return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
        || told.tells(Field.ERROR);
  }

  private Sighting sighting(Span span, Origin origin, Usage usage, List<CallIdentity.Span> around) {
    var trace = id(span.getTraceId(), 16, TelemetryFault.BAD_TRACE_ID, "trace_id");
    var own = id(span.getSpanId(), 8, TelemetryFault.BAD_SPAN_ID, "span_id");
    var at = at(span.getStartTimeUnixNano(), "start_time_unix_nano");
    return new Sighting(
        new CallIdentity.Span(HEX.formatHex(trace), HEX.formatHex(own)),
        at,
        Providers.of(told),
        model(),
        told.text(Field.ROUTE),
        told.text(Field.USER),
        told.text(Field.CONVERSATION),
        failed(span) ? "error" : "ok",
        latency(span),
        usage,
        origin.service(),
        origin.environment(),
        told.checked(Field.OPERATION.label(), operation(told)),
        origin.scope(),
        origin.scopeVersion(),
        told.text(Field.TIER),
        told.text(Field.RESPONSE_ID),
        trace,
        own,
        usage.none() ? List.of() : around,
        at.isBefore(lateBefore),
        Aside.of(told, prompts.of(span.getAttributesList(), span.getEventsList())));
  }

  /// As [PromptDigest] makes it of a record's attributes.
  String prompt(List<KeyValue> attributes) {
    return prompts.of(attributes, List.of());
  }

  String model() {
    return model(told);
  }

  /// The model that answered, else the one that was asked.
  static String model(Told told) {
    var answered = told.text(Field.RESPONSE_MODEL);
    var model = answered.isEmpty() ? told.text(Field.REQUEST_MODEL) : answered;
    if (model.isEmpty())
      throw new RefusedTelemetry(
          TelemetryFault.MISSING_MODEL, Field.REQUEST_MODEL.label(), "", "the model's name");
    return model;
  }

  static byte[] id(ByteString sent, int length, TelemetryFault fault, String field) {
    var bytes = sent.toByteArray();
    boolean zero = true;
    for (byte b : bytes) zero &= b == 0;
    if (bytes.length != length || zero)
      throw new RefusedTelemetry(
          fault, field, HEX.formatHex(bytes), "%d bytes, not all zero".formatted(length));
    return bytes;
  }

  Instant at(long nanos, String field) {
    if (nanos == 0)
      throw new RefusedTelemetry(
          TelemetryFault.BAD_TIMESTAMP, field, "0", "nanoseconds since 1970");
    var at =
        Instant.ofEpochSecond(
            Long.divideUnsigned(nanos, 1_000_000_000L),
            Long.remainderUnsigned(nanos, 1_000_000_000L));
    if (at.isBefore(EARLIEST) || at.isAfter(latest))
      throw new RefusedTelemetry(
          TelemetryFault.TIMESTAMP_OUT_OF_RANGE,
          field,
          at.toString(),
          "%s to %s".formatted(EARLIEST, latest));
    return at;
  }

  boolean late(Instant at) {
    return at.isBefore(lateBefore);
  }

  private static long latency(Span span) {
    long nanos = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
    return span.getEndTimeUnixNano() == 0 || nanos < 0 ? -1 : nanos / 1_000_000;
  }
}
