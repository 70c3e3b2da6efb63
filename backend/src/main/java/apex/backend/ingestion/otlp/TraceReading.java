package apex.backend.ingestion.otlp;

import apex.stores.clickhouse.CallIdentity;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Finds the calls of models among the spans of one request; a broken span is rejected alone. For
/// one thread.
final class TraceReading {
  /// How many spans around a call are looked at; a call further out that tells its usage again is
  /// not noticed.
  private static final int AROUND_MAX = 8;

  private static final HexFormat HEX = HexFormat.of();

  private final SpanRules rules;
  private final int attributesMax;
  private final Tally tally;
  private final List<Sighting> calls = new ArrayList<>();
  private final Map<Place, ByteString> parents = new HashMap<>();

  TraceReading(SpanRules rules, int attributesMax, Tally tally) {
    this.rules = rules;
    this.attributesMax = attributesMax;
    this.tally = tally;
  }

  private record Place(ByteString trace, ByteString span) {}

  List<Sighting> read(ExportTraceServiceRequest request) {
    for (var resource : request.getResourceSpansList())
      for (var scope : resource.getScopeSpansList())
        for (var span : scope.getSpansList())
          if (!span.getParentSpanId().isEmpty())
            parents.put(new Place(span.getTraceId(), span.getSpanId()), span.getParentSpanId());
    for (var resource : request.getResourceSpansList())
      for (var scope : resource.getScopeSpansList()) {
        var origin = Origin.of(resource.getResource(), scope.getScope());
        for (var span : scope.getSpansList()) read(span, origin);
      }
    return calls;
  }

  private void read(Span span, Origin origin) {
    try {
      bounded(span);
      switch (rules.read(span, origin, around(span))) {
        case SpanRules.Found.Counted(var call) -> calls.add(call);
        case SpanRules.Found.Ignored(var why) -> tally.ignore(why);
      }
    } catch (RefusedTelemetry broken) {
      tally.reject(broken);
    }
  }

  private void bounded(Span span) {
    if (span.getAttributesCount() > attributesMax)
      throw new RefusedTelemetry(
          TelemetryFault.TOO_MANY_ATTRIBUTES,
          "attributes",
          Integer.toString(span.getAttributesCount()),
          "at most %d".formatted(attributesMax));
  }

  /// The spans around it, as far as this request tells; the nearest is always told.
  private List<CallIdentity.Span> around(Span span) {
    if (span.getParentSpanId().isEmpty()) return List.of();
    var trace = HEX.formatHex(span.getTraceId().toByteArray());
    var around = new ArrayList<CallIdentity.Span>();
    ByteString at = span.getParentSpanId();
    while (at != null && around.size() < AROUND_MAX) {
      around.add(new CallIdentity.Span(trace, HEX.formatHex(at.toByteArray())));
      at = parents.get(new Place(span.getTraceId(), at));
    }
    return around;
  }
}
