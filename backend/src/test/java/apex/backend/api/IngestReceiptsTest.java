package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.embedded.RealClickHouse;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What became of what was sent is told, and adds up.
class IngestReceiptsTest {
  private static final Instant NOW = Instant.now();
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
  void everySpanIsCountedOnceByWhatBecameOfIt() {
    var known = Spans.chat(10, 1);
    var other = Spans.chat(11, 1).setTraceId(known.getTraceId()).setSpanId(known.getSpanId());
    var old =
        Spans.span(
            NOW.minus(Duration.ofDays(3)),
            "gen_ai.operation.name",
            "chat",
            "gen_ai.request.model",
            "gpt-4o",
            "gen_ai.usage.input_tokens",
            5L);
    sender.protobuf("/v1/traces", Spans.request(known, old));
    await().untilAsserted(() -> assertThat(traces().path("accepted").asLong()).isEqualTo(2));
    sender.protobuf(
        "/v1/traces",
        Spans.request(
            known,
            other.setStartTimeUnixNano(known.getStartTimeUnixNano()),
            Spans.chat(-1, 1),
            Spans.span("http.request.method", "GET"),
            Spans.span("gen_ai.operation.name", "invoke_agent", "gen_ai.usage.input_tokens", 5L),
            Spans.span("gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt-4o")));
    await().untilAsserted(() -> assertThat(traces().path("duplicate").asLong()).isEqualTo(2));
    var traces = traces();
    assertThat(traces.path("accepted").asLong()).isEqualTo(2);
    assertThat(traces.path("conflicting").asLong()).isEqualTo(1);
    assertThat(traces.path("late").asLong()).isEqualTo(1);
    assertThat(traces.path("rejected").asLong()).isEqualTo(1);
    assertThat(traces.path("rejected_by").path(0).path("reason").asString())
        .isEqualTo("NEGATIVE_TOKENS");
    assertThat(traces.path("ignored").asLong()).isEqualTo(3);
    assertThat(traces.path("ignored_by").toString())
        .contains("NOT_GENAI", "NOT_INFERENCE", "NO_USAGE");
    var answer = sender.get("/api/ingest/receipts");
    assertThat(answer.path("queryable_after_ms").path("n").asLong()).isEqualTo(4);
    assertThat(answer.path("queryable_after_ms").path("p99").asDouble()).isPositive();
    assertThat(ProtocolShape.faults("ingest_receipts", answer.toString())).isEmpty();
  }

  @Test
  void cumulativePointsCountWhatCameSinceTheLastAlsoOverARestart() {
    var cumulative = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    var start = NOW.minusSeconds(600);
    var anew = NOW.minusSeconds(200);
    sender.protobuf(
        "/v1/metrics",
        metrics(
            "bag",
            cumulative,
            // out of order on purpose: what counts is their own time
            point(start, NOW.minusSeconds(400), 30, 3000),
            point(start, NOW.minusSeconds(500), 10, 1000),
            point(start, NOW.minusSeconds(300), 60, 6000),
            point(anew, NOW.minusSeconds(100), 7, 700),
            point(anew, NOW.minusSeconds(50), 40, 4000)));
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    var points =
        metrics(
            "cup",
            delta,
            point(NOW.minusSeconds(100), NOW.minusSeconds(50), 5, 500),
            point(NOW.minusSeconds(50), NOW.minusSeconds(10), 6, 600));
    sender.protobuf("/v1/metrics", points);
    sender.protobuf("/v1/metrics", points); // the same points again are the same points
    await()
        .untilAsserted(() -> {
          var sampling = sender.get("/api/ingest/receipts").path("sampling");
          assertThat(sampling.path(0).path("counted_by_metrics").asLong()).isEqualTo(100);
          assertThat(sampling.path(1).path("counted_by_metrics").asLong()).isEqualTo(11);
          assertThat(sampling.path(1).path("rate").asDouble()).isZero();
          assertThat(sampling.path(1).path("high").asDouble()).isPositive();
        });
    assertThat(
            ProtocolShape.faults("ingest_receipts", sender.get("/api/ingest/receipts").toString()))
        .isEmpty();
  }

  @Test
  void eventsThatTellUsageAreCallsAndAnEventOfASpanIsThatSpansCall() {
    var span = Spans.chat(10, 1);
    sender.protobuf("/v1/traces", Spans.request(span));
    await().untilAsserted(() -> assertThat(sender.calls()).isEqualTo(1));
    sender.protobuf(
        "/v1/logs",
        logs(
            details(10).setTraceId(span.getTraceId()).setSpanId(span.getSpanId()),
            details(20),
            LogRecord.newBuilder().setEventName("gen_ai.choice").setTimeUnixNano(nanos(NOW))));
    await()
        .untilAsserted(() -> {
          var logs = sender.get("/api/ingest/receipts").path("signals").path(2);
          assertThat(logs.path("accepted").asLong()).isEqualTo(1);
          assertThat(logs.path("duplicate").asLong()).isEqualTo(1);
          assertThat(logs.path("ignored_by").path(0).path("reason").asString())
              .isEqualTo("NOT_GENAI");
        });
    assertThat(sender.calls()).isEqualTo(2);
  }

  @Test
  void whileClickHouseIsDownTheReceiptsSayWhatWaits() {
    try (var own = new TelemetryHouse(RealClickHouse.own(), Map.of())) {
      var client = own.sender();
      own.clickHouse.kill();
      assertThat(client.protobuf("/v1/traces", Spans.request(Spans.chat(10, 1))).statusCode())
          .isEqualTo(200);
      await()
          .untilAsserted(() -> {
            var answer = client.get("/api/ingest/receipts");
            assertThat(answer.path("spool").path("bytes").asLong()).isPositive();
            assertThat(answer.path("spool").path("trouble").asString()).contains("ClickHouse");
            assertThat(answer.path("spool").path("oldest_at").isNull()).isFalse();
            assertThat(answer.path("sampling_unknown").asString()).contains("ClickHouse");
            assertThat(ProtocolShape.faults("ingest_receipts", answer.toString())).isEmpty();
          });
      own.clickHouse.startAgain();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(client.calls()).isEqualTo(1));
    }
  }

  @Test
  void aFullSpoolSaysToComeAgain() {
    var whole = Map.of("INGEST_SPOOL_MB_MAX", "1", "OTLP_WORKSPACE_SHARE_PERCENT", "100");
    try (var own = new TelemetryHouse(RealClickHouse.own(), whole)) {
      var client = own.sender();
      own.clickHouse.kill();
      fill(client);
      var refused = client.protobuf("/v1/traces", many(2000));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      own.clickHouse.startAgain();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              client.protobuf("/v1/traces", Spans.request(Spans.chat(1, 1))).statusCode() == 200);
    }
  }

  @Test
  void aWorkspaceOverItsShareIsToldToComeAgainAndOthersAreNot() throws Exception {
    try (var own = new TelemetryHouse(RealClickHouse.own(), Map.of("INGEST_SPOOL_MB_MAX", "1"))) {
      var greedy = own.sender();
      var modest = own.sender();
      own.clickHouse.kill();
      int kept = fill(greedy);
      var refused = greedy.protobuf("/v1/traces", many(2000));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after").orElseThrow()).matches("[1-9][0-9]*");
      // A google.rpc.Status: field 1 is the code, 8 for exhausted resources.
      assertThat(refused.body()).startsWith(0x08, 0x08);
      assertThat(new String(refused.body(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("RATE_LIMITED", "this workspace has too much waiting for the ledger");
      assertThat(modest.protobuf("/v1/traces", many(10)).statusCode()).isEqualTo(200);
      own.clickHouse.startAgain();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> greedy.protobuf("/v1/traces", many(2000)).statusCode() == 200);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(greedy.calls()).isEqualTo(2000L * (kept + 1)));
      assertThat(modest.calls()).isEqualTo(10);
    }
  }

  /// Sends until it is refused, and answers how many requests were kept.
  private static int fill(TelemetryHouse.Sender client) {
    int kept = 0;
    while (kept < 20 && client.protobuf("/v1/traces", many(2000)).statusCode() == 200) kept++;
    assertThat(kept).isBetween(1, 19);
    return kept;
  }

  private static byte[] many(int spans) {
    var many = new io.opentelemetry.proto.trace.v1.Span.Builder[spans];
    for (int i = 0; i < many.length; i++) many[i] = Spans.chat(10, 1);
    return Spans.request(many);
  }

  private JsonNode traces() {
    return sender.get("/api/ingest/receipts").path("signals").path(0);
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private static HistogramDataPoint point(Instant start, Instant at, long calls, double tokens) {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano(nanos(start))
        .setTimeUnixNano(nanos(at))
        .setCount(calls)
        .setSum(tokens)
        .addAllAttributes(
            Spans.attributes("gen_ai.token.type", "input", "gen_ai.request.model", "gpt-4o"))
        .build();
  }

  private static byte[] metrics(
      String service, AggregationTemporality temporality, HistogramDataPoint... points) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAllAttributes(Spans.attributes("service.name", service)))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("gen_ai.client.token.usage")
                                .setHistogram(
                                    Histogram.newBuilder()
                                        .setAggregationTemporality(temporality)
                                        .addAllDataPoints(List.of(points))))))
        .build()
        .toByteArray();
  }

  private static LogRecord.Builder details(long input) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(nanos(NOW))
        .setEventName("gen_ai.client.inference.operation.details")
        .setTraceId(ByteString.EMPTY)
        .addAllAttributes(
            Spans.attributes(
                "gen_ai.operation.name", "chat",
                "gen_ai.provider.name", "openai",
                "gen_ai.request.model", "gpt-4o",
                "gen_ai.response.id", "resp-" + input,
                "gen_ai.usage.input_tokens", input));
  }

  private static byte[] logs(LogRecord.Builder... records) {
    var scope = ScopeLogs.newBuilder();
    for (var record : records) scope.addLogRecords(record);
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
        .build()
        .toByteArray();
  }
}
