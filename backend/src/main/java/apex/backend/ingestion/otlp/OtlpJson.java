package apex.backend.ingestion.otlp;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads OTLP's JSON, token by token, into the messages that its protobuf gives: names in lower
/// camel case, ids in hexadecimal, enums as numbers, 64-bit numbers as texts or numbers. What it
/// does not know it passes over. Text that is not that ends in INVALID_REQUEST.
///
/// An id or a number that cannot be read is left out, so that it costs its own span and no other.
final class OtlpJson {
  /// How deep a value of an attribute may be nested.
  private static final int DEPTH_MAX = 32;

  /// No 64-bit number is longer. Reading a much longer one would take the square of its length.
  private static final int NUMBER_CHARS_MAX = 30;

  private static final BigInteger UNSIGNED_MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger SIGNED_LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private final JsonParser in;

  private OtlpJson(JsonParser in) {
    this.in = in;
  }

  static ExportTraceServiceRequest traces(byte[] json) {
    var request = ExportTraceServiceRequest.newBuilder();
    read(
        json,
        reader ->
            reader.object(name -> {
              if (name.equals("resourceSpans"))
                reader.each(() -> request.addResourceSpans(reader.resourceSpans()));
              else reader.pass();
            }));
    return request.build();
  }

  static ExportMetricsServiceRequest metrics(byte[] json) {
    var request = ExportMetricsServiceRequest.newBuilder();
    read(
        json,
        reader ->
            reader.object(name -> {
              if (name.equals("resourceMetrics"))
                reader.each(() -> request.addResourceMetrics(reader.resourceMetrics()));
              else reader.pass();
            }));
    return request.build();
  }

  static ExportLogsServiceRequest logs(byte[] json) {
    var request = ExportLogsServiceRequest.newBuilder();
    read(
        json,
        reader ->
            reader.object(name -> {
              if (name.equals("resourceLogs"))
                reader.each(() -> request.addResourceLogs(reader.resourceLogs()));
              else reader.pass();
            }));
    return request.build();
  }

  private static void read(byte[] json, Consumer<OtlpJson> reading) {
    try (var parser = Json.parser(json, 0, json.length)) {
      var reader = new OtlpJson(parser);
      if (parser.nextToken() == null) return; // nothing sent is an empty request
      reading.accept(reader);
      if (parser.nextToken() != null) throw broken("nothing may follow the request");
    } catch (JacksonException malformed) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "the body is not JSON: " + malformed.getOriginalMessage(),
          malformed);
    }
  }

  private ResourceSpans resourceSpans() {
    var out = ResourceSpans.newBuilder();
    object(name -> {
      switch (name) {
        case "resource" -> out.setResource(resource());
        case "scopeSpans" -> each(() -> out.addScopeSpans(scopeSpans()));
        default -> pass();
      }
    });
    return out.build();
  }

  private ScopeSpans scopeSpans() {
    var out = ScopeSpans.newBuilder();
    object(name -> {
      switch (name) {
        case "scope" -> out.setScope(scope());
        case "spans" -> each(() -> out.addSpans(span()));
        default -> pass();
      }
    });
    return out.build();
  }

  private Span span() {
    var out = Span.newBuilder();
    object(name -> {
      switch (name) {
        case "traceId" -> out.setTraceId(id());
        case "spanId" -> out.setSpanId(id());
        case "parentSpanId" -> out.setParentSpanId(id());
        case "name" -> out.setName(text());
        case "kind" -> out.setKindValue((int) number());
        case "startTimeUnixNano" -> out.setStartTimeUnixNano(number());
        case "endTimeUnixNano" -> out.setEndTimeUnixNano(number());
        case "attributes" -> each(() -> out.addAttributes(attribute(0)));
        case "events" -> each(() -> out.addEvents(event()));
        case "status" -> out.setStatus(status());
        default -> pass();
      }
    });
    return out.build();
  }

  private Span.Event event() {
    var out = Span.Event.newBuilder();
    object(name -> {
      switch (name) {
        case "name" -> out.setName(text());
        case "attributes" -> each(() -> out.addAttributes(attribute(0)));
        default -> pass();
      }
    });
    return out.build();
  }

  private Status status() {
    var out = Status.newBuilder();
    object(name -> {
      if (name.equals("code")) out.setCodeValue((int) number());
      else pass();
    });
    return out.build();
  }

  private ResourceMetrics resourceMetrics() {
    var out = ResourceMetrics.newBuilder();
    object(name -> {
      switch (name) {
        case "resource" -> out.setResource(resource());
        case "scopeMetrics" -> each(() -> out.addScopeMetrics(scopeMetrics()));
        default -> pass();
      }
    });
    return out.build();
  }

  private ScopeMetrics scopeMetrics() {
    var out = ScopeMetrics.newBuilder();
    object(name -> {
      switch (name) {
        case "scope" -> out.setScope(scope());
        case "metrics" -> each(() -> out.addMetrics(metric()));
        default -> pass();
      }
    });
    return out.build();
  }

  private Metric metric() {
    var out = Metric.newBuilder();
    object(name -> {
      switch (name) {
        case "name" -> out.setName(text());
        case "unit" -> out.setUnit(text());
        case "sum" -> out.setSum(sum());
        case "histogram" -> out.setHistogram(histogram());
        case "exponentialHistogram" -> out.setExponentialHistogram(exponential());
        default -> pass();
      }
    });
    return out.build();
  }

  private Sum sum() {
    var out = Sum.newBuilder();
    object(name -> {
      switch (name) {
        case "dataPoints" -> each(() -> out.addDataPoints(numberPoint()));
        case "aggregationTemporality" -> out.setAggregationTemporality(temporality());
        case "isMonotonic" -> out.setIsMonotonic(truth());
        default -> pass();
      }
    });
    return out.build();
  }

  private Histogram histogram() {
    var out = Histogram.newBuilder();
    object(name -> {
      switch (name) {
        case "dataPoints" -> each(() -> out.addDataPoints(histogramPoint()));
        case "aggregationTemporality" -> out.setAggregationTemporality(temporality());
        default -> pass();
      }
    });
    return out.build();
  }

  private ExponentialHistogram exponential() {
    var out = ExponentialHistogram.newBuilder();
    object(name -> {
      switch (name) {
        case "dataPoints" -> each(() -> out.addDataPoints(exponentialPoint()));
        case "aggregationTemporality" -> out.setAggregationTemporality(temporality());
        default -> pass();
      }
    });
    return out.build();
  }

  private NumberDataPoint numberPoint() {
    var out = NumberDataPoint.newBuilder();
    object(name -> {
      switch (name) {
        case "attributes" -> each(() -> out.addAttributes(attribute(0)));
        case "startTimeUnixNano" -> out.setStartTimeUnixNano(number());
        case "timeUnixNano" -> out.setTimeUnixNano(number());
        case "asInt" -> out.setAsInt(number());
        case "asDouble" -> out.setAsDouble(fraction());
        default -> pass();
      }
    });
    return out.build();
  }

  private HistogramDataPoint histogramPoint() {
    var out = HistogramDataPoint.newBuilder();
    object(name -> {
      switch (name) {
        case "attributes" -> each(() -> out.addAttributes(attribute(0)));
        case "startTimeUnixNano" -> out.setStartTimeUnixNano(number());
        case "timeUnixNano" -> out.setTimeUnixNano(number());
        case "count" -> out.setCount(number());
        case "sum" -> out.setSum(fraction());
        default -> pass();
      }
    });
    return out.build();
  }

  /// What is read of it has the same names as in a histogram's point.
  private ExponentialHistogramDataPoint exponentialPoint() {
    var told = histogramPoint();
    return ExponentialHistogramDataPoint.newBuilder()
        .addAllAttributes(told.getAttributesList())
        .setStartTimeUnixNano(told.getStartTimeUnixNano())
        .setTimeUnixNano(told.getTimeUnixNano())
        .setCount(told.getCount())
        .setSum(told.getSum())
        .build();
  }

  private AggregationTemporality temporality() {
    var known = AggregationTemporality.forNumber((int) number());
    return known == null ? AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED : known;
  }

  private ResourceLogs resourceLogs() {
    var out = ResourceLogs.newBuilder();
    object(name -> {
      switch (name) {
        case "resource" -> out.setResource(resource());
        case "scopeLogs" -> each(() -> out.addScopeLogs(scopeLogs()));
        default -> pass();
      }
    });
    return out.build();
  }

  private ScopeLogs scopeLogs() {
    var out = ScopeLogs.newBuilder();
    object(name -> {
      switch (name) {
        case "scope" -> out.setScope(scope());
        case "logRecords" -> each(() -> out.addLogRecords(logRecord()));
        default -> pass();
      }
    });
    return out.build();
  }

  private LogRecord logRecord() {
    var out = LogRecord.newBuilder();
    object(name -> {
      switch (name) {
        case "timeUnixNano" -> out.setTimeUnixNano(number());
        case "observedTimeUnixNano" -> out.setObservedTimeUnixNano(number());
        case "eventName" -> out.setEventName(text());
        case "attributes" -> each(() -> out.addAttributes(attribute(0)));
        case "traceId" -> out.setTraceId(id());
        case "spanId" -> out.setSpanId(id());
        default -> pass();
      }
    });
    return out.build();
  }

  private Resource resource() {
    var out = Resource.newBuilder();
    object(name -> {
      if (name.equals("attributes")) each(() -> out.addAttributes(attribute(0)));
      else pass();
    });
    return out.build();
  }

  private InstrumentationScope scope() {
    var out = InstrumentationScope.newBuilder();
    object(name -> {
      switch (name) {
        case "name" -> out.setName(text());
        case "version" -> out.setVersion(text());
        default -> pass();
      }
    });
    return out.build();
  }

  private KeyValue attribute(int depth) {
    var out = KeyValue.newBuilder();
    object(name -> {
      switch (name) {
        case "key" -> out.setKey(text());
        case "value" -> out.setValue(value(depth));
        default -> pass();
      }
    });
    return out.build();
  }

  private AnyValue value(int depth) {
    if (depth > DEPTH_MAX) throw broken("a value may be nested %d deep".formatted(DEPTH_MAX));
    var out = AnyValue.newBuilder();
    object(name -> {
      switch (name) {
        case "stringValue" -> out.setStringValue(text());
        case "boolValue" -> out.setBoolValue(truth());
        case "intValue" -> whole(out);
        case "doubleValue" -> out.setDoubleValue(fraction());
        case "bytesValue" -> out.setBytesValue(base64());
        case "arrayValue" -> out.setArrayValue(array(depth + 1));
        case "kvlistValue" -> out.setKvlistValue(list(depth + 1));
        default -> pass();
      }
    });
    return out.build();
  }

  private ArrayValue array(int depth) {
    var out = ArrayValue.newBuilder();
    object(name -> {
      if (name.equals("values")) each(() -> out.addValues(value(depth)));
      else pass();
    });
    return out.build();
  }

  private KeyValueList list(int depth) {
    var out = KeyValueList.newBuilder();
    object(name -> {
      if (name.equals("values")) each(() -> out.addValues(attribute(depth)));
      else pass();
    });
    return out.build();
  }

  /// Reads the object at hand; `member` must read or pass over each value. Null is an empty object.
  private void object(Consumer<String> member) {
    if (in.currentToken() == JsonToken.VALUE_NULL) return;
    if (in.currentToken() != JsonToken.START_OBJECT) throw broken("an object is expected");
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = in.currentName();
      in.nextToken();
      member.accept(name);
    }
  }

  private void each(Runnable element) {
    if (in.currentToken() == JsonToken.VALUE_NULL) return;
    if (in.currentToken() != JsonToken.START_ARRAY) throw broken("an array is expected");
    while (in.nextToken() != JsonToken.END_ARRAY) element.run();
  }

  private void pass() {
    in.skipChildren();
  }

  private String text() {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getString();
      case VALUE_NULL -> "";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> in.getString();
      default -> throw broken("a text is expected");
    };
  }

  private boolean truth() {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw broken("true or false is expected");
    };
  }

  /// Fixed64 and int64, within 64 bits; 0 for what is none.
  private long number() {
    var text = text().strip();
    if (text.length() > NUMBER_CHARS_MAX) return 0;
    try {
      var number = new BigInteger(text);
      return number.compareTo(UNSIGNED_MOST) > 0 || number.compareTo(SIGNED_LEAST) < 0
          ? 0
          : number.longValue();
    } catch (NumberFormatException notOne) {
      return 0;
    }
  }

  /// What is no 64-bit number stays as its text, for the rules to refuse.
  private void whole(AnyValue.Builder out) {
    var text = text().strip();
    try {
      out.setIntValue(
          new BigDecimal(text.length() > NUMBER_CHARS_MAX ? "x" : text).longValueExact());
    } catch (ArithmeticException | NumberFormatException notOne) {
      out.setStringValue(text);
    }
  }

  private double fraction() {
    try {
      return Double.parseDouble(text().strip());
    } catch (NumberFormatException notOne) {
      return Double.NaN;
    }
  }

  private ByteString id() {
    try {
      return ByteString.copyFrom(HexFormat.of().parseHex(text()));
    } catch (IllegalArgumentException notHex) {
      return ByteString.EMPTY;
    }
  }

  private ByteString base64() {
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text()));
    } catch (IllegalArgumentException notBase64) {
      return ByteString.EMPTY;
    }
  }

  private static ApexException broken(String rule) {
    return new ApexException(ErrorCode.INVALID_REQUEST, "the body is not OTLP in JSON: " + rule);
  }
}
