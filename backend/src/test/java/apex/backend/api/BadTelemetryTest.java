package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is broken gets a clear status, is never kept in part, and holds nobody up.
class BadTelemetryTest {
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
  void numbersInJsonMayBeTextsAndTextsNumbers() {
    for (var input : List.of("\"intValue\":12", "\"intValue\":\"12\"", "\"intValue\":12.0"))
      assertThat(rejected(json(span("\"" + nanos() + "\"", input)))).as(input).isZero();
    for (var input :
        List.of("\"doubleValue\":12", "\"doubleValue\":\"12.0\"", "\"stringValue\":\"12\""))
      assertThat(rejected(json(span(nanos(), input)))).as(input).isZero();
    // A text where a number stands is its text.
    assertThat(rejected(json(span(nanos(), "\"stringValue\":12")))).isZero();
    seen(sender, 7);
    assertThat(sender.ledger("groupUniqArray(input_tokens)")).isEqualTo("[12]");
  }

  @Test
  void whatIsNoNumberInJsonCostsItsOwnSpan() {
    for (var input :
        List.of(
            "\"intValue\":\"twelve\"",
            "\"intValue\":12.5",
            "\"intValue\":true",
            "\"intValue\":\"9223372036854775808\"",
            "\"intValue\":1e300",
            "\"doubleValue\":\"NaN\"",
            "\"doubleValue\":\"Infinity\"",
            "\"boolValue\":true",
            "\"intValue\":-1"))
      assertThat(rejected(json(span(nanos(), input)))).as(input).isEqualTo(1);
    for (var time : List.of("\"soon\"", "-5", "0", "1e400", "99999999999999999999999"))
      assertThat(rejected(json(span(time, "\"intValue\":1")))).as(time).isEqualTo(1);
    json(span(nanos(), "\"intValue\":1"));
    seen(sender, 1);
  }

  /// Read as a number, its time would be the square of its length: hours.
  @Test
  @Timeout(60)
  void aNumberOfTenMillionDigitsIsRefusedAtOnce() {
    var digits = "\"" + "9".repeat(10_000_000) + "\"";
    assertThat(rejected(json(span(digits, "\"intValue\":1")))).isEqualTo(1);
    assertThat(rejected(json(span(nanos(), "\"intValue\":" + digits)))).isEqualTo(1);
    assertThat(rejected(json(span(nanos(), "\"doubleValue\":" + digits)))).isEqualTo(1);
  }

  @Test
  void tenMegabytesInAnAttributeThatCountsCostTheirOwnSpan() throws Exception {
    var large = "x".repeat(10 << 20);
    var answer =
        sender.protobuf(
            TRACES,
            Spans.request(
                Spans.chat(1, 1).addAttributes(Spans.attribute("user.id", large)),
                Spans.chat(2, 1)));
    assertThat(answer.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("TEXT_TOO_LONG", "user.id").hasSizeLessThan(300);
    seen(sender, 1);
  }

  @Test
  void clocksAYearOffAreKeptBehindAndRefusedAhead() throws Exception {
    var year = Duration.ofDays(365);
    var told = Spans.chat(10, 1).getAttributesList();
    var behind = Spans.span(Instant.now().minus(year)).addAllAttributes(told);
    var ahead = Spans.span(Instant.now().plus(year)).addAllAttributes(told);
    // An end before its start is no duration, and nothing else.
    var backwards = Spans.chat(10, 1).setEndTimeUnixNano(1);
    var answer = sender.protobuf(TRACES, Spans.request(behind, ahead, backwards));
    assertThat(ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess())
        .satisfies(partial -> {
          assertThat(partial.getRejectedSpans()).isEqualTo(1);
          assertThat(partial.getErrorMessage()).contains("TIMESTAMP_OUT_OF_RANGE");
        });
    seen(sender, 2);
    assertThat(sender.ledger("countIf(ts < now() - interval 360 day), countIf(latency_ms = -1)"))
        .isEqualTo("1\t1");
  }

  @Test
  void countsThatOverflowAreRefusedHoweverTheyAreWritten() throws Exception {
    var most = 10_000_000L;
    var broken =
        new Span.Builder[] {
          Spans.chat(Long.MAX_VALUE, 1),
          Spans.chat(Long.MIN_VALUE, 1),
          Spans.chat(1, most + 1),
          Spans.chat(1, 1)
              .addAttributes(
                  Spans.attribute("gen_ai.usage.cache_read.input_tokens", Long.MAX_VALUE)),
          // Each fits, together they do not, by no reading.
          Spans.chat(most, 1)
              .addAttributes(Spans.attribute("gen_ai.usage.cache_read.input_tokens", most)),
          Spans.chat(1, 1).addAttributes(Spans.attribute("gen_ai.usage.total_tokens", -1L)),
          Spans.chat(1, 1).addAttributes(Spans.attribute("gen_ai.usage.reasoning_tokens", 1e300)),
        };
    var answer = sender.protobuf(TRACES, Spans.request(broken));
    assertThat(
            ExportTraceServiceResponse.parseFrom(answer.body())
                .getPartialSuccess()
                .getRejectedSpans())
        .isEqualTo(broken.length);
    sender.protobuf(TRACES, Spans.request(Spans.chat(most, 1)));
    seen(sender, 1);
  }

  @Test
  void aRequestThatIsCutOffKeepsNoneOfItsSpans() {
    var many = new Span.Builder[50];
    for (int i = 0; i < many.length; i++) many[i] = Spans.chat(10, 1);
    var whole = Spans.request(many);
    for (int cut : List.of(1, 7, whole.length / 2, whole.length - 1))
      assertThat(
              sender
                  .protobuf(TRACES, java.util.Arrays.copyOf(whole, whole.length - cut))
                  .statusCode())
          .as("without the last %d bytes", cut)
          .isEqualTo(400);
    var json = request(span(nanos(), "\"intValue\":1"));
    for (int cut : List.of(1, 5, json.length() / 2))
      assertThat(sender.json(TRACES, json.substring(0, json.length() - cut)).statusCode())
          .isEqualTo(400);
    sender.protobuf(TRACES, Spans.request(Spans.chat(1, 1)));
    seen(sender, 1);
  }

  @Test
  void textThatIsNotUtf8CostsMetricsAndLogsTheirRequestAndAnAnswerSaysSo() {
    for (var path : List.of("/v1/metrics", "/v1/logs")) {
      // Field 1 of both is a message; its field 3 is the address of a schema, a text.
      var broken = new byte[] {0x0a, 0x03, 0x1a, 0x01, (byte) 0xff};
      var answer = sender.protobuf(path, broken);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(text(answer)).contains("INVALID_REQUEST", "UTF-8");
    }
    var json = request(span(nanos(), "\"intValue\":1")).getBytes(StandardCharsets.UTF_8);
    json[json.length / 2] = (byte) 0xff;
    assertThat(sender.send(TRACES, json, "Content-Type", "application/json").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aKeyReachesItsOwnWorkspaceOnlyWhateverTheRequestSays() {
    var stranger = house.sender();
    var span =
        Spans.chat(10, 1)
            .addAttributes(Spans.attribute("workspace_id", stranger.workspace().toString()));
    assertThat(
            sender
                .send(
                    TRACES + "?workspace_id=" + stranger.workspace(),
                    Spans.request(span),
                    "Content-Type",
                    "application/x-protobuf",
                    "x-workspace-id",
                    stranger.workspace().toString())
                .statusCode())
        .isIn(200, 400);
    assertThat(sender.protobuf(TRACES, Spans.request(span)).statusCode()).isEqualTo(200);
    seen(sender, 1);
    assertThat(stranger.calls()).isZero();
    // The same ids from another workspace are another call, and no duplicate of a stranger's.
    assertThat(stranger.protobuf(TRACES, Spans.request(span)).statusCode()).isEqualTo(200);
    seen(stranger, 1);
    assertThat(sender.calls()).isEqualTo(1);
    var signals = stranger.get("/api/ingest/receipts").path("signals").path(0);
    assertThat(signals.path("duplicate").asInt()).isZero();
  }

  private HttpResponse<byte[]> json(String span) {
    var answer = sender.json(TRACES, request(span));
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    return answer;
  }

  private static long rejected(HttpResponse<byte[]> answer) {
    return Json.tree(text(answer)).path("partialSuccess").path("rejectedSpans").asLong(0);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String request(String span) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + span + "]}]}]}";
  }

  private static String nanos() {
    var now = Instant.now();
    return Long.toString(now.getEpochSecond() * 1_000_000_000L + now.getNano());
  }

  private static String span(String start, String input) {
    return """
    {"traceId":"%s","spanId":"%s","startTimeUnixNano":%s,"attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
      {"key":"gen_ai.usage.input_tokens","value":{%s}}]}\
    """
        .formatted(
            HexFormat.of().formatHex(Spans.id(16).toByteArray()),
            HexFormat.of().formatHex(Spans.id(8).toByteArray()),
            start,
            input);
  }

  private static void seen(TelemetryHouse.Sender of, long calls) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(of.calls()).isEqualTo(calls));
  }
}
