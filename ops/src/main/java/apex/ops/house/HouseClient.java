package apex.ops.house;

import apex.edge.json.Json;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The way to one house. The backend forwards `/auth`, so one address is enough. Building it does
/// no I/O; safe for many threads.
///
/// Every method fails with an [ApexException]: the house's own refusal, or DEPENDENCY_DOWN when
/// nothing answers.
public final class HouseClient implements AutoCloseable {
  /// How a session of ours is known in the account's list of sessions.
  private static final String USER_AGENT = "apex command line";

  private static final int PROBLEM_BYTES_MAX = 64 * 1024;

  private final URI backend;
  private final ClientSettings settings;
  private final HttpClient http;

  public HouseClient(URI backend, ClientSettings settings) {
    this.backend = withoutSlash(backend);
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connect())
            .build();
  }

  public static HouseClient at(URI backend) {
    return new HouseClient(backend, ClientSettings.usual());
  }

  public URI backend() {
    return backend;
  }

  public ClientSettings settings() {
    return settings;
  }

  public HttpClient http() {
    return http;
  }

  /// Signs in to the account's first workspace.
  public Session signIn(Credentials credentials) {
    return signIn(credentials, Optional.empty());
  }

  /// Signs in to `workspace` where one is given.
  public Session signIn(Credentials credentials, Optional<String> workspace) {
    var body = credentials(credentials);
    workspace.ifPresent(id -> body.put("workspace_id", id));
    return new Session(this, Token.from(send(post("/auth/login", body), settings.reply())));
  }

  /// Makes an account; with an invitation it joins that workspace, else it gets one of its own.
  public Reply register(Credentials credentials, Optional<Secret> invitation) {
    var body = credentials(credentials);
    invitation.ifPresent(code -> body.put("invitation", code.reveal()));
    return good(send(post("/auth/register", body), settings.reply()));
  }

  /// Asks without being signed in, such as `/health`. Also an answer of 503 is returned.
  public Reply ask(String path) {
    var answer = send(HttpRequest.newBuilder(address(path)).GET(), settings.reply());
    return new Reply(answer.statusCode(), answer.body());
  }

  /// Whether something that calls itself alive answers within `patience`.
  public boolean alive(Duration patience) {
    try {
      var request = HttpRequest.newBuilder(address("/health/live")).GET();
      return send(request, patience).statusCode() == 200;
    } catch (ApexException silent) {
      return false;
    }
  }

  URI address(String path) {
    return URI.create(backend + path);
  }

  HttpRequest.Builder post(String path, Object body) {
    return sending("POST", path, body);
  }

  /// A request with a body in JSON.
  HttpRequest.Builder sending(String method, String path, Object body) {
    return HttpRequest.newBuilder(address(path))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request, Duration patience) {
    return send(request, patience, HttpResponse.BodyHandlers.ofString());
  }

  /// An answer too large to hold, read as it comes; to be closed. A refusal is thrown.
  HttpResponse<InputStream> open(HttpRequest.Builder request, Duration patience) {
    var answer = send(request, patience, HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 == 2) return answer;
    try (var body = answer.body()) {
      var told = body.readNBytes(PROBLEM_BYTES_MAX);
      throw Problem.of(answer.statusCode(), new String(told, StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the connection to %s broke".formatted(backend), broken);
    }
  }

  private <T> HttpResponse<T> send(
      HttpRequest.Builder request, Duration patience, HttpResponse.BodyHandler<T> handler) {
    try {
      var named = request.timeout(patience).setHeader("User-Agent", USER_AGENT).build();
      return http.send(named, handler);
    } catch (HttpConnectTimeoutException | ConnectException nobody) {
      throw nobodyAnswers(nobody);
    } catch (HttpTimeoutException slow) {
      throw new ApexException(
          ErrorCode.DEADLINE_EXCEEDED,
          "%s did not answer within %d s".formatted(backend, patience.toSeconds()),
          slow);
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the connection to %s broke: %s".formatted(backend, reason(broken)),
          broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "stopped while waiting for " + backend, stopped);
    }
  }

  static Reply good(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) throw Problem.of(answer.statusCode(), answer.body());
    return new Reply(answer.statusCode(), answer.body());
  }

  private ApexException nobodyAnswers(IOException cause) {
    return (ApexException)
        new ApexException(
                ErrorCode.DEPENDENCY_DOWN,
                "no house answers at " + backend,
                "Start one with ./apex up, or give its address with --backend or APEX_BACKEND.")
            .initCause(cause);
  }

  private static Map<String, Object> credentials(Credentials credentials) {
    var body = new LinkedHashMap<String, Object>();
    body.put("email", credentials.email());
    body.put("password", credentials.password().reveal());
    return body;
  }

  private static String reason(IOException broken) {
    return Optional.ofNullable(broken.getMessage()).orElse(broken.getClass().getSimpleName());
  }

  private static URI withoutSlash(URI address) {
    var text = address.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
