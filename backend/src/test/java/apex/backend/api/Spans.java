package apex.backend.api;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Spans for tests of what a sender of its own could not be made to send.
final class Spans {

  private Spans() {}

  /// A generator for each thread: one that threads share hands the same ids to two of them.
  static ByteString id(int bytes) {
    var id = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(id);
    return ByteString.copyFrom(id);
  }

  static KeyValue attribute(String name, Object value) {
    var any = AnyValue.newBuilder();
    switch (value) {
      case Long number -> any.setIntValue(number);
      case Integer number -> any.setIntValue(number);
      case Double number -> any.setDoubleValue(number);
      default -> any.setStringValue(value.toString());
    }
    return KeyValue.newBuilder().setKey(name).setValue(any).build();
  }

  /// Names and values in turn.
  static List<KeyValue> attributes(Object... told) {
    return java.util.stream.IntStream.range(0, told.length / 2)
        .mapToObj(i -> attribute((String) told[2 * i], told[2 * i + 1]))
        .toList();
  }

  static Span.Builder span(Object... told) {
    return span(Instant.now(), told);
  }

  static Span.Builder span(Instant at, Object... told) {
    long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    return Span.newBuilder()
        .setTraceId(id(16))
        .setSpanId(id(8))
        .setStartTimeUnixNano(nanos)
        .setEndTimeUnixNano(nanos + 250_000_000L)
        .addAllAttributes(attributes(told));
  }

  /// A call of gpt-4o, in today's names.
  static Span.Builder chat(long input, long output) {
    return span(
        "gen_ai.operation.name", "chat",
        "gen_ai.provider.name", "openai",
        "gen_ai.request.model", "gpt-4o",
        "gen_ai.usage.input_tokens", input,
        "gen_ai.usage.output_tokens", output);
  }

  static byte[] request(Span.Builder... spans) {
    return message(spans).toByteArray();
  }

  static ExportTraceServiceRequest message(Span.Builder... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAllAttributes(
                            attributes(
                                "service.name", "shop", "deployment.environment.name", "test")))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(
                            InstrumentationScope.newBuilder().setName("scope").setVersion("1.2"))
                        .addAllSpans(Arrays.stream(spans).map(Span.Builder::build).toList())))
        .build();
  }
}
