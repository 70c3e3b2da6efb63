package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Spans over HTTP into a real ledger: what is kept, what is rejected, what is refused.
class OtlpTest {
  private static final String TRACES = "/v1/traces";
  private static TelemetryHouse house;

  private final TelemetryHouse.Sender sender = house.sender();

  @BeforeAll
  static void open() {
    house = new TelemetryHouse();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void spansBecomeCallsWithTheirCost() {
    var answer = sender.protobuf(TRACES, Spans.request(Spans.chat(1000, 100), Spans.chat(2000, 0)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-protobuf");
    assertThat(answer.body()).isEmpty();
    seen(2);
    // gpt-4o: 3,000 in at 2.50 a million and 100 out at 10
    assertThat(sender.get("/api/spend").path("total_cost_usd").asString()).isEqualTo("0.008500");
    assertThat(sender.ledger("any(service), any(environment), any(scope), any(scope_version)"))
        .isEqualTo("shop\ttest\tscope\t1.2");
    assertThat(sender.ledger("any(latency_ms)")).isEqualTo("250");
  }

  @Test
  void allGenerationsOfNamesAreUnderstood() {
    var today =
        Spans.span(
            "gen_ai.operation.name", "chat",
            "gen_ai.provider.name", "anthropic",
            "gen_ai.response.model", "claude-sonnet-4-5",
            "gen_ai.usage.input_tokens", 1000L,
            "gen_ai.usage.cache_read.input_tokens", 400L,
            "gen_ai.usage.cache_creation.input_tokens", 100L,
            "gen_ai.usage.output_tokens", 10L,
            "gen_ai.usage.reasoning.output_tokens", 4L,
            "gen_ai.usage.total_tokens", 1010L);
    var first =
        Spans.span(
            "gen_ai.system",
            "openai",
            "gen_ai.request.model",
            "gpt-4o",
            "gen_ai.usage.prompt_tokens",
            1000L,
            "gen_ai.usage.completion_tokens",
            10L);
    var of136 =
        Spans.span(
            "gen_ai.operation.name", "chat",
            "gen_ai.system", "az.ai.openai",
            "gen_ai.request.model", "gpt-4o",
            "gen_ai.usage.input_tokens", 1000L,
            "gen_ai.usage.output_tokens", 10L);
    var openInference =
        Spans.span(
            "openinference.span.kind", "LLM",
            "llm.provider", "openai",
            "llm.model_name", "gpt-4o",
            "llm.token_count.prompt", 1000L,
            "llm.token_count.completion", 10L,
            "llm.token_count.prompt_details.cache_read", 400L,
            "llm.token_count.total", 1010L);
    var vercel =
        Spans.span(
            "ai.operationId", "ai.streamText.doStream",
            "ai.model.provider", "openai.chat",
            "ai.model.id", "gpt-4o",
            "ai.usage.promptTokens", 1000L,
            "ai.usage.completionTokens", 10L);
    var outer =
        Spans.span(
            "ai.operationId", "ai.streamText",
            "ai.model.provider", "openai.chat",
            "ai.model.id", "gpt-4o",
            "ai.usage.promptTokens", 1000L,
            "ai.usage.completionTokens", 10L);
    var agent =
        Spans.span(
            "gen_ai.operation.name", "invoke_agent",
            "gen_ai.provider.name", "openai",
            "gen_ai.request.model", "gpt-4o",
            "gen_ai.usage.input_tokens", 1000L,
            "gen_ai.usage.output_tokens", 10L);
    sender.protobuf(
        TRACES, Spans.request(today, first, of136, openInference, vercel, outer, agent));
    seen(5);
    assertThat(sender.ledger("sum(input_tokens), sum(output_tokens), sum(cache_read_tokens)"))
        .isEqualTo("5000\t50\t800");
    assertThat(sender.ledger("arrayStringConcat(arraySort(groupArray(provider)), ' ')"))
        .isEqualTo("anthropic azure.ai.openai openai openai openai");
    assertThat(sender.ledger("sum(cache_write_5m_tokens), sum(reasoning_tokens)"))
        .isEqualTo("100\t4");
    assertThat(sender.get("/api/spend").path("coverage").path("tokens_priced").asDouble())
        .isEqualTo(1.0);
  }

  @Test
  void theSameSpansInJsonAndProtobufAreTheSameCalls() {
    var spans = new Span.Builder[] {Spans.chat(11, 1), Spans.chat(12, 2), Spans.chat(13, 3)};
    assertThat(sender.json(TRACES, json(spans)).statusCode()).isEqualTo(200);
    seen(3);
    assertThat(sender.protobuf(TRACES, Spans.request(spans)).statusCode()).isEqualTo(200);
    sender.protobuf(TRACES, Spans.request(Spans.chat(99, 9)));
    seen(4);
    assertThat(sender.ledger("count(), uniqExact(content)")).isEqualTo("4\t4");
  }

  @Test
  void theSameSpanTwiceIsOneCall() {
    var span = Spans.chat(10, 1);
    sender.protobuf(TRACES, Spans.request(span, span));
    sender.protobuf(TRACES, Spans.request(span));
    seen(1);
    sender.protobuf(TRACES, Spans.request(span, Spans.chat(20, 1)));
    seen(2);
  }

  @Test
  void aParentThatRepeatsItsChildrenIsNotCountedWhicheverComesFirst() {
    var parent = Spans.chat(100, 10);
    var child =
        Spans.chat(100, 10).setTraceId(parent.getTraceId()).setParentSpanId(parent.getSpanId());
    sender.protobuf(TRACES, Spans.request(parent, child));
    seen(1);

    var laterParent = Spans.chat(100, 10);
    var earlierChild =
        Spans.chat(100, 10)
            .setTraceId(laterParent.getTraceId())
            .setParentSpanId(laterParent.getSpanId());
    sender.protobuf(TRACES, Spans.request(earlierChild));
    seen(2);
    sender.protobuf(TRACES, Spans.request(laterParent));
    sender.protobuf(TRACES, Spans.request(Spans.chat(1, 1)));
    seen(3);

    var earlyParent = Spans.chat(100, 10);
    sender.protobuf(TRACES, Spans.request(earlyParent));
    seen(4);
    var lateChild =
        Spans.chat(100, 10)
            .setTraceId(earlyParent.getTraceId())
            .setParentSpanId(earlyParent.getSpanId());
    sender.protobuf(TRACES, Spans.request(lateChild, Spans.chat(1, 1)));
    seen(5); // one more, and the parent was taken back
    sender.protobuf(TRACES, Spans.request(earlyParent, Spans.chat(1, 1)));
    seen(6);
  }

  @Test
  void aBrokenSpanIsRejectedAloneWithItsReason() throws Exception {
    var spans =
        new Span.Builder[] {
          Spans.chat(10, 1),
          Spans.chat(-10, 1),
          Spans.chat(99_000_000_000L, 1),
          Spans.chat(10, 1).setTraceId(Spans.id(15)),
          Spans.chat(10, 1).setSpanId(Spans.id(16)),
          Spans.chat(10, 1).setSpanId(ByteString.copyFrom(new byte[8])),
          Spans.chat(10, 1).setStartTimeUnixNano(0),
          Spans.span(
              Instant.now().plus(Duration.ofDays(365)),
              "gen_ai.operation.name",
              "chat",
              "gen_ai.request.model",
              "gpt-4o",
              "gen_ai.usage.input_tokens",
              10L),
          Spans.span("gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens", 10L),
          Spans.span(
              "gen_ai.operation.name",
              "chat",
              "gen_ai.request.model",
              "gpt-4o",
              "gen_ai.usage.input_tokens",
              "many"),
          Spans.span(
              "gen_ai.operation.name",
              "chat",
              "gen_ai.request.model",
              "m".repeat(5000),
              "gen_ai.usage.input_tokens",
              10L),
          Spans.span(
              "gen_ai.operation.name",
              "chat",
              "gen_ai.request.model",
              "gpt\u0007",
              "gen_ai.usage.input_tokens",
              10L),
          Spans.span("http.request.method", "GET"),
          Spans.span(
              "gen_ai.operation.name", "chat",
              "gen_ai.provider.name", "openai",
              "gen_ai.request.model", "gpt-4o",
              "gen_ai.usage.input_tokens", "12",
              "gen_ai.usage.output_tokens", 3.0),
        };
    var answer = sender.protobuf(TRACES, Spans.request(spans));
    assertThat(answer.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(11);
    assertThat(partial.getErrorMessage())
        .contains(
            "1 NEGATIVE_TOKENS",
            "gen_ai.usage.input_tokens must be a whole number, 0 to 10,000,000, was '-10'",
            "1 TOO_MANY_TOKENS",
            "1 BAD_TRACE_ID",
            "2 BAD_SPAN_ID",
            "1 BAD_TIMESTAMP",
            "1 TIMESTAMP_OUT_OF_RANGE",
            "1 MISSING_MODEL",
            "1 NOT_A_NUMBER",
            "1 TEXT_TOO_LONG",
            "1 BAD_TEXT");
    seen(2);
    assertThat(sender.ledger("sum(input_tokens), sum(output_tokens)")).isEqualTo("22\t4");
  }

  @Test
  void aSpanWhoseTextIsNotUtf8IsRejectedAlone() throws Exception {
    var whole = Spans.request(Spans.chat(10, 1), Spans.chat(11, 1).setName("XXXX"));
    int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("XXXX");
    whole[at] = (byte) 0xff;
    var answer = sender.protobuf(TRACES, whole);
    assertThat(answer.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("BAD_ENCODING");
    seen(1);
  }

  @Test
  void aYearOldSpanIsKeptAndItsDayIsItsOwn() {
    sender.protobuf(
        TRACES,
        Spans.request(
            Spans.span(
                Instant.now().minus(Duration.ofDays(365)),
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.usage.input_tokens",
                10L)));
    seen(1);
  }

  @Test
  void whatIsNoTelemetryIsRefusedInTheFormItCameIn() {
    var good = Spans.request(Spans.chat(10, 1));
    var truncated = Arrays.copyOf(good, good.length - 3);
    var answer = sender.protobuf(TRACES, truncated);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-protobuf");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("INVALID_REQUEST");
    for (var body : new String[] {"{", "[]", "{\"resourceSpans\":7}", "{} {}", "\u0000"}) {
      var refused = sender.json(TRACES, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      var status = Json.tree(new String(refused.body(), StandardCharsets.UTF_8));
      assertThat(status.path("code").asInt()).isEqualTo(3);
      assertThat(status.path("message").asString()).contains("INVALID_REQUEST");
    }
    assertThat(sender.send(TRACES, good, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(sender.send(TRACES, good).statusCode()).isEqualTo(415);
    assertThat(zipped(good, good).statusCode()).isEqualTo(400);
    assertThat(sender.protobuf(TRACES, new byte[0]).statusCode()).isEqualTo(200);
    assertThat(sender.json(TRACES, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void deepJsonIsRefused() {
    var deep = "{\"arrayValue\":{\"values\":[".repeat(2000);
    var body =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":[{\"key\":\"k\",\"value\":"
            + deep;
    assertThat(sender.json(TRACES, body).statusCode()).isEqualTo(400);
  }

  @Test
  void gzipIsUnpackedAndABombIsRefusedEarly() throws IOException {
    var good = zipped(gzip(Spans.request(Spans.chat(10, 1))), new byte[0]);
    assertThat(good.statusCode())
        .as(new String(good.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    var bomb = gzip(new byte[64 << 20]);
    assertThat(bomb.length).isLessThan(100_000);
    var answer = zipped(bomb, new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("TOO_LARGE");
    var large = sender.protobuf(TRACES, new byte[(16 << 20) + 1]);
    assertThat(large.statusCode()).isEqualTo(413);
    seen(1);
  }

  @Test
  void aLargeAttributeCostsNothingButItself() {
    var span =
        Spans.chat(10, 1)
            .addAttributes(Spans.attribute("gen_ai.input.messages", "x".repeat(10 << 20)));
    assertThat(sender.protobuf(TRACES, Spans.request(span)).statusCode()).isEqualTo(200);
    seen(1);
  }

  @Test
  void onlyAGoodKeyIsLetIn() {
    var body = Spans.request(Spans.chat(10, 1));
    var header = new String[] {"Content-Type", "application/x-protobuf"};
    var stranger = new TelemetryHouse.Sender(house, sender.workspace(), "apx_unknown");
    assertThat(stranger.send(TRACES, body, header).statusCode()).isEqualTo(401);
    var person =
        new TelemetryHouse.Sender(house, sender.workspace(), "owner:" + sender.workspace());
    assertThat(person.send(TRACES, body, header).statusCode()).isEqualTo(401);
    var byHeader =
        person.send(
            TRACES, body, "Content-Type", "application/x-protobuf", "x-apex-key", sender.key());
    assertThat(byHeader.statusCode()).isEqualTo(200);
    seen(1);
    house.keys.revoke(sender.workspace(), house.keys.list(sender.workspace()).getFirst().id());
    assertThat(sender.send(TRACES, body, header).statusCode()).isEqualTo(401);
  }

  private void seen(long calls) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(sender.calls()).isEqualTo(calls));
  }

  private HttpResponse<byte[]> zipped(byte[] body, byte[] ignored) {
    return sender.send(
        TRACES, body, "Content-Type", "application/x-protobuf", "Content-Encoding", "gzip");
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  /// By the specification's mapping, written out: ids in hexadecimal, 64-bit numbers as texts.
  private static String json(Span.Builder... spans) {
    var hex = HexFormat.of();
    var text = new StringBuilder("{\"resourceSpans\":[{\"resource\":{\"attributes\":[");
    text.append(
        "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}],\"unknown\":[{}]},");
    text.append("\"scopeSpans\":[{\"scope\":{\"name\":\"scope\",\"version\":\"1.2\"},\"spans\":[");
    for (int i = 0; i < spans.length; i++) {
      var span = spans[i];
      text.append(i == 0 ? "" : ",").append("{\"traceId\":\"");
      text.append(
          hex.formatHex(span.getTraceId().toByteArray()).toUpperCase(java.util.Locale.ROOT));
      text.append("\",\"spanId\":\"").append(hex.formatHex(span.getSpanId().toByteArray()));
      text.append("\",\"kind\":3,\"startTimeUnixNano\":\"").append(span.getStartTimeUnixNano());
      text.append("\",\"endTimeUnixNano\":").append(span.getEndTimeUnixNano());
      text.append(",\"attributes\":[");
      for (int a = 0; a < span.getAttributesCount(); a++) {
        var attribute = span.getAttributes(a);
        text.append(a == 0 ? "" : ",").append("{\"key\":\"").append(attribute.getKey());
        var value = attribute.getValue();
        text.append(
            value.hasIntValue()
                ? "\",\"value\":{\"intValue\":\"" + value.getIntValue() + "\"}}"
                : "\",\"value\":{\"stringValue\":\"" + value.getStringValue() + "\"}}");
      }
      text.append("]}");
    }
    return text.append("]}]}]}").toString();
  }
}
