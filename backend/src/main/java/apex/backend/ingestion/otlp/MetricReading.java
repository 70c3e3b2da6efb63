package apex.backend.ingestion.otlp;

import apex.stores.clickhouse.TokenPoint;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the points of token metrics in one request; a broken point is rejected alone. For one
/// thread.
///
/// Kept are `gen_ai.client.token.usage` and its successors, counters and histograms, cumulative or
/// not.
final class MetricReading {
  /// By name, with the token type it implies; empty where an attribute tells it.
  private static final Map<String, String> KEPT =
      Map.of(
          "gen_ai.client.token.usage", "",
          "gen_ai.client.inference.tokens", "",
          "gen_ai.client.inference.operation.tokens", "",
          "gen_ai.client.inference.operation.input_tokens", "input",
          "gen_ai.client.inference.operation.output_tokens", "output");

  private final SpanRules rules;
  private final Told told;
  private final Tally tally;
  private final List<TokenPoint> points = new ArrayList<>();

  MetricReading(SpanRules rules, int textCharsMax, Tally tally) {
    this.rules = rules;
    this.told = new Told(textCharsMax);
    this.tally = tally;
  }

  List<TokenPoint> read(ExportMetricsServiceRequest request) {
    for (var resource : request.getResourceMetricsList()) {
      var instance = instance(resource.getResource());
      for (var scope : resource.getScopeMetricsList()) {
        var origin = Origin.of(resource.getResource(), scope.getScope());
        for (var metric : scope.getMetricsList()) read(metric, origin, instance);
      }
    }
    return points;
  }

  private void read(Metric metric, Origin origin, String instance) {
    if (!KEPT.containsKey(metric.getName()) || !counts(metric)) {
      tally.ignore(NoCall.NOT_TOKENS, Math.max(1, size(metric)));
      return;
    }
    for (var point : Point.of(metric)) read(point, origin, instance);
  }

  /// A gauge or a summary tells no increase.
  private static boolean counts(Metric metric) {
    return metric.hasSum() || metric.hasHistogram() || metric.hasExponentialHistogram();
  }

  private static int size(Metric metric) {
    return switch (metric.getDataCase()) {
      case SUM -> metric.getSum().getDataPointsCount();
      case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
      case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
      case GAUGE -> metric.getGauge().getDataPointsCount();
      case SUMMARY -> metric.getSummary().getDataPointsCount();
      case DATA_NOT_SET -> 0;
    };
  }

  /// What the three kinds of points that count have in common.
  ///
  /// @param calls -1 when the metric counts tokens alone
  private record Point(
      String metric,
      AggregationTemporality temporality,
      List<KeyValue> attributes,
      long start,
      long time,
      long calls,
      double tokens) {
    static List<Point> of(Metric metric) {
      return switch (metric.getDataCase()) {
        case SUM ->
            metric.getSum().getDataPointsList().stream()
                .map(point -> of(metric, metric.getSum().getAggregationTemporality(), point))
                .toList();
        case HISTOGRAM ->
            metric.getHistogram().getDataPointsList().stream()
                .map(point -> of(metric, metric.getHistogram().getAggregationTemporality(), point))
                .toList();
        case EXPONENTIAL_HISTOGRAM ->
            metric.getExponentialHistogram().getDataPointsList().stream()
                .map(point ->
                    of(metric, metric.getExponentialHistogram().getAggregationTemporality(), point))
                .toList();
        case GAUGE, SUMMARY, DATA_NOT_SET -> List.of();
      };
    }

    private static Point of(
        Metric metric, AggregationTemporality temporality, NumberDataPoint point) {
      return new Point(
          metric.getName(),
          temporality,
          point.getAttributesList(),
          point.getStartTimeUnixNano(),
          point.getTimeUnixNano(),
          -1,
          point.hasAsInt() ? point.getAsInt() : point.getAsDouble());
    }

    private static Point of(
        Metric metric, AggregationTemporality temporality, HistogramDataPoint point) {
      return new Point(
          metric.getName(),
          temporality,
          point.getAttributesList(),
          point.getStartTimeUnixNano(),
          point.getTimeUnixNano(),
          point.getCount(),
          point.getSum());
    }

    private static Point of(
        Metric metric, AggregationTemporality temporality, ExponentialHistogramDataPoint point) {
      return new Point(
          metric.getName(),
          temporality,
          point.getAttributesList(),
          point.getStartTimeUnixNano(),
          point.getTimeUnixNano(),
          point.getCount(),
          point.getSum());
    }
  }

  private void read(Point point, Origin origin, String instance) {
    try {
      points.add(point(point, origin, instance));
    } catch (RefusedTelemetry broken) {
      tally.reject(broken);
    }
  }

  private TokenPoint point(Point point, Origin origin, String instance) {
    told.read(point.attributes);
    var at = rules.at(point.time, "time_unix_nano");
    var start = point.start == 0 ? at : rules.at(point.start, "start_time_unix_nano");
    var bad = Double.isNaN(point.tokens) || Double.isInfinite(point.tokens);
    if (bad || point.calls < -1)
      throw new RefusedTelemetry(
          TelemetryFault.NOT_A_NUMBER, "sum", Double.toString(point.tokens), "a number");
    if (point.tokens < 0)
      throw new RefusedTelemetry(
          TelemetryFault.NEGATIVE_TOKENS, "sum", Double.toString(point.tokens), "0 or more");
    return new TokenPoint(series(point, origin, instance), start, at, point.calls, point.tokens);
  }

  private TokenPoint.Series series(Point point, Origin origin, String instance) {
    var response = told.text(Field.RESPONSE_MODEL);
    var implied = KEPT.getOrDefault(point.metric, "");
    return new TokenPoint.Series(
        origin.service(),
        origin.environment(),
        Providers.of(told),
        response.isEmpty() ? told.text(Field.REQUEST_MODEL) : response,
        told.text(Field.OPERATION),
        point.metric,
        implied.isEmpty() ? tokenType() : implied,
        point.temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
        instance + "\n" + text(point.attributes.stream()));
  }

  /// `completion` is the first generation's word.
  private String tokenType() {
    var type = told.text(Field.TOKEN_TYPE).toLowerCase(Locale.ROOT);
    return type.equals("completion") ? "output" : type.equals("prompt") ? "input" : type;
  }

  /// Two instances of a service count for themselves.
  private static String instance(Resource resource) {
    return text(resource.getAttributesList().stream());
  }

  private static String text(Stream<KeyValue> attributes) {
    var text =
        attributes
            .map(each -> each.getKey() + "=" + each.getValue())
            .sorted()
            .collect(Collectors.joining("\n"));
    return text.length() <= 64 ? text : Hash.of(text);
  }
}
