package apex.auth;

import apex.edge.json.Json;
import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The real service on a free port over a database of its own, and a client of it.
final class RunningAuth implements AutoCloseable {
  static final String SERVICE_SECRET = "a-secret-of-at-least-32-characters-for-tests";
  static final String PASSWORD = "correct horse battery";

  private final HttpClient client = HttpClient.newHttpClient();
  private final AuthService service;

  record Answer(int status, JsonNode body, HttpResponse<String> response) {
    String text(String name) {
      return body.path(name).asString("");
    }

    /// `name=value` of the refresh cookie.
    String cookie() {
      return response.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
    }
  }

  RunningAuth(String databaseUrl, InstantSource clock, Map<String, String> more) {
    this(AuthConfig.from(new Environment(settings(databaseUrl, more))), clock);
  }

  private RunningAuth(AuthConfig config, InstantSource clock) {
    service = new AuthService(config, clock);
    try {
      service.start(() -> {});
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  static RunningAuth fresh(Map<String, String> more) {
    return new RunningAuth(RealPostgres.shared().freshDatabase(), InstantSource.system(), more);
  }

  static Map<String, String> settings(String databaseUrl, Map<String, String> more) {
    var account = RealPostgres.shared().auth();
    var settings = new HashMap<String, String>();
    settings.put("AUTH_PORT", "0");
    settings.put("POSTGRES_URL", databaseUrl);
    settings.put("POSTGRES_USER", account.user());
    settings.put("POSTGRES_PASSWORD", account.password().reveal());
    settings.put("AUTH_KEY_ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    settings.put("SERVICE_SECRET", SERVICE_SECRET);
    settings.put("AUTH_ARGON2_KIB", "8192");
    settings.putAll(more);
    return settings;
  }

  java.util.List<String> addresses() {
    return service.addresses();
  }

  int port() {
    return service.port();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + service.port() + path);
  }

  Answer get(String path, String... headers) {
    return send(HttpRequest.newBuilder(at(path)), headers);
  }

  Answer delete(String path, String... headers) {
    return send(HttpRequest.newBuilder(at(path)).DELETE(), headers);
  }

  Answer post(String path, Object body, String... headers) {
    var json = body instanceof String text ? text : Json.write(body);
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        headers);
  }

  private Answer send(HttpRequest.Builder asked, String... headers) {
    if (headers.length > 0) asked.headers(headers);
    try {
      var response = client.send(asked.build(), HttpResponse.BodyHandlers.ofString());
      var text = response.body();
      return new Answer(response.statusCode(), Json.tree(text.isEmpty() ? "{}" : text), response);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  static String someone() {
    return "u" + UUID.randomUUID() + "@example.org";
  }

  /// A new account, signed in.
  Answer signedIn(String email) {
    post("/auth/register", Map.of("email", email, "password", PASSWORD));
    return login(email, PASSWORD);
  }

  Answer login(String email, String password) {
    return post("/auth/login", Map.of("email", email, "password", password));
  }

  static String[] bearer(Answer signedIn) {
    return new String[] {"Authorization", "Bearer " + signedIn.text("access_token")};
  }

  @Override
  public void close() {
    service.close();
    client.close();
  }
}
