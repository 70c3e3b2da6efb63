package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.house.HouseClient;
import apex.ops.house.Reply;
import apex.ops.house.Session;
import apex.ops.protocol.Shapes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the house really answers, held against the shapes that are promised.
@Timeout(120)
class WireShapesTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b(apex|http_server|jvm|process)_[a-z_]+");

  @TempDir static Path folder;
  private static HouseUnderTest house;
  private static HouseClient client;
  private static Session session;

  @BeforeAll
  static void open() {
    house = HouseUnderTest.in(folder);
    client = house.client();
    session = client.signIn(house.owner());
    HouseUnderTest.load(session, 500);
  }

  @AfterAll
  static void close() {
    session.close();
    client.close();
    house.close();
  }

  @Test
  void whatAuthAnswersIsOfItsShape() {
    fits("me", session.get("/auth/me"));
    fits("workspaces", session.get("/auth/workspaces"));
    fits("workspaces", session.get("/api/workspaces"));
    fits("workspace", session.post("/auth/workspaces", Map.of("name", "Shapes")));
    fits("sessions", session.get("/auth/sessions"));
    var invitation = Map.of("email", "invited@example.org", "role", "viewer");
    var address = "/auth/workspaces/%s/invitations".formatted(session.workspace().id());
    fits("invitation", session.post(address, invitation));
  }

  @Test
  void accountsAndTokensAreOfTheirShape() throws Exception {
    var person = "{\"email\":\"%s@example.org\",\"password\":\"pass %s\"}";
    var name = UUID.randomUUID();
    var body = person.formatted(name, name);
    fits("registration", post("/auth/register", body));
    var token = post("/auth/login", body);
    fits("token", token);
    var access = Json.tree(token).path("access_token").asString();
    fits(
        "validated_token",
        post("/auth/validate-token-and-get-user", Json.write(Map.of("token", access))));
    fits("problem", post("/auth/login", person.formatted(name, "another " + name)));
  }

  @Test
  void keysAreShownOnceAndOfTheirShape() {
    var made = session.post("/api/keys", Map.of("name", "collector"));
    fits("key_created", made);
    fits("keys", session.get("/api/keys"));
    assertThat(session.get("/api/keys").text()).doesNotContain(made.tree().path("key").asString());
  }

  @Test
  void importsAndTheirUndoingAreOfTheirShape() {
    fits("imports", session.get("/api/imports"));
    fits("spend", session.get("/api/spend?by=model"));
  }

  @Test
  void whatWasAskedIsKeptInItsShape() throws Exception {
    var heard = new Heard();
    try (var http = HttpClient.newHttpClient()) {
      var socket = http.newWebSocketBuilder().buildAsync(socket(), heard).join();
      fits("connection_frame", heard.next());
      say(socket, "{\"type\":\"ping\"}");
      fits("connection_frame", heard.next());
      say(socket, "no frame");
      fits("connection_frame", heard.next());
      say(socket, question());
      assertThat(Json.tree(heard.fitting("connection_frame")).path("type").asString())
          .isEqualTo("message_accepted");
      hearOut(heard);
      socket.abort();
    }
    fits("threads", session.get("/api/threads"));
    var thread = session.get("/api/threads").tree().path("threads").path(0).path("thread_id");
    var messages = session.get("/api/threads/%s/messages".formatted(thread.asString()));
    fits("messages", messages);
    var run = messages.tree().path("messages").path(0).path("run_id").asString();
    fits("run", session.get("/api/runs/" + run));
  }

  private static void hearOut(Heard heard) throws InterruptedException {
    for (var event = heard.next(); ; event = heard.next()) {
      fits("run_event", event);
      var tree = Json.tree(event);
      if (tree.path("agent_name").asString("").equals("workflow")
          && tree.path("type").asString().equals("agent_completed")) return;
    }
  }

  @Test
  void theVerifyingKeysAreOfTheirShapeAndHoldNoPrivateOne() throws Exception {
    fits("jwks", get(auth("/.well-known/jwks.json")));
  }

  @Test
  void everythingTheDashboardShowsIsCountedByTheHouse() throws Exception {
    var counted = get(auth("/metrics")) + get(house.address("/metrics"));
    var root = Path.of(System.getProperty("apex.root", ".."));
    var board = Json.tree(Files.readString(root.resolve("deploy/grafana/netra-apex.json")));
    var shown =
        board.findValues("expr").stream()
            .flatMap(expression -> METRIC.matcher(expression.asString()).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(shown).hasSizeGreaterThan(12).contains("apex_dependency_refused_total");
    assertThat(shown).allSatisfy(metric -> assertThat(counted).contains("\n" + metric));
  }

  private static URI auth(String path) throws IOException {
    var note = Json.tree(Files.readString(folder.resolve("home").resolve("house.json")));
    return URI.create(note.path("auth").asString() + path);
  }

  private static String get(URI address) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var asked = HttpRequest.newBuilder(address).build();
      return http.send(asked, BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aTicketIsOfItsShape() {
    fits("ws_ticket", session.post("/api/ws-tickets", Map.of()));
  }

  private static URI socket() {
    var address = house.address("/ws?ticket=" + session.ticket()).toString();
    return URI.create("ws" + address.substring("http".length()));
  }

  private static String question() {
    return "{\"type\":\"user_message\",\"client_message_id\":\"%s\",\"content\":\"What did we spend?\"}"
        .formatted(UUID.randomUUID());
  }

  private static void say(WebSocket socket, String frame) {
    socket.sendText(frame, true).join();
  }

  private static String post(String path, String body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(house.address(path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static void fits(String shape, Reply reply) {
    fits(shape, reply.text());
  }

  private static void fits(String shape, String json) {
    assertThat(Shapes.faults(shape, json)).as("%s: %s", shape, json).isEmpty();
  }

  /// The texts of a socket, one after another.
  private static final class Heard implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>(1_000);
    private final StringBuilder part = new StringBuilder();

    String next() throws InterruptedException {
      var text = texts.poll(30, TimeUnit.SECONDS);
      assertThat(text).as("a frame within 30 s").isNotNull();
      return text;
    }

    String fitting(String shape) throws InterruptedException {
      var text = next();
      fits(shape, text);
      return text;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) texts.add(part.toString());
      if (last) part.setLength(0);
      socket.request(1);
      return null;
    }
  }
}
