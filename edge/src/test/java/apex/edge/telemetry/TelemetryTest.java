package apex.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.http.Forward;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.Serving;
import apex.edge.json.Json;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Guard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// Two processes and a collector, all real, on loopback.
class TelemetryTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> collected = new CopyOnWriteArrayList<>();
  private final List<String> logged = new CopyOnWriteArrayList<>();

  @Test
  void aRequestGoesOnInItsCallersTraceAcrossProcesses() throws Exception {
    try (var collector = collector();
        var behind = new Telemetry(to("behind", collector));
        var far = serve(behind, noting());
        var front = new Telemetry(to("front", collector));
        var near = serve(front, Routes.builder().forward("/auth", forward(far)))) {
      var answer =
          get(near, "/auth/things/7", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(Json.tree(answer.body()).path("trace_id").asString()).isEqualTo(TRACE);
      assertThat(logged).containsExactly(TRACE);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            assertThat(collected).anyMatch(body -> spanOf(body, "front", "GET /auth/**"));
            assertThat(collected).anyMatch(body -> spanOf(body, "behind", "GET /auth/things/{id}"));
          });
    }
  }

  @Test
  void aRequestOfNobodysTraceBeginsItsOwn() throws Exception {
    try (var telemetry = new Telemetry(TelemetryConfig.local("alone"));
        var server = serve(telemetry, noting())) {
      var first = traceOf(get(server, "/auth/things/7"));
      var second = traceOf(get(server, "/auth/things/7", "traceparent", "nonsense"));
      assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(second);
      assertThat(logged).containsExactly(first, second);
    }
  }

  @Test
  void requestsAreCountedByTheFormOfTheirAddressAndInventedMethodsAsOne() throws Exception {
    try (var telemetry = new Telemetry(TelemetryConfig.local("alone"));
        var server = serve(telemetry, noting())) {
      for (int i = 0; i < 3; i++) get(server, "/auth/things/" + i);
      get(server, "/nowhere/" + TRACE);
      send(HttpRequest.newBuilder(at(server, "/auth/things/1")).method("BREW", none()));
      var text = telemetry.text();
      assertThat(text)
          .contains(
              "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                  + "http_response_status_code=\"404\",http_route=\"/auth/things/{id}\"} 3")
          .contains("http_request_method=\"_OTHER\"")
          .contains("http_route=\"none\"")
          .contains("jvm_memory_used_bytes")
          .doesNotContain("BREW")
          .doesNotContain(TRACE);
    }
  }

  @Test
  void callsToAnotherProcessAreSpansOfTheirCallersTraceAndCounted() throws Exception {
    var guard = new Guard("database_test", Guard.Limits.of(LONG, LONG, 4));
    var routes =
        Routes.builder()
            .get("/asking", _ -> Response.text("text/plain", guard.once(() -> "answered")));
    try (var collector = collector();
        var telemetry = new Telemetry(to("front", collector));
        var server = serve(telemetry, routes)) {
      telemetry.watch(guard);
      get(server, "/asking", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
      guard.once(() -> "nobody's request: no span, but counted");
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(collected).anyMatch(body -> spanOf(body, "front", "database_test")));
      assertThat(telemetry.text())
          .contains("apex_dependency_calls_total{dependency=\"database_test\"} 2")
          .contains("apex_dependency_timeout_seconds{dependency=\"database_test\"} 30");
    }
  }

  @Test
  void aCollectorThatIsAwayHoldsNobodyUp() throws Exception {
    var away = new TelemetryConfig("alone", Optional.of(URI.create("http://127.0.0.1:9")));
    var telemetry = new Telemetry(away);
    try (var server = serve(telemetry, noting())) {
      assertThat(get(server, "/auth/things/7").statusCode()).isEqualTo(404);
    }
    var began = System.nanoTime();
    telemetry.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void theCollectorsAddressIsReadFromTheUsualSetting() {
    var named = new Environment(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"));
    assertThat(TelemetryConfig.from("x", named).collector())
        .contains(URI.create("http://collector:4318"));
    assertThat(TelemetryConfig.from("x", new Environment(Map.of())).collector()).isEmpty();
  }

  /// Notes under which trace a line logged here would appear, and knows no thing.
  private Routes.Builder noting() {
    return Routes.builder()
        .get(
            "/auth/things/{id}",
            request -> {
              logged.add(String.valueOf(MDC.get(Exchanged.TRACE_ID)));
              throw new ApexException(ErrorCode.NOT_FOUND, "there is no such thing");
            });
  }

  private Server collector() {
    var routes =
        Routes.builder()
            .upload(
                "/v1/traces",
                1 << 20,
                request -> {
                  collected.add(new String(request.bytes(), StandardCharsets.ISO_8859_1));
                  return Response.of(200, "application/x-protobuf", new byte[0]);
                });
    return serve(new Telemetry(TelemetryConfig.local("collector")), routes);
  }

  /// Texts stand in a protobuf message as they are.
  private static boolean spanOf(String body, String service, String name) {
    return body.contains(service) && body.contains(name) && body.contains(trace());
  }

  private static String trace() {
    return new String(java.util.HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
  }

  private static TelemetryConfig to(String service, Server collector) {
    return new TelemetryConfig(service, Optional.of(at(collector, "")));
  }

  private static Forward forward(Server far) {
    var patience = Duration.ofSeconds(10);
    var guard = new Guard("far", Guard.Limits.of(patience, patience, 8));
    return new Forward("far", at(far, ""), new Secret("s"), 1024, patience, guard);
  }

  private static Server serve(Telemetry telemetry, Routes.Builder routes) {
    return new Server(Serving.CONFIG, routes.build(), telemetry).start();
  }

  private static String traceOf(HttpResponse<String> answer) {
    return Json.tree(answer.body()).path("trace_id").asString();
  }

  private static HttpResponse<String> get(Server server, String path, String... headers)
      throws Exception {
    var asking = HttpRequest.newBuilder(at(server, path));
    if (headers.length > 0) asking.headers(headers);
    return send(asking);
  }

  private static HttpResponse<String> send(HttpRequest.Builder asking) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(asking.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static URI at(Server server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
