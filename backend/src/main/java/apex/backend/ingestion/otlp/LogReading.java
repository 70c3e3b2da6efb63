package apex.backend.ingestion.otlp;

import apex.stores.clickhouse.CallIdentity;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Finds the calls of models among log records: the event
/// `gen_ai.client.inference.operation.details` where it tells usage. An event of a span that is
/// sent too is that span's call. For one thread.
final class LogReading {
  private static final HexFormat HEX = HexFormat.of();
  private static final String DETAILS = "gen_ai.client.inference.operation.details";
  private static final String SOURCE = "otlp-log";

  private final SpanRules rules;
  private final Told told;
  private final Tally tally;
  private final List<Sighting> calls = new ArrayList<>();

  LogReading(SpanRules rules, int textCharsMax, Tally tally) {
    this.rules = rules;
    this.told = new Told(textCharsMax);
    this.tally = tally;
  }

  List<Sighting> read(ExportLogsServiceRequest request) {
    for (var resource : request.getResourceLogsList())
      for (var scope : resource.getScopeLogsList()) {
        var origin = Origin.of(resource.getResource(), scope.getScope());
        for (var record : scope.getLogRecordsList()) read(record, origin);
      }
    return calls;
  }

  private void read(LogRecord record, Origin origin) {
    try {
      told.read(record.getAttributesList());
      if (!details(record)) {
        tally.ignore(NoCall.NOT_GENAI);
        return;
      }
      var usage = SpanRules.usage(told);
      if (usage.none()) {
        tally.ignore(NoCall.NO_USAGE);
        return;
      }
      usage.check();
      calls.add(sighting(record, origin, usage));
    } catch (RefusedTelemetry broken) {
      tally.reject(broken);
    }
  }

  private boolean details(LogRecord record) {
    return record.getEventName().equals(DETAILS) || told.raw(Field.EVENT).equals(DETAILS);
  }

  private Sighting sighting(LogRecord record, Origin origin, Usage usage) {
    var trace = known(record.getTraceId(), 16);
    var span = known(record.getSpanId(), 8);
    var provider = Providers.of(told);
    var response = told.text(Field.RESPONSE_ID);
    var at = at(record);
    return new Sighting(
        identity(trace, span, provider, response),
        at,
        provider,
        SpanRules.model(told),
        told.text(Field.ROUTE),
        told.text(Field.USER),
        told.text(Field.CONVERSATION),
        told.tells(Field.ERROR) ? "error" : "ok",
        -1,
        usage,
        origin.service(),
        origin.environment(),
        told.checked(Field.OPERATION.label(), SpanRules.operation(told)),
        origin.scope(),
        origin.scopeVersion(),
        told.text(Field.TIER),
        response,
        trace,
        span,
        List.of(),
        rules.late(at),
        Aside.of(told, rules.prompt(record.getAttributesList())));
  }

  private Instant at(LogRecord record) {
    return record.getTimeUnixNano() != 0
        ? rules.at(record.getTimeUnixNano(), "time_unix_nano")
        : rules.at(record.getObservedTimeUnixNano(), "observed_time_unix_nano");
  }

  private static CallIdentity identity(
      byte[] trace, byte[] span, String provider, String response) {
    if (!zero(trace) && !zero(span))
      return new CallIdentity.Span(HEX.formatHex(trace), HEX.formatHex(span));
    return response.isEmpty()
        ? new CallIdentity.Row(SOURCE, 0)
        : new CallIdentity.Response(provider, response);
  }

  private static byte[] known(ByteString id, int length) {
    return id.size() == length ? id.toByteArray() : new byte[length];
  }

  private static boolean zero(byte[] id) {
    for (byte b : id) if (b != 0) return false;
    return true;
  }
}
