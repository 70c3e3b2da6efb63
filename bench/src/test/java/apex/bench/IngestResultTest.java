package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.bench.load.Distribution;
import apex.bench.load.SpanBodies;
import apex.bench.load.SpanLoad;
import apex.edge.json.Json;
import apex.ops.protocol.Shapes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestResultTest {
  @Test
  void aMeasurementHasItsShape() {
    assertThat(faults(speed(100, 100))).isEmpty();
    var sent = new SpanLoad.Sent(5, 77, new Distribution(List.of(1.0)), 1, Duration.ofSeconds(3));
    var counted = new KillRun.Killed(sent, 10).wire(new Witness.Said(5, 5, 77, 5, 5, 5));
    var kills =
        new IngestResult(
            "kills",
            Map.of("clickhouse", counted, "redis", counted, "backend", counted),
            List.of());
    assertThat(faults(kills)).isEmpty();
  }

  @Test
  void aSpanThatIsMissingFailsTheRun() {
    assertThat(speed(100, 100).well()).isTrue();
    assertThat(speed(100, 99).well()).isFalse();
    assertThat(new IngestResult("kills", Map.of(), List.of("one is lost")).well()).isFalse();
  }

  @Test
  void aLossBesideADoubleIsSeen() {
    assertThat(new Witness.Said(5, 5, 77, 5, 5, 5).holds(5, 77)).isTrue();
    assertThat(new Witness.Said(5, 5, 78, 5, 5, 5).holds(5, 77)).isFalse();
    assertThat(new Witness.Said(5, 4, 77, 5, 5, 5).holds(5, 77)).isFalse();
    assertThat(new Witness.Said(5, 5, 77, 6, 5, 5).holds(5, 77)).isFalse();
    assertThat(new Witness.Said(5, 5, 77, 5, 5, 6).holds(5, 77)).isFalse();
  }

  @Test
  void bodiesDifferInEverySpanOfEverySending() throws Exception {
    var bodies = new SpanBodies(50, 7);
    var seen = new java.util.HashSet<String>();
    for (int i = 0; i < 3; i++)
      for (var span :
          io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest.parseFrom(
                  bodies.next())
              .getResourceSpans(0)
              .getScopeSpans(0)
              .getSpansList()) {
        seen.add(span.getTraceId() + "" + span.getSpanId());
        assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()).isEqualTo(800_000_000L);
      }
    assertThat(seen).hasSize(150);
  }

  private static List<String> faults(IngestResult result) {
    return List.copyOf(Shapes.faults("bench_ingest", Json.write(result.wire())));
  }

  @Test
  void theIdsOfABodyAreSummedAsTheStoreReadsThem() throws Exception {
    var bodies = new SpanBodies(3, 7);
    long sum = 0;
    for (var span :
        io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest.parseFrom(bodies.next())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpansList())
      sum +=
          span.getSpanId().asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(bodies.spanIds()).isEqualTo(sum);
  }

  private static IngestResult speed(long sent, long visible) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("spans_per_second", 10_000L);
    figures.put("acknowledged_ms", new Distribution(List.of(1.0, 2.0)).wire());
    figures.put("sent", sent);
    figures.put("visible", visible);
    figures.put("queryable_after_ms", Map.of("p50", 1.0, "p99", 2.0, "n", 3));
    figures.put("cores_used", Map.of("sender", 0.2));
    figures.put("floor_spans_per_second", 20_000L);
    figures.put("settings", Map.of());
    return new IngestResult("speed", figures, List.of());
  }
}
