package apex.backend.ingestion.otlp;

import apex.backend.ingestion.spool.Spool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.clickhouse.TokenPoint;
import apex.stores.postgres.IngestKey;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Takes requests of telemetry: what it answers is on disk, and will be in the ledger, whatever
/// dies meanwhile. Shared.
public final class OtlpIntake {
  private final OtlpConfig config;
  private final InstantSource clock;
  private final Shares shares;
  private final Supplier<Spool> spool;

  /// @param shares of the spool
  /// @param spool refuses with NOT_READY until it is open
  OtlpIntake(OtlpConfig config, InstantSource clock, Shares shares, Supplier<Spool> spool) {
    this.config = config;
    this.clock = clock;
    this.shares = shares;
    this.spool = spool;
  }

  /// What became of a request.
  ///
  /// @param rejected spans, points or records that broke a rule; the others are kept
  /// @param why empty when none did
  public record Answer(long rejected, String why) {}

  private record Read(List<Sighting> calls, List<TokenPoint> points) {}

  /// INVALID_REQUEST when the body is not what it says to be, and nothing of it is kept then;
  /// RATE_LIMITED when the workspace has its share of the spool, OVER_CAPACITY when that is full.
  public Answer take(IngestKey.Opened sender, OtlpSignal signal, OtlpForm form, byte[] body) {
    var tally = new Tally();
    var prompts = new PromptDigest(sender.workspace().id());
    var read = read(signal, form, body, tally, prompts);
    var parcel =
        new Parcel(
            sender.workspace(),
            sender.key().value(),
            clock.instant(),
            signal,
            tally.parcelled(),
            read.calls,
            read.points);
    if (!parcel.empty()) keep(parcel);
    return new Answer(tally.rejected(), tally.sentence());
  }

  void keep(OwnCall own) {
    keep(
        new Parcel(
            own.workspace(),
            OwnCall.SOURCE,
            clock.instant(),
            OtlpSignal.TRACES,
            List.of(),
            List.of(own.sighting()),
            List.of()));
  }

  private void keep(Parcel parcel) {
    var workspace = parcel.workspace().id();
    var bytes = ParcelForm.write(parcel);
    shares.take(workspace, bytes.length);
    try {
      spool.get().append(bytes);
    } catch (RuntimeException refused) {
      shares.free(workspace, bytes.length);
      throw refused;
    }
  }

  private Read read(
      OtlpSignal signal, OtlpForm form, byte[] body, Tally tally, PromptDigest prompts) {
    var now = clock.instant();
    var rules = new SpanRules(config.textCharsMax(), now, now.minus(config.late()), prompts);
    return switch (signal) {
      case TRACES ->
          new Read(
              new TraceReading(rules, config.attributesMax(), tally)
                  .read(traces(form, body, tally)),
              List.of());
      case METRICS ->
          new Read(
              List.of(),
              new MetricReading(rules, config.textCharsMax(), tally).read(metrics(form, body)));
      case LOGS ->
          new Read(
              new LogReading(rules, config.textCharsMax(), tally).read(logs(form, body)),
              List.of());
    };
  }

  private static ExportTraceServiceRequest traces(OtlpForm form, byte[] body, Tally tally) {
    if (form == OtlpForm.JSON) return OtlpJson.traces(body);
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException broken) {
      return parsed(() -> Salvage.traces(body, tally));
    }
  }

  private static ExportMetricsServiceRequest metrics(OtlpForm form, byte[] body) {
    return form == OtlpForm.JSON
        ? OtlpJson.metrics(body)
        : parsed(() -> ExportMetricsServiceRequest.parseFrom(body));
  }

  private static ExportLogsServiceRequest logs(OtlpForm form, byte[] body) {
    return form == OtlpForm.JSON
        ? OtlpJson.logs(body)
        : parsed(() -> ExportLogsServiceRequest.parseFrom(body));
  }

  private interface Parsing<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private static <T> T parsed(Parsing<T> parsing) {
    try {
      return parsing.parse();
    } catch (InvalidProtocolBufferException malformed) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "the body is not OTLP in protobuf: " + malformed.getMessage(),
          malformed);
    }
  }
}
