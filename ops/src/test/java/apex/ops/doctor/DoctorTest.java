package apex.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.embedded.Loopback;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.embedded.RealRedis;
import apex.embedded.chaos.ChaosProxy;
import apex.embedded.chaos.Toxic;
import apex.kernel.failure.Category;
import apex.kernel.health.Names;
import apex.kernel.health.Verdict;
import apex.ops.doctor.probe.Layer;
import apex.ops.doctor.topology.TopologyFile;
import apex.ops.protocol.Shapes;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PG_USER", RealPostgres.shared().backend().user(),
          "PG_PASSWORD", RealPostgres.shared().backend().password().reveal(),
          "REDIS_PASSWORD", RealRedis.shared().password().reveal(),
          "CH_PASSWORD", RealClickHouse.shared().password(),
          "WRONG", "hunter2");

  private static final String POSTGRES =
      "{probe: postgres, url: \"postgresql://127.0.0.1:%d/apex\", deadline: 10s,"
          + " username_env: PG_USER, password_env: PG_PASSWORD}";
  private static final String REDIS =
      "{probe: redis, url: \"redis://127.0.0.1:%d\", deadline: 10s, password_env: REDIS_PASSWORD}";
  private static final String CLICKHOUSE =
      "{probe: clickhouse, url: \"http://127.0.0.1:%d\", deadline: 10s, password_env: CH_PASSWORD}";

  @Test
  void realStoresAreAskedToTheApplicationAndAreHealthy() {
    RealClickHouse.shared().ask("select version()"); // its very first answer is slow
    var found =
        examined(
            """
            services:
              database_postgres: %s
              database_redis: %s
              database_clickhouse: %s
            """
                .formatted(
                    POSTGRES.formatted(RealPostgres.shared().port()),
                    REDIS.formatted(RealRedis.shared().port()),
                    CLICKHOUSE.formatted(RealClickHouse.shared().port())));
    assertThat(found.overall()).as(text(found)).isEqualTo("healthy");
    assertThat(found.exitCode()).isZero();
    for (var finding : found.findings())
      assertThat(finding.examined().seen().at(Layer.APPLICATION).orElseThrow().passed()).isTrue();
    assertThat(found.received()).isPositive();
    assertThat(found.connections()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void withoutCredentialsTheApplicationIsNotAskedAndSaysSo() {
    var found =
        examined(
            """
            services:
              pg: {probe: postgres, url: "postgresql://127.0.0.1:%d/apex", deadline: 10s}
              redis: {probe: redis, url: "redis://127.0.0.1:%d", deadline: 10s, password_env: ABSENT}
            """
                .formatted(RealPostgres.shared().port(), RealRedis.shared().port()));
    assertThat(found.overall()).as(text(found)).isEqualTo("healthy");
    assertThat(evidence(found, "pg", Layer.APPLICATION))
        .isEqualTo("not asked: no credentials given");
    assertThat(evidence(found, "pg", Layer.PROTOCOL)).contains("SCRAM");
    assertThat(evidence(found, "redis", Layer.APPLICATION))
        .isEqualTo("not asked: no credentials given (ABSENT is not set)");
  }

  @Test
  void seedOfTheBackendThatHangsWhileAuthIsConnectedExoneratesTheDatabase() throws IOException {
    var auth =
        "{\"status\":\"healthy\",\"service\":\"auth-service\",\"version\":\"1.0.0\","
            + "\"timestamp\":\"2025-09-15T16:44:13.565779+00:00\",\"uptime_seconds\":25707.670035,"
            + "\"database_status\":\"connected\",\"environment\":\"staging\"}";
    try (var authService = Scripted.http(200, "application/json", auth);
        var backend = Scripted.of((in, _) -> drain(in));
        var websocket = Scripted.http(503, "text/plain", "")) {
      var found =
          examined(
              """
              services:
                database_postgres: %s
                auth_service: {probe: http, url: "http://127.0.0.1:%d/health", phase: 2, depends_on: [database_postgres]}
                backend_service: {probe: http, url: "http://127.0.0.1:%d/health", phase: 3, deadline: 500ms, depends_on: [database_postgres], uses: [auth_service]}
                websocket_service: {probe: websocket, url: "ws://127.0.0.1:%d/ws", phase: 4, depends_on: [backend_service]}
              """
                  .formatted(
                      POSTGRES.formatted(RealPostgres.shared().port()),
                      authService.port(),
                      backend.port(),
                      websocket.port()));
      assertThat(causes(found)).containsExactly("service:backend_service");
      assertThat(found.exonerated())
          .anySatisfy(each -> {
            assertThat(each.service()).isEqualTo("database_postgres");
            assertThat(each.witnesses()).contains("doctor", "auth_service");
          });
      assertThat(verdict(found, "websocket_service"))
          .isEqualTo(new Verdict.Blocked("backend_service"));
      assertThat(found.chains())
          .singleElement()
          .satisfies(chain -> {
            assertThat(chain.links())
                .extracting(Diagnosis.Link::service)
                .containsExactly("websocket_service", "backend_service");
            assertThat(chain.end()).isEqualTo("no evidence for a deeper cause");
          });
      assertFits(found);
    }
  }

  @Test
  void seedOfTheTripleIsDegradedFailedByResolutionAndHealthy() throws Exception {
    var names =
        new Names(host -> {
          if (host.equals("redis.test"))
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
          return List.of(InetAddress.getAllByName(host));
        });
    try (var slow = ChaosProxy.to(RealPostgres.shared().port())) {
      slow.set(new Toxic.Latency(Duration.ofMillis(5187)));
      var found =
          examined(
              """
              services:
                database_postgres: {probe: postgres, url: "postgresql://127.0.0.1:%d/apex?sslmode=disable", deadline: 9s}
                database_redis: {probe: redis, url: "redis://redis.test:6379"}
                database_clickhouse: %s
              """
                  .formatted(slow.port(), CLICKHOUSE.formatted(RealClickHouse.shared().port())),
              names);
      assertThat(verdict(found, "database_postgres")).isInstanceOf(Verdict.Degraded.class);
      assertThat(verdict(found, "database_postgres").trouble().orElseThrow())
          .contains("threshold 500 ms");
      assertThat(verdict(found, "database_redis").label()).isEqualTo("unhealthy");
      assertThat(verdict(found, "database_redis").kind()).hasValue(Category.RESOLUTION);
      assertThat(verdict(found, "database_clickhouse")).isInstanceOf(Verdict.Healthy.class);
      assertThat(causes(found))
          .containsExactly("service:database_postgres", "service:database_redis");
      assertThat(found.chains()).hasSize(2);
    }
  }

  @Test
  void aDatabaseThatWorksForAWitnessIsNotToBlameForOurWay() throws IOException {
    var auth =
        "{\"status\":\"healthy\",\"checks\":{\"database_postgres\":{\"status\":\"healthy\",\"age_ms\":900}}}";
    try (var authService = Scripted.http(200, "application/json", auth)) {
      var found =
          examined(
              """
              services:
                database_postgres: %s
                auth_service: {probe: http, url: "http://127.0.0.1:%d/health", depends_on: [database_postgres]}
              """
                  .formatted(POSTGRES.formatted(Loopback.freePort()), authService.port()));
      assertThat(causes(found)).containsExactly("path:database_postgres");
      assertThat(verdict(found, "database_postgres").label()).isEqualTo("unknown");
      assertThat(verdict(found, "auth_service")).isInstanceOf(Verdict.Healthy.class);
      assertThat(found.causes().getFirst().remedy()).contains("not from here");
    }
  }

  @Test
  void aWitnessWhoseKnowledgeIsOldOrWhoWaitsIsNone() throws IOException {
    for (var freshness : List.of("\"age_ms\":60000", "\"pending_ms\":2000")) {
      var auth =
          "{\"status\":\"healthy\",\"checks\":{\"database_postgres\":{\"status\":\"healthy\",%s}}}"
              .formatted(freshness);
      try (var authService = Scripted.http(200, "application/json", auth)) {
        var found =
            examined(
                """
                services:
                  database_postgres: %s
                  auth_service: {probe: http, url: "http://127.0.0.1:%d/health", depends_on: [database_postgres]}
                """
                    .formatted(POSTGRES.formatted(Loopback.freePort()), authService.port()));
        assertThat(causes(found)).containsExactly("service:database_postgres");
        assertThat(verdict(found, "auth_service"))
            .isEqualTo(new Verdict.Blocked("database_postgres"));
      }
    }
  }

  @Test
  void wrongCredentialsOfOursAreNoFaultOfTheStoreAndStayHidden() {
    var found =
        examined(
            """
            services:
              pg: {probe: postgres, url: "postgresql://127.0.0.1:%d/apex", deadline: 10s, username_env: PG_USER, password_env: WRONG}
              redis: {probe: redis, url: "redis://127.0.0.1:%d", deadline: 10s, password_env: WRONG}
              ch: {probe: clickhouse, url: "http://127.0.0.1:%d", deadline: 10s, password_env: WRONG}
            """
                .formatted(
                    RealPostgres.shared().port(),
                    RealRedis.shared().port(),
                    RealClickHouse.shared().port()));
    assertThat(causes(found)).containsExactly("caller:pg", "caller:redis", "caller:ch");
    for (var finding : found.findings()) {
      assertThat(finding.verdict().label()).isEqualTo("unknown");
      assertThat(finding.verdict().kind()).as(text(found)).hasValue(Category.AUTHENTICATION);
    }
    assertThat(text(found)).doesNotContain("hunter2");
    assertThat(found.exitCode()).isEqualTo(3);
  }

  @Test
  void twentyHungDependenciesAnswerWithinOneDeadline() throws Exception {
    var release = new CountDownLatch(1);
    var names =
        new Names(host -> {
          if (host.startsWith("hung")) awaitHowever(release);
          return List.of(InetAddress.getAllByName(host));
        });
    try (var silent = Scripted.of((in, _) -> awaitHowever(release))) {
      var text = new StringBuilder("services:\n");
      for (int i = 0; i < 20; i++) {
        var kind = List.of("postgres", "redis", "clickhouse", "http", "websocket").get(i % 5);
        var scheme = List.of("postgresql", "redis", "http", "http", "ws").get(i % 5);
        var host = i % 4 == 0 ? "hung-%d.test".formatted(i) : "127.0.0.1";
        text.append(
            "  s%d: {probe: %s, url: \"%s://%s:%d/x\", deadline: 600ms}\n"
                .formatted(i, kind, scheme, host, silent.port()));
      }
      examined(text.toString().replace("600ms", "50ms"), names); // loads classes
      var topology = TopologyFile.read("test", text.toString());
      var began = System.nanoTime();
      var found =
          new Doctor(names, VARIABLES, InstantSource.system()).examine(topology, Optional.empty());
      var took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(took).isLessThan(Duration.ofMillis(2400)); // to the millisecond: bench hung
      assertThat(found.findings()).hasSize(20).allMatch(f -> f.verdict().label().equals("unknown"));
      assertThat(found.findings())
          .extracting(f -> f.failure().orElseThrow().category())
          .containsOnly(Category.TIMEOUT, Category.RESOLUTION);
      assertThat(found.exitCode()).isEqualTo(3);
    } finally {
      release.countDown();
    }
  }

  @Test
  void garbageAndEndlessAnswersAreToldInBoundedTimeAndMemory() throws IOException {
    try (var garbage = Scripted.of((_, out) -> out.write(new byte[] {7, 0, -1, 'x', 10, 13}));
        var endless = Scripted.of((_, out) -> sendForEver(out));
        var headers = Scripted.of((in, out) -> headersForEver(in, out))) {
      var found =
          examined(
              """
              services:
                pg: {probe: postgres, url: "postgresql://127.0.0.1:%1$d/apex", deadline: 5s}
                redis: {probe: redis, url: "redis://127.0.0.1:%1$d", deadline: 5s}
                http: {probe: http, url: "http://127.0.0.1:%1$d", deadline: 5s}
                endless: {probe: redis, url: "redis://127.0.0.1:%2$d", deadline: 5s}
                headers: {probe: http, url: "http://127.0.0.1:%3$d", deadline: 5s}
              """
                  .formatted(garbage.port(), endless.port(), headers.port()));
      for (var finding : found.findings())
        assertThat(finding.verdict().kind()).as(text(found)).hasValue(Category.DATA);
      assertThat(found.received()).isLessThan(3_000_000);
      assertThat(verdict(found, "endless").trouble().orElseThrow()).contains("does not stop");
    }
  }

  @Test
  void anotherKindOfServerMeansAWrongAddress() throws IOException {
    try (var web = Scripted.of((in, out) -> out.write("HTTP/1.1 400 Bad\r\n\r\n".getBytes()))) {
      var found =
          examined(
              "services:\n  r: {probe: redis, url: \"redis://127.0.0.1:%d\", deadline: 5s}\n"
                  .formatted(web.port()));
      assertThat(causes(found)).containsExactly("caller:r");
      assertThat(verdict(found, "r").trouble().orElseThrow())
          .isEqualTo("a web server answers there, not Redis");
    }
  }

  @Test
  void aNameOfManyAddressesIsTriedAndShownInBounds() throws IOException {
    var many = new java.util.ArrayList<InetAddress>();
    for (int i = 1; i <= 9; i++)
      many.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i}));
    try (var well = Scripted.http(200, "text/plain", "ok")) {
      var found =
          examined(
              "services:\n  a: {probe: http, url: \"http://many.test:%d\", deadline: 5s}\n"
                  .formatted(well.port()),
              new Names(_ -> many));
      assertThat(found.overall()).as(text(found)).isEqualTo("healthy");
      assertThat(found.addresses()).isEqualTo(9);
      assertThat(evidence(found, "a", Layer.RESOLVE)).endsWith("127.0.0.4 and 5 more");
    }
  }

  @Test
  void usedThingsAreMissedWithTheConsequenceAndNeverBlock() throws IOException {
    try (var api = Scripted.http(200, "text/plain", "ok")) {
      var found =
          examined(
              """
              services:
                cache: {probe: redis, url: "redis://127.0.0.1:%d"}
                api: {probe: http, url: "http://127.0.0.1:%d/", uses: {cache: pages take longer}}
              """
                  .formatted(Loopback.freePort(), api.port()));
      assertThat(verdict(found, "api").trouble()).hasValue("without cache: pages take longer");
      assertThat(found.overall()).isEqualTo("degraded");
      assertThat(causes(found)).containsExactly("service:cache");
      assertThat(verdict(found, "cache").kind()).hasValue(Category.REFUSED);
    }
  }

  @Test
  void theReportIsOfItsShapeAndFitsNarrowTerminals() {
    var found =
        examined(
            "services:\n  a_service_with_a_long_name: {probe: tcp, url: \"tcp://127.0.0.1:%d\"}\n"
                .formatted(Loopback.freePort()));
    assertThat(Shapes.faults("doctor", Json.write(DiagnosisJson.wire(found)))).isEmpty();
    assertFits(found);
    assertThat(String.join("\n", view(found, 80).markdown())).contains("| service | state |");
  }

  private static void assertFits(Diagnosis found) {
    assertThat(Shapes.faults("doctor", Json.write(DiagnosisJson.wire(found)))).isEmpty();
    for (int width : new int[] {60, 80, 120})
      for (var line : view(found, width).lines(true))
        assertThat(line.length()).as(line).isLessThanOrEqualTo(width);
  }

  private static DiagnosisView view(Diagnosis found, int width) {
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var terminal =
        new Terminal(nowhere, nowhere, InputStream.nullInputStream(), false, false, false, width);
    return new DiagnosisView(found, terminal);
  }

  private static String text(Diagnosis found) {
    return String.join("\n", view(found, 200).lines(true)) + Json.write(DiagnosisJson.wire(found));
  }

  private static List<String> causes(Diagnosis found) {
    return found.causes().stream()
        .map(cause -> cause.finding().scope().label() + ":" + cause.finding().name())
        .toList();
  }

  private static Verdict verdict(Diagnosis found, String name) {
    return finding(found, name).verdict();
  }

  private static String evidence(Diagnosis found, String name, Layer layer) {
    return finding(found, name).examined().seen().at(layer).orElseThrow().evidence();
  }

  private static Finding finding(Diagnosis found, String name) {
    return found.findings().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  static Diagnosis examined(String topology) {
    return examined(topology, Names.ofThisMachine());
  }

  private static Diagnosis examined(String topology, Names names) {
    try {
      return new Doctor(names, new HashMap<>(VARIABLES), InstantSource.system())
          .examine(TopologyFile.read("test", topology), Optional.empty());
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private static void drain(InputStream in) throws IOException {
    while (in.read() >= 0) continue;
  }

  private static void awaitHowever(CountDownLatch release) {
    while (release.getCount() > 0)
      try {
        release.await();
      } catch (InterruptedException swallowed) {
        continue;
      }
  }

  private static void sendForEver(java.io.OutputStream out) throws IOException {
    var much = new byte[8192];
    java.util.Arrays.fill(much, (byte) '+');
    while (true) out.write(much);
  }

  private static void headersForEver(InputStream in, java.io.OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
    while (true) out.write("x: y\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
