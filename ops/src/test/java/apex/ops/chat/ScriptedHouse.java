package apex.ops.chat;

import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.json.Json;
import apex.edge.socket.Closing;
import apex.edge.socket.Socket;
import apex.edge.socket.SocketLimits;
import apex.edge.socket.SocketListener;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.ops.house.ClientSettings;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// Speaks the protocol over a real server as a test tells it to, for what a client does when things
/// go wrong. What a real house does is tested in `launcher`.
public final class ScriptedHouse implements AutoCloseable {
  /// What the house does with a text on its `connection`th connection, counted from 1.
  public interface Script {
    void heard(Socket socket, int connection, JsonNode said);
  }

  final List<JsonNode> heard = Collections.synchronizedList(new ArrayList<>());
  public final AtomicInteger refreshed = new AtomicInteger();
  public final List<String> bearers = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger connections = new AtomicInteger();
  private final Server server;
  private final int tokenSeconds;

  public ScriptedHouse(int tokenSeconds, Script script) {
    this.tokenSeconds = tokenSeconds;
    var routes =
        Routes.builder()
            .post("/auth/login", request -> signedIn("first"))
            .post(
                "/auth/refresh",
                request -> {
                  var cookie = request.cookie("apex_refresh").orElse("none");
                  return cookie.equals("first") || cookie.equals("again")
                      ? refreshed()
                      : Response.json(401, Map.of("error_code", "UNAUTHENTICATED"));
                })
            .post("/auth/logout", request -> Response.noContent())
            .get(
                "/api/threads",
                request -> {
                  bearers.add(request.bearer().orElse(""));
                  return Response.json(List.of());
                })
            .post("/api/ws-tickets", request -> Response.created(Map.of("ticket", "t")))
            .upload(
                "/api/usage/import",
                1 << 20,
                request ->
                    Response.json(
                        Map.of("read", request.bytes().length, "name", request.query("name"))))
            .socket("/ws", SocketLimits.standard(), handshake -> new Ear(script))
            .build();
    server =
        new Server(
            ServerConfig.from(new Environment(Map.of()), "127.0.0.1", 0),
            routes,
            new Telemetry(TelemetryConfig.local("test")));
    server.start();
  }

  public HouseClient client() {
    var address = URI.create("http://127.0.0.1:" + server.port());
    return new HouseClient(
        address,
        new ClientSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            3,
            Duration.ofMillis(5)));
  }

  public Session session() {
    return client().signIn(Credentials.of("ada@example.org", "correct horse"));
  }

  int connections() {
    return connections.get();
  }

  private Response refreshed() {
    refreshed.incrementAndGet();
    return signedIn("again");
  }

  private Response signedIn(String cookie) {
    return Response.json(
            Map.of(
                "access_token",
                "token-" + cookie,
                "token_type",
                "Bearer",
                "expires_in",
                tokenSeconds,
                "user",
                Map.of("id", "u1", "email", "ada@example.org"),
                "workspace",
                Map.of("id", "w1", "name", "W", "role", "owner", "sample", false)))
        .with("Set-Cookie", "apex_refresh=" + cookie + "; Path=/auth; HttpOnly; SameSite=Strict");
  }

  /// A run of `count` events, the last one terminal, after `afterSeq`.
  static void tell(Socket socket, long afterSeq, long upTo, long count) {
    for (long seq = afterSeq + 1; seq <= upTo; seq++) {
      var last = seq == count;
      socket.send(
          HearingTest.line(
              "r1", seq, last ? "agent_completed" : "agent_thinking", last ? "workflow" : "data"));
    }
  }

  static void accept(Socket socket, JsonNode said, boolean replayed) {
    var data =
        Map.of(
            "client_message_id", said.path("client_message_id").asString(""),
            "message_id", "m1",
            "run_id", "r1",
            "thread_id", "t1",
            "replayed", replayed);
    socket.send(Json.write(Map.of("type", "message_accepted", "data", data)));
  }

  private final class Ear implements SocketListener {
    private final Script script;
    private final int number = connections.incrementAndGet();

    Ear(Script script) {
      this.script = script;
    }

    @Override
    public void opened(Socket socket) {
      var data =
          Map.of(
              "connection_id", socket.id(),
              "protocol", "apex.v1",
              "limits", Map.of("idle_seconds", 300),
              "workspace", Map.of("id", "w1", "sample", false));
      socket.send(Json.write(Map.of("type", "connection_established", "data", data)));
    }

    @Override
    public void text(Socket socket, String text) {
      var said = Json.tree(text);
      heard.add(said);
      script.heard(socket, number, said);
    }

    @Override
    public void rejected(Socket socket, ApexException why) {
      throw why;
    }

    @Override
    public void closed(Socket socket, Closing why) {}
  }

  @Override
  public void close() {
    server.close();
  }
}
