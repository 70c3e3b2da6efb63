package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the socket and the HTTP interface promise, also to those who break the rules.
class ProtocolTest {
  private final RunningBackend house = RunningBackend.shared();

  @Test
  void aBadFrameIsAnsweredWithTheRuleAndTheConnectionStaysOpen() {
    try (var line = house.someone().connect()) {
      line.sendText("no json");
      line.sendText("[1]");
      line.sendText("{\"no\":\"type\"}");
      line.send(Map.of("type", "dance"));
      line.send(Map.of("type", "user_message", "content", "no id"));
      line.send(Map.of("type", "user_message", "client_message_id", "x", "content", " "));
      line.send(Map.of("type", "resume", "run_id", "nonsense", "after_seq", 0));
      line.send(Map.of("type", "resume", "run_id", UUID.randomUUID().toString(), "after_seq", -1));
      line.send(Map.of("type", "ping"));
      line.until(frame -> Person.Line.type(frame).equals("pong"));
      var errors = line.frames.stream().filter(f -> Person.Line.type(f).equals("error")).toList();
      assertThat(errors).hasSize(8);
      assertThat(errors)
          .extracting(frame -> frame.path("data").path("error_code").asString())
          .containsOnly("INVALID_FRAME");
      assertThat(errors)
          .extracting(frame -> frame.path("data").path("message").asString())
          .anyMatch(message -> message.contains("user_message, stop_agent, resume or ping"))
          .anyMatch(message -> message.contains("client_message_id"))
          .anyMatch(message -> message.contains("after_seq"));
    }
  }

  @Test
  void aFrameThatIsTooLongIsRefusedAndTheConnectionStaysOpen() {
    try (var line = house.someone().connect()) {
      line.tell("x".repeat(9000), "long", Optional.empty());
      assertThat(line.error().path("error_code").asString()).isEqualTo("TOO_LARGE");
      line.send(Map.of("type", "ping"));
      line.until(frame -> Person.Line.type(frame).equals("pong"));
    }
  }

  @Test
  void theSameMessageAgainChangesNothing() {
    var asha = house.someone();
    try (var line = asha.connect()) {
      line.tell("What did we spend?", "same", Optional.empty());
      var first = line.accepted("same");
      line.end(first.path("run_id").asString());
      try (var other = asha.connect()) {
        other.tell("What did we spend?", "same", Optional.empty());
        var second = other.accepted("same");
        assertThat(second.path("replayed").asBoolean()).isTrue();
        assertThat(second.path("run_id")).isEqualTo(first.path("run_id"));
        assertThat(second.path("message_id")).isEqualTo(first.path("message_id"));
      }
      assertThat(asha.get("/api/threads").path("threads")).hasSize(1);
      var thread = first.path("thread_id").asString();
      assertThat(asha.get("/api/threads/" + thread + "/messages").path("messages")).hasSize(2);
    }
  }

  @Test
  void whoComesBackGetsEachMissedEventOnceInOrder() {
    var asha = house.someone();
    asha.imports(Usage.csv(50), "provider=openai&model=gpt-4o&route=chat");
    String run;
    int seen;
    try (var line = asha.connect()) {
      run = line.ask(GoldenPathTest.QUESTION);
      line.until(frame -> frame.path("seq").asInt(0) >= 3);
      seen = line.events(run).size();
      line.socket.abort();
    }
    try (var line = asha.connect()) {
      line.send(Map.of("type", "resume", "run_id", run, "after_seq", seen));
      line.end(run);
      var again = line.events(run).stream().map(e -> e.path("seq").asInt()).toList();
      var expected = new ArrayList<Integer>();
      for (int i = seen + 1; i <= again.getLast(); i++) expected.add(i);
      assertThat(again).isEqualTo(expected);
      var whole = asha.get("/api/runs/" + run);
      assertThat(whole.path("events").size()).isEqualTo(again.getLast());
      assertThat(whole.path("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void anotherBackendReplaysTheRun() throws InterruptedException {
    var asha = house.someone();
    try (var line = asha.connect();
        var second = house.another(Map.of())) {
      var run = line.ask("What did we spend?");
      line.end(run);
      second.start(() -> {});
      try (var elsewhere = house.person(asha.identity(), second).connect()) {
        elsewhere.send(Map.of("type", "resume", "run_id", run, "after_seq", 0));
        elsewhere.end(run);
        assertThat(elsewhere.events(run)).isEqualTo(line.events(run));
      }
    }
  }

  @Test
  void everyWayInIsOpenWithAGoodTokenAndOnlyTheProtocolIsEchoed() {
    var asha = house.someone();
    var bearer = Map.of("Authorization", "Bearer " + asha.token());
    try (var byHeader = asha.open("", bearer, List.of());
        var byProtocol = asha.open("", Map.of(), List.of("apex.v1", "jwt." + asha.token()))) {
      byHeader.until(frame -> Person.Line.type(frame).equals("connection_established"));
      byProtocol.until(frame -> Person.Line.type(frame).equals("connection_established"));
      assertThat(byProtocol.socket.getSubprotocol()).isEqualTo("apex.v1");
    }
  }

  @Test
  void aTicketOpensOneConnection() {
    var asha = house.someone();
    var ticket = asha.ticket();
    assertThat(ticket.length()).isGreaterThanOrEqualTo(43);
    try (var line = asha.open("?ticket=" + ticket, Map.of(), List.of())) {
      line.until(frame -> Person.Line.type(frame).equals("connection_established"));
      var again = asha.open("?ticket=" + ticket, Map.of(), List.of());
      assertThat(again.closed.join()).isEqualTo("1008 UNAUTHENTICATED");
    }
  }

  @Test
  void aBadTokenIsClosedWithItsCode() {
    var asha = house.someone();
    var expired = house.auth.token(asha.identity(), Instant.now().minusSeconds(60));
    assertThat(closed(asha, expired)).isEqualTo("1008 TOKEN_EXPIRED");
    assertThat(closed(asha, asha.token() + "x")).isEqualTo("1008 UNAUTHENTICATED");
    assertThat(asha.open("", Map.of(), List.of()).closed.join()).isEqualTo("1008 UNAUTHENTICATED");
  }

  private static String closed(Person person, String token) {
    return person.open("", Map.of("Authorization", "Bearer " + token), List.of()).closed.join();
  }

  @Test
  void theSixthConnectionOfAUserIsRefused() {
    var asha = house.someone();
    var lines = new ArrayList<Person.Line>();
    for (int i = 0; i < 5; i++) {
      lines.add(asha.connect());
      lines.getLast().until(f -> Person.Line.type(f).equals("connection_established"));
    }
    assertThat(asha.connect().closed.join()).isEqualTo("1008 RATE_LIMITED");
    lines.forEach(Person.Line::close);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          try (var free = asha.connect()) {
            free.until(f -> Person.Line.type(f).equals("connection_established"));
          }
        });
  }

  @Test
  void theEndOfASessionClosesItsSocketsAndRefusesItsToken() {
    var asha = house.someone();
    try (var line = asha.connect()) {
      line.until(frame -> Person.Line.type(frame).equals("connection_established"));
      house.auth.end(asha.identity().session());
      assertThat(line.closed.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join())
          .isEqualTo("1008 SESSION_ENDED");
      var refused = asha.send("GET", "/api/threads", "");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(Json.tree(refused.body()).path("error_code").asString())
          .isEqualTo("SESSION_ENDED");
    }
  }

  @Test
  void tooManyQuestionsInAMinuteAreRefused() throws InterruptedException {
    try (var strict = house.another(Map.of("MESSAGES_PER_MINUTE", "2"))) {
      strict.start(() -> {});
      var asha = house.person(house.someone().identity(), strict);
      try (var line = asha.connect()) {
        for (int i = 0; i < 5; i++) line.tell("What did we spend?", "m" + i, Optional.empty());
        assertThat(line.error().path("error_code").asString()).isEqualTo("RATE_LIMITED");
      }
    }
  }

  @Test
  void aViewerMayAskAndMayNotImport() {
    var viewer =
        house.person(
            new Identity(
                UserId.random(),
                SessionId.random(),
                new Workspace(WorkspaceId.random(), false),
                Role.VIEWER));
    try (var line = viewer.connect()) {
      line.end(line.ask("What did we spend?"));
    }
    assertThat(viewer.send("POST", "/api/usage/import?format=csv", Usage.csv(1)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void healthTellsEachServiceInTheAgreedShape() {
    var asha = house.someone();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(asha.get("/health").path("status").asString())
                .as(asha.get("/health").toString())
                .isIn("healthy", "degraded"));
    var health = asha.send("GET", "/health", "").body();
    assertThat(GoldenPathTest.Schemas.broken("health_backend", health)).as(health).isEmpty();
    assertThat(Json.tree(health).path("checks").propertyNames())
        .contains(
            "database_postgres",
            "database_redis",
            "database_clickhouse",
            "auth_service",
            "websocket_service",
            "frontend_service");
    assertThat(asha.send("GET", "/health/live", "").statusCode()).isEqualTo(200);
    assertThat(asha.send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
    var startup = asha.get("/health/startup");
    assertThat(GoldenPathTest.Schemas.broken("health_startup", startup.toString())).isEmpty();
    assertThat(startup.path("status").asString()).isEqualTo("started");
    assertThat(startup.path("phases")).hasSize(4);
    assertThat(startup.path("phases").path(0).path("took_ms").asLong()).isPositive();
    assertThat(asha.get("/health/database").path("checks").size()).isEqualTo(3);
  }

  @Test
  void theDescriptionNamesTheAddressesThatAnswer() {
    var asha = house.someone();
    var described = asha.get("/openapi.json").path("paths");
    assertThat(described.propertyNames())
        .contains("/api/threads", "/api/runs/{id}", "/api/usage/import", "/api/keys", "/health");
    for (var path : described.propertyNames()) {
      if (path.contains("{") || !described.path(path).has("get")) continue;
      assertThat(asha.send("GET", path, "").statusCode()).as(path).isNotEqualTo(404);
    }
  }

  @Test
  void authAndThePageAreServedFromTheSameOrigin() {
    var asha = house.someone();
    assertThat(asha.get("/auth/me").path("bearer").asBoolean()).isTrue();
    assertThat(asha.send("GET", "/", "").body()).contains("<title>page</title>");
    assertThat(asha.send("GET", "/metrics", "").body()).contains("apex_runs_asked_total");
    assertThat(asha.get("/api/workspaces").has("workspaces")).isTrue();
  }

  @Test
  void withoutATokenNothingIsShown() {
    var nobody = new Person(house.someone().identity(), "nonsense", house.someone().house());
    for (var path : List.of("/api/threads", "/api/runs/" + UUID.randomUUID(), "/api/workspaces"))
      assertThat(nobody.send("GET", path, "").statusCode()).as(path).isEqualTo(401);
    assertThat(nobody.send("POST", "/api/ws-tickets", "").statusCode()).isEqualTo(401);
  }
}
