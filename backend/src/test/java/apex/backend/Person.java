package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import apex.kernel.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Someone with an access token, who speaks HTTP and WebSocket as any client does.
record Person(Identity identity, String token, String house) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  HttpResponse<String> send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + house + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  JsonNode get(String path) {
    var answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.tree(answer.body());
  }

  JsonNode imports(String csv, String query) {
    var answer = send("POST", "/api/usage/import?format=csv&" + query, csv);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.tree(answer.body());
  }

  String ticket() {
    return Json.tree(send("POST", "/api/ws-tickets", "").body()).path("ticket").asString();
  }

  /// A connection by ticket.
  Line connect() {
    return open("?ticket=" + ticket(), Map.of(), List.of());
  }

  Line open(String query, Map<String, String> headers, List<String> protocols) {
    var line = new Line();
    var builder = CLIENT.newWebSocketBuilder();
    headers.forEach(builder::header);
    if (!protocols.isEmpty())
      builder.subprotocols(
          protocols.getFirst(), protocols.subList(1, protocols.size()).toArray(String[]::new));
    line.socket = builder.buildAsync(URI.create("ws://" + house + "/ws" + query), line).join();
    return line;
  }

  /// A WebSocket that keeps every frame it gets.
  static final class Line implements WebSocket.Listener, AutoCloseable {
    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        frames.add(Json.tree(part.toString()));
        part.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code + " " + reason);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
      closed.complete("broken " + broken);
    }

    void send(Map<String, ?> frame) {
      sendText(Json.write(frame));
    }

    void sendText(String text) {
      socket.sendText(text, true).join();
    }

    /// Asks in a new conversation and answers the run's id.
    String ask(String question) {
      return accepted(tell(question, UUID.randomUUID().toString(), Optional.empty()))
          .path("run_id")
          .asString();
    }

    String tell(String question, String clientMessageId, Optional<String> thread) {
      var frame = new java.util.HashMap<String, Object>();
      frame.put("type", "user_message");
      frame.put("client_message_id", clientMessageId);
      frame.put("content", question);
      thread.ifPresent(id -> frame.put("thread_id", id));
      send(frame);
      return clientMessageId;
    }

    JsonNode accepted(String clientMessageId) {
      return until(frame ->
              type(frame).equals("message_accepted")
                  && frame
                      .path("data")
                      .path("client_message_id")
                      .asString("")
                      .equals(clientMessageId))
          .path("data");
    }

    /// Waits for a frame that fits.
    JsonNode until(Predicate<JsonNode> fits) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> frames.stream().anyMatch(fits) || closed.isDone());
      return frames.stream()
          .filter(fits)
          .findFirst()
          .orElseThrow(() -> new AssertionError("closed: " + closed.join() + " after " + texts));
    }

    JsonNode error() {
      return until(frame -> type(frame).equals("error")).path("data");
    }

    /// The run's last event.
    JsonNode end(String run) {
      return until(frame -> frame.path("run_id").asString("").equals(run) && terminal(frame));
    }

    List<JsonNode> events(String run) {
      return frames.stream()
          .filter(frame -> frame.has("seq") && frame.path("run_id").asString("").equals(run))
          .toList();
    }

    static boolean terminal(JsonNode frame) {
      return frame.path("agent_name").asString("").equals("workflow")
          && List.of("agent_completed", "agent_error").contains(type(frame));
    }

    static String type(JsonNode frame) {
      return frame.path("type").asString("");
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
