package apex.bench.load;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Requests of spans that cost their sender little: one is made for real, and its ids and times are
/// written over for each sending, so that every span is a new one. For one thread.
public final class SpanBodies {
  private static final List<String> MODELS =
      List.of("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "o3");

  private final byte[] body;
  private final int[] traceAt;
  private final int[] spanAt;
  private final int[] timesAt;
  private final SplittableRandom random;
  private long spanIds;

  /// @param spans in each request
  public SpanBodies(int spans, long seed) {
    this.random = new SplittableRandom(seed);
    var made = new ArrayList<Span>();
    for (int i = 0; i < spans; i++) made.add(span(i));
    this.body = request(made).toByteArray();
    this.traceAt = new int[spans];
    this.spanAt = new int[spans];
    this.timesAt = new int[spans];
    int at = 0;
    for (int i = 0; i < spans; i++) {
      traceAt[i] = at = find(made.get(i).getTraceId().toByteArray(), at);
      spanAt[i] = at = find(made.get(i).getSpanId().toByteArray(), at);
      timesAt[i] = at = find(little(made.get(i).getStartTimeUnixNano()), at);
    }
  }

  /// The next request, whose bytes are good until the one after it.
  public byte[] next() {
    var now = Instant.now();
    long end = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    spanIds = 0;
    var bytes = ByteBuffer.wrap(body);
    for (int i = 0; i < traceAt.length; i++) {
      bytes.putLong(traceAt[i], random.nextLong()).putLong(traceAt[i] + 8, random.nextLong() | 1);
      long id = random.nextLong() | 1;
      bytes.putLong(spanAt[i], id);
      spanIds += Long.reverseBytes(id);
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(timesAt[i], end - 800_000_000L).putLong(timesAt[i] + 9, end);
      bytes.order(ByteOrder.BIG_ENDIAN);
    }
    return body;
  }

  /// The sum of the last request's span ids, each read as the store reads them, low byte first.
  public long spanIds() {
    return spanIds;
  }

  public int bytes() {
    return body.length;
  }

  public int spans() {
    return traceAt.length;
  }

  private int find(byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= body.length; at++)
      if (java.util.Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length))
        return at;
    throw new IllegalStateException("the request does not hold what it was made of");
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private Span span(int i) {
    long start = 1_700_000_000_000_000_000L + random.nextLong(1_000_000_000_000L);
    return Span.newBuilder()
        .setTraceId(id(16))
        .setSpanId(id(8))
        .setParentSpanId(id(8))
        .setName("chat " + MODELS.get(i % MODELS.size()))
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 1)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", MODELS.get(i % MODELS.size())))
        .addAttributes(text("gen_ai.response.model", MODELS.get(i % MODELS.size())))
        .addAttributes(
            text("gen_ai.response.id", "chatcmpl-" + Long.toHexString(random.nextLong())))
        .addAttributes(text("gen_ai.conversation.id", "conversation-" + i % 97))
        .addAttributes(text("gen_ai.agent.name", "assistant-" + i % 7))
        .addAttributes(text("user.id", "user-" + i % 50))
        .addAttributes(text("server.address", "api.example.invalid"))
        .addAttributes(number("server.port", 443))
        .addAttributes(number("gen_ai.request.max_tokens", 1024))
        .addAttributes(number("gen_ai.usage.input_tokens", 200 + random.nextInt(4000)))
        .addAttributes(number("gen_ai.usage.cache_read.input_tokens", random.nextInt(200)))
        .addAttributes(number("gen_ai.usage.output_tokens", 10 + random.nextInt(500)))
        .build();
  }

  private ByteString id(int bytes) {
    var id = new byte[bytes];
    random.nextBytes(id);
    return ByteString.copyFrom(id);
  }

  private static ExportTraceServiceRequest request(List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(text("service.name", "bench"))
                        .addAttributes(text("deployment.environment.name", "bench")))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(
                            InstrumentationScope.newBuilder().setName("bench").setVersion("1"))
                        .addAllSpans(spans)))
        .build();
  }

  private static KeyValue text(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String name, long value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
