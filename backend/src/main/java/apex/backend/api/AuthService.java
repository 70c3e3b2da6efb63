package apex.backend.api;

import apex.edge.http.Response;
import apex.edge.http.ServiceSecret;
import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Taxonomy;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Guard;
import apex.stores.postgres.SessionEnd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// What the backend asks auth for itself: its keys, whose sessions ended, and how a workspace is
/// billed. Every wait is bounded; a failure is DEPENDENCY_DOWN, and never taken for a yes.
final class AuthService {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final URI origin;
  private final ServiceSecret secret;
  private final Guard guard;
  private final HttpClient client;

  /// @param guard of auth, shared by all who ask it
  AuthService(URI origin, ServiceSecret secret, Guard guard) {
    this.origin = origin;
    this.secret = secret;
    this.guard = guard;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// The key set as JSON.
  String keys() {
    return get("/.well-known/jwks.json", Optional.empty());
  }

  /// Which sessions ended, and how far these news go.
  record Ends(List<End> ends, long next) {
    record End(long n, SessionId sessionId, Instant at) {
      SessionEnd kept() {
        return new SessionEnd(n, sessionId, at);
      }
    }

    List<SessionEnd> kept() {
      return ends.stream().map(End::kept).toList();
    }
  }

  Ends sessionEnds(long after) {
    return Json.read(get("/auth/session-ends?after=" + after, Optional.empty()), Ends.class);
  }

  /// The zone that a workspace is billed in, as its member may see it. Empty when auth does not
  /// say.
  Optional<ZoneId> billingZone(WorkspaceId workspace, String token) {
    var answer = Json.tree(get("/auth/workspaces", Optional.of(token)));
    var list = answer.isArray() ? answer : answer.path("workspaces");
    for (var each : list)
      if (each.path("id").asString("").equals(workspace.toString()) && each.has("billing_zone"))
        return Optional.of(ZoneId.of(each.path("billing_zone").asString()));
    return Optional.empty();
  }

  /// Auth's own answer to a caller's request.
  Response passed(String method, String path, String token, byte[] body) {
    var answer = guard.once(() -> send(passing(method, path, token, body)));
    var mediaType = answer.headers().firstValue("Content-Type").orElse("application/json");
    return Response.of(
        answer.statusCode(), mediaType, answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest passing(String method, String path, String token, byte[] body) {
    return to(path)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /// With what is left of the caller's time, so that auth does not work for nobody.
  private HttpRequest.Builder to(String path) {
    var patience = Deadline.within(PATIENCE);
    return Telemetry.traced(
        HttpRequest.newBuilder(origin.resolve(path))
            .timeout(patience)
            .header(Deadline.HEADER, "" + patience.toMillis()));
  }

  private String get(String path, Optional<String> token) {
    return guard.repeatable(() -> {
      var request = to(path).header(ServiceSecret.HEADER, secret.value().reveal());
      token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
      return body(path, send(request.GET().build()));
    });
  }

  private static String body(String path, HttpResponse<String> answer) {
    if (answer.statusCode() == 200) return answer.body();
    var said = "auth answered %d to %s".formatted(answer.statusCode(), path);
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        Taxonomy.http(answer.statusCode(), said), // a refusal is no sign that auth is down
        new IllegalStateException(said));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException silent) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "auth cannot be asked: " + silent.getMessage(), silent);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.NOT_READY, "stopping while asking auth", stopped);
    }
  }
}
