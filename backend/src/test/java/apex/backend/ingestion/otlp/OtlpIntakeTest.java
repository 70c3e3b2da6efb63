package apex.backend.ingestion.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.ingestion.spool.Spool;
import apex.backend.ingestion.spool.SpoolLimits;
import apex.kernel.environment.Environment;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.IngestKey;
import apex.stores.postgres.KeyId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read of spans before anything is written, and what of it comes to lie on the disk.
class OtlpIntakeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Workspace WORKSPACE = new Workspace(WorkspaceId.random(), false);

  @TempDir Path folder;

  @Test
  void whatARequestSaidNeverReachesTheDisk() throws IOException {
    var secret = "the patient's name is Alder";
    var body =
        OtlpJson.traces(
                SpanShapes.request(SpanShapes.Shape.CONVENTIONS, secret)
                    .getBytes(StandardCharsets.UTF_8))
            .toByteArray();
    try (var spool = Spool.open(folder, new SpoolLimits(1 << 20, 1 << 20, 10)).orElseThrow()) {
      var intake =
          new OtlpIntake(
              OtlpConfig.from(new Environment(Map.of())),
              InstantSource.fixed(NOW),
              new Shares("x", Long.MAX_VALUE),
              () -> spool);
      var sender = new IngestKey.Opened(KeyId.random(), WORKSPACE);
      intake.take(sender, OtlpSignal.TRACES, OtlpForm.PROTOBUF, body);
      var disk = disk();
      assertThat(disk).contains("gpt-4o").doesNotContain("Alder").doesNotContain("patient");
      assertThat(spool.read(spool.begin(), spool.end(), 1 << 20))
          .singleElement()
          .satisfies(record ->
              assertThat(ParcelForm.read(record.bytes()).calls().getFirst().aside().prompt())
                  .matches("[0-9a-f]{32}"));
    }
  }

  private String disk() throws IOException {
    try (var files = Files.walk(folder)) {
      return String.join("", files.filter(Files::isRegularFile).map(OtlpIntakeTest::text).toList());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void equalRequestsAreOneAndAnotherWordAnotherParameterOrWorkspaceMakesAnother() {
    for (var shape : SpanShapes.Shape.values()) {
      var one = aside(WORKSPACE.id(), shape, "What is due?").prompt();
      assertThat(one).as(shape.name()).matches("[0-9a-f]{32}");
      assertThat(aside(WORKSPACE.id(), shape, "What is due?").prompt()).isEqualTo(one);
      assertThat(aside(WORKSPACE.id(), shape, "What was due?").prompt()).isNotEqualTo(one);
      assertThat(aside(WorkspaceId.random(), shape, "What is due?").prompt()).isNotEqualTo(one);
    }
  }

  @Test
  void theOrderOfAttributesDoesNotMatterAndParametersDo() {
    var shape = SpanShapes.Shape.CONVENTIONS;
    var request = SpanShapes.request(shape, "Hello");
    var span = span(request);
    var turned = new ArrayList<>(span.getAttributesList()).reversed();
    var warmer =
        span(request.replace("\"doubleValue\":0.2", "\"doubleValue\":0.9")).getAttributesList();
    var digest = new PromptDigest(WORKSPACE.id());
    var one = digest.of(span.getAttributesList(), List.of());
    assertThat(digest.of(turned, List.of())).isEqualTo(one);
    assertThat(digest.of(warmer, List.of())).isNotEqualTo(one);
  }

  @Test
  void withoutContentThereIsNoDigestAndTooMuchOfItIsNotCutShort() {
    var digest = new PromptDigest(WORKSPACE.id());
    assertThat(digest.of(List.of(told("gen_ai.request.model", "gpt-4o")), List.of())).isEmpty();
    var fits = "x".repeat(PromptDigest.CONTENT_BYTES_MAX);
    assertThat(digest.of(List.of(told("gen_ai.input.messages", fits)), List.of())).isNotEmpty();
    assertThat(digest.of(List.of(told("gen_ai.input.messages", fits + "x")), List.of())).isEmpty();
  }

  @Test
  void reasonsAndCostsAreReadFromEveryShapeThatTellsThem() {
    for (var shape : SpanShapes.Shape.values()) {
      var aside = aside(WORKSPACE.id(), shape, "x");
      assertThat(aside.finishReason()).as(shape.name()).isEqualTo(shape.finish);
      assertThat(aside.reportedUsd().map(usd -> usd.toPlainString()).orElse(""))
          .as(shape.name())
          .isEqualTo(shape.cost);
    }
  }

  @Test
  void aCallWhoseAskerWentAwayWasCancelledAndOneCutOffAtItsLimitIsLength() {
    assertThat(reason("error.type", "asyncio.exceptions.CancelledError")).isEqualTo("cancelled");
    assertThat(reason("error.type", "context canceled")).isEqualTo("cancelled");
    assertThat(reason("error.type", "timeout")).isEmpty();
    assertThat(reason("gen_ai.response.finish_reasons", "[\"MAX_TOKENS\"]")).isEqualTo("length");
    assertThat(reason("gen_ai.response.finish_reasons", "stop\u0007")).isEmpty();
    assertThat(reason("gen_ai.response.finish_reasons", "x".repeat(65))).isEmpty();
  }

  @Test
  void whatIsNoAmountIsNoReportedCost() {
    for (var wrong : List.of("0", "-1", "NaN", "1e99", "lots", "99999999999999"))
      assertThat(told(told("gen_ai.usage.cost", wrong)).reportedUsd()).as(wrong).isEmpty();
    assertThat(told(told("gen_ai.usage.cost", "1.5E-5")).reportedUsd().orElseThrow())
        .isEqualByComparingTo("0.000015");
  }

  @Test
  void aParcelIsReadAsItWasWrittenAndOneOfTheFormBeforeToo() {
    var call = sighting(WORKSPACE.id(), SpanShapes.Shape.CONVENTIONS, "x");
    var parcel =
        new Parcel(
            WORKSPACE,
            KeyId.random().value(),
            NOW,
            OtlpSignal.TRACES,
            List.of(),
            List.of(call),
            List.of());
    var bytes = ParcelForm.write(parcel);
    assertThat(ParcelForm.read(bytes).calls().getFirst().aside()).isEqualTo(call.aside());
    var plain =
        new Parcel(
            WORKSPACE,
            KeyId.random().value(),
            NOW,
            OtlpSignal.TRACES,
            List.of(),
            List.of(),
            List.of());
    var first = ParcelForm.write(plain);
    first[0] = 1;
    assertThat(ParcelForm.read(first).workspace()).isEqualTo(WORKSPACE);
  }

  /// Prints what it costs to read a span, to look for content where there is none, and to hash it.
  @Test
  void readingContentIsMeasured() {
    var bare = request(SpanShapes.bare());
    var full = request(SpanShapes.request(SpanShapes.Shape.CONVENTIONS, "y".repeat(4_000)));
    var told = bare.getResourceSpans(0).getScopeSpans(0).getSpans(0).getAttributesList();
    var digest = new PromptDigest(WORKSPACE.id());
    for (int round = 0; round < 2; round++) {
      var looks = nanos(() -> digest.of(told, List.of()));
      var reads = nanos(() -> read(WORKSPACE.id(), parsed(bare.toByteArray())));
      var hashes = nanos(() -> read(WORKSPACE.id(), parsed(full.toByteArray())));
      System.out.printf(
          "measured a span without content read in %,d ns, of which looking for content took %,d ns; with 4,000 characters of it %,d ns%n",
          reads, looks, hashes);
      assertThat(looks).isPositive();
    }
  }

  private static long nanos(Runnable work) {
    int rounds = 5_000;
    long begun = System.nanoTime();
    for (int i = 0; i < rounds; i++) work.run();
    return (System.nanoTime() - begun) / rounds;
  }

  private static ExportTraceServiceRequest parsed(byte[] body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static String reason(String name, String value) {
    return told(told(name, value)).finishReason();
  }

  private static Aside told(KeyValue attribute) {
    return Aside.of(new Told(256).read(List.of(attribute)), "");
  }

  private static KeyValue told(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Aside aside(WorkspaceId workspace, SpanShapes.Shape shape, String question) {
    return sighting(workspace, shape, question).aside();
  }

  private static Sighting sighting(WorkspaceId workspace, SpanShapes.Shape shape, String question) {
    return read(workspace, request(SpanShapes.request(shape, question))).getFirst();
  }

  private static List<Sighting> read(WorkspaceId workspace, ExportTraceServiceRequest request) {
    var rules = new SpanRules(256, NOW, NOW.minusSeconds(3600), new PromptDigest(workspace));
    return new TraceReading(rules, 2_000, new Tally()).read(request);
  }

  private static ExportTraceServiceRequest request(String json) {
    return OtlpJson.traces(json.getBytes(StandardCharsets.UTF_8));
  }

  private static io.opentelemetry.proto.trace.v1.Span span(String json) {
    return request(json).getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }
}
