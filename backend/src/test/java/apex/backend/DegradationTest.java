package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import apex.embedded.RealPostgres;
import apex.embedded.chaos.ChaosProxy;
import apex.embedded.chaos.Toxic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What still works when one thing is down, as docs/degradation.md says it: a real backend on real
/// stores, with a proxy on each way.
class DegradationTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Pattern PORT = Pattern.compile("(127\\.0\\.0\\.1|localhost):(\\d+)");

  /// Longer than a call that began before the test may take to fail.
  private static final Duration SETTLED = Duration.ofMillis(2500);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ASKED_AT_ONCE = 40;

  private static final Map<String, ChaosProxy> PROXIES = new HashMap<>();
  private static RunningBackend house;

  @BeforeAll
  static void openTheHouse() {
    house = new RunningBackend(DegradationTest::throughProxies);
  }

  @AfterAll
  static void closeIt() throws IOException {
    house.close();
    for (var proxy : PROXIES.values()) proxy.close();
  }

  @AfterEach
  void healAll() throws IOException {
    for (var proxy : PROXIES.values()) proxy.heal();
    var asha = house.someone();
    await()
        .atMost(PATIENCE)
        .during(SETTLED)
        .until(() ->
            asha.send("GET", "/api/threads", "").statusCode() == 200
                && checks().path("database_redis").path("status").asString("").equals("healthy"));
  }

  @Test
  void withoutRedisChatGoesOnThroughPostgresAndTheConnectionSaysSo() throws Exception {
    proxy("REDIS_URL").refuse();
    await().atMost(PATIENCE).until(() -> !noticesOf(house.someone()).isEmpty());
    var asha = house.someone();
    try (var line = asha.connect()) {
      assertThat(notices(line))
          .containsExactly("database_redis does not work: events arrive up to a second later");
      var end = line.end(line.ask(GoldenPathTest.QUESTION));
      assertThat(Person.Line.type(end)).isEqualTo("agent_completed");
    }
    proxy("REDIS_URL").accept();
    await().atMost(PATIENCE).until(() -> noticesOf(house.someone()).isEmpty());
  }

  @Test
  void withoutClickHouseAnAnswerSaysWhatIsMissingAndTelemetryIsKept() throws Exception {
    var asha = house.someone();
    asha.imports(Usage.csv(20), "provider=openai&model=gpt-4o&route=chat");
    var key = Json.tree(asha.send("POST", "/api/keys", "{\"name\":\"k\"}").body());
    proxy("CLICKHOUSE_URL").refuse();
    assertThat(telemetry(key.path("key").asString()).statusCode())
        .as("kept in the spool")
        .isEqualTo(200);
    assertThat(asha.send("GET", "/api/spend", "").statusCode()).isEqualTo(503);
    try (var line = asha.connect()) {
      var end = line.end(line.ask(GoldenPathTest.QUESTION));
      assertThat(Person.Line.type(end))
          .as("there is an answer all the same")
          .isEqualTo("agent_completed");
      var result = end.path("data").path("result");
      assertThat(result.path("status").asString()).isEqualTo("degraded");
      assertThat(result.path("unknown").toString()).contains("ClickHouse");
    }
    proxy("CLICKHOUSE_URL").accept();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Json.tree(asha.send("GET", "/api/spend", "").body()).path("calls").asLong())
                .isEqualTo(21));
  }

  @Test
  void withoutAuthValidTokensWorkAndNothingWeakerDoes() throws Exception {
    var asha = house.someone();
    proxy("AUTH_URL").refuse();
    assertThat(asha.send("GET", "/api/threads", "").statusCode()).isEqualTo(200);
    for (var weaker :
        List.of(
            "none",
            asha.token().substring(0, asha.token().lastIndexOf('.') + 1),
            asha.token().substring(0, asha.token().length() - 8) + "AAAAAAAA",
            house.auth.token(asha.identity(), Instant.now().minusSeconds(600))))
      assertThat(
              new Person(asha.identity(), weaker, asha.house())
                  .send("GET", "/api/threads", "")
                  .statusCode())
          .as(weaker)
          .isEqualTo(401);
    for (int i = 0; i < 12; i++) {
      var login =
          asha.send("POST", "/auth/login", "{\"email\":\"a@b.invalid\",\"password\":\"x\"}");
      assertThat(login.statusCode()).as("also with an open breaker").isEqualTo(503);
      assertThat(login.headers().firstValue("Retry-After")).isPresent();
    }
    proxy("AUTH_URL").accept();
    await().atMost(PATIENCE).until(() -> asha.send("GET", "/auth/me", "").statusCode() == 200);
  }

  @Test
  void withoutPostgresNothingIsAcceptedAndItIsSaidSo() throws Exception {
    var asha = house.someone();
    var key =
        Json.tree(asha.send("POST", "/api/keys", "{\"name\":\"k\"}").body()).path("key").asString();
    try (var line = asha.connect()) {
      proxy("POSTGRES_URL").refuse();
      line.tell(GoldenPathTest.QUESTION, "lost", Optional.empty());
      assertThat(line.error().path("error_code").asString()).isEqualTo("DEPENDENCY_DOWN");
      assertThat(line.frames)
          .noneMatch(frame -> Person.Line.type(frame).equals("message_accepted"));
    }
    for (var refused :
        List.of(
            asha.send("GET", "/api/threads", ""),
            asha.send("POST", "/api/usage/import?format=csv", Usage.csv(1)))) {
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }
    var telemetry = telemetry(key);
    assertThat(telemetry.statusCode()).isIn(200, 503);
    assertThat(plain("/openapi.json").statusCode()).isEqualTo(200);
    assertThat(plain("/").statusCode()).as("the page").isEqualTo(200);
    proxy("POSTGRES_URL").accept();
    // Calls that began before fail after: the breaker may open once more.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(asha.get("/api/threads").path("threads"))
                .as("nothing was half kept")
                .isEmpty());
    if (telemetry.statusCode() == 200)
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(asha.get("/api/spend").path("calls").asLong()).isEqualTo(1));
  }

  @Test
  void aPostgresThatTakesNoWritesIsRead() throws Exception {
    var asha = house.someone();
    asha.get("/api/threads"); // known from before: a workspace that is new must be written down
    var database = house.settings().get("POSTGRES_URL").replaceAll(".*/", "");
    try {
      readOnly(database, true);
      proxy("POSTGRES_URL").cut(); // the pool's connections learn of it when they are new
      await()
          .atMost(PATIENCE)
          .until(() -> asha.send("GET", "/api/threads", "").statusCode() == 200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            var written = asha.send("POST", "/api/keys", "{\"name\":\"k\"}");
            assertThat(written.statusCode()).as(written.body()).isEqualTo(503);
            assertThat(written.body()).contains("read-only transaction");
          });
    } finally {
      readOnly(database, false);
      proxy("POSTGRES_URL").cut();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> asha.send("POST", "/api/keys", "{\"name\":\"k\"}").statusCode() == 201);
  }

  @Test
  void aPostgresAt5187MsLeavesEveryoneElseTheirAnswers() throws Exception {
    var asha = house.someone();
    for (int i = 0; i < 30; i++) asha.get("/api/threads"); // so that it is known to be fast
    proxy("POSTGRES_URL").set(new Toxic.Latency(Duration.ofMillis(5_187)));
    var answers = new ConcurrentLinkedQueue<HttpResponse<String>>();
    var waiting = new ArrayList<Thread>();
    var began = System.nanoTime();
    for (int i = 0; i < ASKED_AT_ONCE; i++)
      waiting.add(
          Thread.ofVirtual().start(() -> answers.add(asha.send("GET", "/api/threads", ""))));
    var slowest = Duration.ZERO;
    while (answers.size() < ASKED_AT_ONCE && since(began).compareTo(PATIENCE) < 0)
      for (var other : List.of("/health/live", "/openapi.json", "/"))
        slowest = longer(slowest, took(other));
    for (var each : waiting) assertThat(each.join(PATIENCE)).isTrue();
    assertThat(answers).hasSize(ASKED_AT_ONCE);
    assertThat(answers).allMatch(answer -> List.of(200, 503, 504).contains(answer.statusCode()));
    assertThat(slowest).as("what others waited").isLessThan(Duration.ofSeconds(5));
    System.out.printf(
        "PostgreSQL at 5187 ms: %d asked, all answered after %d ms; others waited at most %d ms%n",
        ASKED_AT_ONCE, since(began).toMillis(), slowest.toMillis());
    proxy("POSTGRES_URL").heal();
    await().atMost(PATIENCE).until(() -> asha.send("GET", "/api/threads", "").statusCode() == 200);
  }

  private Duration took(String path) throws IOException, InterruptedException {
    var began = System.nanoTime();
    assertThat(plain(path).statusCode()).isEqualTo(200);
    return since(began);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static HttpResponse<String> plain(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.backend().port() + path));
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static tools.jackson.databind.JsonNode checks() throws IOException, InterruptedException {
    return Json.tree(plain("/health").body()).path("checks");
  }

  /// One span of one call.
  private static HttpResponse<String> telemetry(String key)
      throws IOException, InterruptedException {
    long now = Instant.now().toEpochMilli();
    var span =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
        "spanId":"%016x","name":"chat gpt-4o","kind":3,"startTimeUnixNano":"%d000000",
        "endTimeUnixNano":"%d000000","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
        {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},
        {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
        {"key":"gen_ai.usage.input_tokens","value":{"intValue":"100"}},
        {"key":"gen_ai.usage.output_tokens","value":{"intValue":"10"}}]}]}]}]}
        """
            .formatted(now, now - 500, now);
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + house.backend().port() + "/v1/traces"))
            .header("Content-Type", "application/json")
            .header("x-apex-key", key)
            .POST(HttpRequest.BodyPublishers.ofString(span));
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> noticesOf(Person person) {
    try (var line = person.connect()) {
      return notices(line);
    }
  }

  private static List<String> notices(Person.Line line) {
    return line.until(frame -> Person.Line.type(frame).equals("connection_established"))
        .path("data")
        .path("notices")
        .valueStream()
        .map(notice -> notice.asString())
        .toList();
  }

  private static void readOnly(String database, boolean on) throws SQLException {
    var postgres = RealPostgres.shared();
    try (var connection =
            DriverManager.getConnection(
                postgres.url(),
                postgres.superuser().user(),
                postgres.superuser().password().reveal());
        var statement = connection.createStatement()) {
      statement.execute(
          "alter database %s set default_transaction_read_only = %s"
              .formatted(database, on ? "on" : "off"));
    }
  }

  private static ChaosProxy proxy(String setting) {
    return java.util.Objects.requireNonNull(PROXIES.get(setting), setting);
  }

  private static Map<String, String> throughProxies(Map<String, String> known) {
    var changed = new HashMap<String, String>();
    for (var setting : List.of("POSTGRES_URL", "REDIS_URL", "CLICKHOUSE_URL", "AUTH_URL"))
      changed.put(setting, throughProxy(setting, known.get(setting)));
    changed.put("BACKEND_HEALTH_EVERY", "PT0.3S");
    changed.put("POSTGRES_PATIENCE", "PT2S");
    return changed;
  }

  private static String throughProxy(String setting, String address) {
    var port = PORT.matcher(address);
    if (!port.find()) throw new IllegalStateException("no port in " + setting);
    try {
      var proxy = ChaosProxy.to(Integer.parseInt(port.group(2)));
      PROXIES.put(setting, proxy);
      return port.replaceFirst("127.0.0.1:" + proxy.port());
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }
}
