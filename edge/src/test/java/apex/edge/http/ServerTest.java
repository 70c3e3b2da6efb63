package apex.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServerTest {
  private static Serving serving;

  record Order(String name, int count) {}

  @BeforeAll
  static void start() {
    serving =
        new Serving(
            Routes.builder()
                .get("/things/{id}", request -> Response.json(List.of(request.parameter("id"))))
                .get("/things/new", _ -> Response.json(List.of("the new one")))
                .get(
                    "/ids/{id}",
                    request -> Response.json(List.of(request.parameter("id", UUID::fromString))))
                .get(
                    "/limit", request -> Response.json(List.of(request.query("limit", 10, 1, 100))))
                .post("/orders", request -> Response.created(request.json(Order.class)))
                .upload(
                    "/upload",
                    50_000_000,
                    request -> Response.json(List.of(size(request.stream()))))
                .post("/deaf", _ -> Response.noContent())
                .get(
                    "/bug",
                    _ -> {
                      throw new IllegalStateException("the secret inside");
                    })
                .get(
                    "/down",
                    _ -> {
                      throw new ApexException(ErrorCode.DEPENDENCY_DOWN, "the store is down");
                    })
                .get(
                    "/cookie",
                    request ->
                        Response.json(List.of(request.cookie("b").orElse("none")))
                            .with(
                                new Cookie(
                                    "apex_refresh",
                                    "v1",
                                    "/auth",
                                    java.time.Duration.ofDays(1),
                                    true))
                            .with(
                                new Cookie(
                                    "other", "v2", "/", java.time.Duration.ofDays(1), false)))
                .get("/stream", _ -> Response.streamed("text/plain", ServerTest::million))
                .build());
  }

  @AfterAll
  static void stop() {
    serving.close();
  }

  @Test
  void aPathParameterIsDecoded() throws Exception {
    assertThat(serving.get("/things/a%2Fb%20c").body()).isEqualTo("[\"a/b c\"]");
  }

  @Test
  void aLiteralPathIsPreferredToAParameter() throws Exception {
    assertThat(serving.get("/things/new").body()).isEqualTo("[\"the new one\"]");
  }

  @Test
  void aMalformedIdIsRefusedByName() throws Exception {
    var problem = problem(serving.get("/ids/7"), 400, "INVALID_REQUEST");
    assertThat(problem.path("detail").stringValue()).startsWith("id: ").endsWith("was '7'");
  }

  @Test
  void aQueryNumberOutOfRangeIsRefusedWithItsRule() throws Exception {
    var problem = problem(serving.get("/limit?limit=1000"), 400, "INVALID_REQUEST");
    assertThat(problem.path("detail").stringValue())
        .isEqualTo("limit: must be a whole number from 1 to 100, was '1000'");
  }

  @Test
  void anUnknownAddressIsNotFound() throws Exception {
    problem(serving.get("/nothing"), 404, "NOT_FOUND");
  }

  @Test
  void anUnknownMethodIsToldTheKnownOnes() throws Exception {
    var answer = serving.post("/things/1", "{}");
    problem(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(answer.headers().firstValue("allow")).hasValue("GET");
  }

  @Test
  void headAnswersAsGetWithoutABody() throws Exception {
    var head =
        HttpRequest.newBuilder(serving.at("/things/x"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody());
    var answer = serving.send(head);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).hasValue("5");
    assertThat(serving.get("/things/x").body()).isEqualTo("[\"x\"]");
  }

  @Test
  void aJsonBodyIsRead() throws Exception {
    var answer = serving.post("/orders", "{\"name\":\"tea\",\"count\":2,\"more\":true}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("{\"name\":\"tea\",\"count\":2}");
  }

  @Test
  void aMissingFieldIsNamed() throws Exception {
    var problem = problem(serving.post("/orders", "{\"name\":\"tea\"}"), 400, "INVALID_REQUEST");
    assertThat(problem.path("detail").stringValue()).isEqualTo("count is missing");
  }

  @Test
  void aFieldOfAnotherTypeIsNamed() throws Exception {
    var problem =
        problem(
            serving.post("/orders", "{\"name\":\"tea\",\"count\":\"two\"}"),
            400,
            "INVALID_REQUEST");
    assertThat(problem.path("detail").stringValue()).startsWith("count must be a whole number");
  }

  @Test
  void aTextThatIsNotJsonIsRefusedWithItsPlace() throws Exception {
    var problem = problem(serving.post("/orders", "{\"name\":"), 400, "INVALID_REQUEST");
    assertThat(problem.path("detail").stringValue()).contains("line 1");
  }

  @Test
  void aDuplicateFieldIsRefused() throws Exception {
    problem(
        serving.post("/orders", "{\"name\":\"a\",\"name\":\"b\",\"count\":1}"),
        400,
        "INVALID_REQUEST");
  }

  @Test
  void anotherMediaTypeIsRefused() throws Exception {
    var form =
        HttpRequest.newBuilder(serving.at("/orders"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    problem(serving.send(form), 415, "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedBeforeItIsRead() throws Exception {
    problem(serving.post("/orders", "x".repeat(70_000)), 413, "TOO_LARGE");
  }

  @Test
  void aChunkedBodyOverTheLimitIsRefusedWhileItIsRead() throws Exception {
    var chunked =
        HttpRequest.newBuilder(serving.at("/orders"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> zeros(200_000)));
    problem(serving.send(chunked), 413, "TOO_LARGE");
  }

  @Test
  void aHugeChunkIsRefusedAndNeverHeld() throws Exception {
    var answer =
        raw(
            "POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\nabc");
    assertThat(answer).containsPattern("HTTP/1.1 (400|500)|^$");
    assertThat(serving.get("/things/x").statusCode()).isEqualTo(200);
  }

  @Test
  void anUploadIsReadAsAStream() throws Exception {
    var upload =
        HttpRequest.newBuilder(serving.at("/upload"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> zeros(40_000_000)));
    assertThat(serving.send(upload).body()).isEqualTo("[40000000]");
  }

  @Test
  void anUploadOverItsOwnLimitIsRefused() throws Exception {
    var upload =
        HttpRequest.newBuilder(serving.at("/upload"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> zeros(60_000_000)));
    problem(serving.send(upload), 413, "TOO_LARGE");
  }

  @Test
  void aBodyNobodyReadDoesNotDisturbTheNextRequest() throws Exception {
    assertThat(serving.post("/deaf", "{\"x\":1}").statusCode()).isEqualTo(204);
    assertThat(serving.post("/orders", "{\"name\":\"tea\",\"count\":2}").statusCode())
        .isEqualTo(201);
  }

  @Test
  void aBugIsToldWithoutItsMessage() throws Exception {
    var answer = serving.get("/bug");
    problem(answer, 500, "BUG");
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
  }

  @Test
  void aFailingDependencyIsToldWithItsRemedy() throws Exception {
    var answer = serving.get("/down");
    var problem = problem(answer, 503, "DEPENDENCY_DOWN");
    assertThat(problem.path("remedy").stringValue()).isNotBlank();
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void aRequestKeepsTheIdItCameWith() throws Exception {
    var answer = serving.get("/nothing", "X-Request-Id", "trace-12345678");
    assertThat(problem(answer, 404, "NOT_FOUND").path("request_id").stringValue())
        .isEqualTo("trace-12345678");
    assertThat(answer.headers().firstValue("x-request-id")).hasValue("trace-12345678");
  }

  @Test
  void anUnfitRequestIdIsReplaced() throws Exception {
    var answer = serving.get("/nothing", "X-Request-Id", "short");
    assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).hasSize(36);
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    var headers = serving.get("/things/x").headers();
    assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(headers.firstValue("content-security-policy").orElseThrow())
        .contains("frame-ancestors 'none'");
    assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("cache-control")).hasValue("no-store");
  }

  @Test
  void cookiesAreReadAndSetOneByOne() throws Exception {
    var answer = serving.get("/cookie", "Cookie", "a=1; b=2; bb=3");
    assertThat(answer.body()).isEqualTo("[\"2\"]");
    assertThat(answer.headers().allValues("set-cookie"))
        .containsExactly(
            "apex_refresh=v1; Path=/auth; Max-Age=86400; HttpOnly; SameSite=Strict; Secure",
            "other=v2; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict");
  }

  @Test
  void aStreamedAnswerArrivesWhole() throws Exception {
    assertThat(serving.get("/stream").body()).hasSize(1_000_000);
  }

  @Test
  void aRequestLineThatIsNoHttpIsRefusedAsAProblem() throws Exception {
    assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").contains("INVALID_REQUEST");
  }

  @Test
  void headersOverTheLimitAreRefusedAsAProblem() throws Exception {
    var answer = raw("GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + "y".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).contains("error_code");
  }

  @Test
  void aPortInUseIsNamed() {
    var taken =
        new ServerConfig(
            "127.0.0.1",
            serving.port(),
            1024,
            1024,
            1,
            1,
            java.time.Duration.ofSeconds(1),
            java.time.Duration.ZERO);
    assertThatThrownBy(() ->
            new Server(
                    taken, Routes.builder().build(), new Telemetry(TelemetryConfig.local("test")))
                .start())
        .isInstanceOf(ApexException.class)
        .hasMessageContaining("127.0.0.1:" + serving.port());
  }

  @Test
  void manyClientsAtOnceAllGetTheirOwnAnswer() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 200)
              .mapToObj(i -> threads.submit(() -> serving.get("/things/" + i).body()))
              .toList();
      for (int i = 0; i < answers.size(); i++)
        assertThat(answers.get(i).get()).isEqualTo("[\"" + i + "\"]");
    }
  }

  private static JsonNode problem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    var problem = Json.tree(answer.body());
    assertThat(problem.path("error_code").stringValue()).isEqualTo(code);
    assertThat(problem.path("status").intValue()).isEqualTo(status);
    return problem;
  }

  private static String raw(String sent) throws IOException {
    try (var socket = new Socket("127.0.0.1", serving.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.net.SocketException reset) {
      return "";
    }
  }

  private static long size(InputStream in) throws IOException {
    return in.transferTo(OutputStream.nullOutputStream());
  }

  private static void million(OutputStream out) throws IOException {
    for (int i = 0; i < 1_000; i++)
      out.write("x".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
  }

  private static InputStream zeros(int count) {
    return new InputStream() {
      private int left = count;

      @Override
      public int read() {
        return left-- > 0 ? '0' : -1;
      }
    };
  }
}
