package apex.backend.api;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import apex.kernel.health.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks auth whether it would let anyone in: it is ready, it shows a key, and it refuses what is no
/// token in the agreed way. Needs no password.
public final class AuthProbe implements Probe, AutoCloseable {
  private final URI auth;
  private final Duration patience;
  private final HttpClient client;

  public AuthProbe(URI auth, Duration patience) {
    this.auth = auth;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  @Override
  public String service() {
    return "auth_service";
  }

  @Override
  public void ask() throws IOException, InterruptedException {
    var ready = send(to("/health/ready").GET());
    if (ready.statusCode() != 200) throw refused(ready);
    var keys = send(to("/.well-known/jwks.json").GET());
    if (keys.statusCode() != 200) throw refused(keys);
    if (Json.tree(keys.body()).path("keys").isEmpty()) throw wrong("auth shows no signing key");
    var answer =
        send(
            to("/auth/validate-token-and-get-user")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"none\"}")));
    if (answer.statusCode() != 401)
      throw wrong(
          "auth answered %d to a token that is none, not 401".formatted(answer.statusCode()));
    if (!Json.tree(answer.body()).path("error_code").asString("").equals("UNAUTHENTICATED"))
      throw wrong("auth refused a token that is none, but not as agreed");
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(auth.resolve(path)).timeout(patience);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static ApexException refused(HttpResponse<String> answer) {
    var seen = "%s answered %d".formatted(answer.uri(), answer.statusCode());
    return fault(Taxonomy.http(answer.statusCode(), seen));
  }

  private static ApexException wrong(String seen) {
    return fault(Failure.of(Category.DATA, seen));
  }

  private static ApexException fault(Failure failure) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN, failure, new IllegalStateException(failure.cause()));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
