package apex.edge.telemetry;

import apex.kernel.resilience.Guard;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The times and counts of a process, in Prometheus' text, and its traces. Every request gets a
/// trace's id, so that log lines and problems can be matched; spans leave the process only where a
/// collector is named. Nobody waits for the collector: what it does not take in time is dropped.
public final class Telemetry implements AutoCloseable {
  /// Of [#text].
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// The boundaries that OpenTelemetry's conventions advise for `http.server.request.duration`.
  private static final Duration[] BUCKETS =
      LongStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final Duration EXPORT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);
  private static final int SPANS_WAITING_MAX = 4096;

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final SdkTracerProvider traces;
  private final Tracer tracer;

  public Telemetry(TelemetryConfig config) {
    this.traces = traces(config);
    this.tracer = traces.get("apex");
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    collections.bindTo(meters);
  }

  /// Where counts and times are kept.
  public MeterRegistry meters() {
    return meters;
  }

  /// Begins spans under whatever span is current.
  public Tracer tracer() {
    return tracer;
  }

  /// Counts what `guard` lets through and what not, and makes each call a span of its caller's
  /// trace.
  public void watch(Guard guard) {
    count("calls", "asked of the dependency", guard, Guard.Counts::calls);
    count("failures", "ended without an answer", guard, Guard.Counts::failures);
    count("timeouts", "given up after the time allowed", guard, Guard.Counts::timeouts);
    count("retries", "asked again", guard, Guard.Counts::retries);
    count("opened", "times the breaker opened", guard, Guard.Counts::opened);
    count("refused", "refused by the open breaker", guard, Guard.Counts::refused);
    count("rejected", "refused for want of a place", guard, Guard.Counts::rejected);
    TimeGauge.builder(
            "apex.dependency.timeout",
            guard,
            TimeUnit.NANOSECONDS,
            each -> each.counts().timeout().toNanos())
        .description("what the next call may take")
        .tag("dependency", guard.dependency())
        .register(meters);
    guard.tell(this::called);
  }

  private void count(
      String what, String description, Guard guard, ToLongFunction<Guard.Counts> count) {
    FunctionCounter.builder(
            "apex.dependency." + what, guard, each -> count.applyAsLong(each.counts()))
        .description(description)
        .tag("dependency", guard.dependency())
        .register(meters);
  }

  /// Made after its end, so that nothing stands between a caller and its call.
  private void called(Guard.Call call) {
    if (!Span.current().getSpanContext().isValid()) return;
    var end = System.currentTimeMillis() * 1_000_000L;
    var span =
        tracer
            .spanBuilder(call.dependency())
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(end - call.took().toNanos(), TimeUnit.NANOSECONDS)
            .startSpan();
    call.failure()
        .ifPresent(failed -> span.setStatus(StatusCode.ERROR, failed.failure().category().label()));
    span.end(end, TimeUnit.NANOSECONDS);
  }

  /// Everything counted so far, in Prometheus' text.
  public String text() {
    return meters.scrape();
  }

  /// Begins to answer a request, in the trace its `traceparent` names, or in a new one.
  ///
  /// @param headers by lower-case name
  public Exchanged begin(String method, Map<String, List<String>> headers) {
    var caller =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, FIRST_VALUE);
    var span =
        tracer.spanBuilder(method).setParent(caller).setSpanKind(SpanKind.SERVER).startSpan();
    return new Exchanged(this, method, span);
  }

  /// Lets the one who is asked go on in the current trace.
  public static HttpRequest.Builder traced(HttpRequest.Builder asking) {
    W3CTraceContextPropagator.getInstance()
        .inject(Context.current(), asking, HttpRequest.Builder::setHeader);
    return asking;
  }

  /// The trace that this thread works in.
  public static Optional<String> traceId() {
    var now = Span.current().getSpanContext();
    return now.isValid() ? Optional.of(now.getTraceId()) : Optional.empty();
  }

  void exchanged(String method, String route, int status, long nanos) {
    Timer.builder("http.server.request.duration") // as OpenTelemetry's conventions 1.41 name it
        .description("from a request's head to the end of its answer")
        .tag("http_request_method", method)
        .tag("http_route", route)
        .tag("http_response_status_code", Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Gives the spans that still wait a moment to leave.
  @Override
  public void close() {
    traces.shutdown().join(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    collections.close();
    meters.close();
  }

  private static SdkTracerProvider traces(TelemetryConfig config) {
    var service = Attributes.of(AttributeKey.stringKey("service.name"), config.service());
    var traces = SdkTracerProvider.builder().setResource(Resource.create(service));
    config
        .collector()
        .ifPresentOrElse(
            collector -> traces.addSpanProcessor(export(collector)),
            () -> traces.setSampler(Sampler.alwaysOff()).addSpanProcessor(new Unsent()));
    return traces.build();
  }

  /// Without any processor the SDK makes no ids.
  private static final class Unsent implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
      return false;
    }
  }

  private static BatchSpanProcessor export(URI collector) {
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(collector.toString().replaceAll("/+$", "") + "/v1/traces")
            .setTimeout(EXPORT_PATIENCE)
            .build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(SPANS_WAITING_MAX)
        .setScheduleDelay(Duration.ofSeconds(1))
        .setExporterTimeout(EXPORT_PATIENCE)
        .build();
  }

  private static final TextMapGetter<Map<String, List<String>>> FIRST_VALUE =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, List<String>> headers) {
          return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, List<String>> headers, String name) {
          var values = headers == null ? List.<String>of() : headers.getOrDefault(name, List.of());
          return values.isEmpty() ? null : values.getFirst();
        }
      };
}
