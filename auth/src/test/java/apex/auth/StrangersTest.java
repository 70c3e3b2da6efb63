package apex.auth;

import static apex.auth.RunningAuth.PASSWORD;
import static apex.auth.RunningAuth.bearer;
import static apex.auth.RunningAuth.someone;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Nobody learns of another's workspace, session, invitation or address from auth. An address that
/// is new and not in the table fails.
class StrangersTest {
  private static RunningAuth auth;
  private static RunningAuth.Answer stranger;
  private static RunningAuth.Answer victim;
  private static String victimsEmail;
  private static Map<String, String> victims;
  private static Map<String, String> nobodys;

  /// Asked as the stranger with some ids.
  private interface Ask extends Function<Map<String, String>, RunningAuth.Answer> {}

  private static final Map<String, List<Ask>> NAMED = new TreeMap<>();
  private static final Map<String, String> OWN = new TreeMap<>();

  /// They name nothing of anybody, or only what the caller proves to have.
  private static final Set<String> OPEN =
      Set.of(
          "GET /.well-known/jwks.json",
          "GET /health",
          "GET /health/database",
          "GET /health/live",
          "GET /health/ready",
          "GET /health/startup",
          "GET /metrics",
          "POST /auth/logout",
          "POST /auth/password",
          "POST /auth/refresh",
          "POST /auth/validate-token-and-get-user",
          "POST /auth/workspaces");

  /// The backend's alone, by the service secret.
  private static final Set<String> INSIDE = Set.of("GET /auth/session-ends");

  static {
    NAMED.put(
        "DELETE /auth/sessions/{id}",
        List.of(ids -> auth.delete("/auth/sessions/" + ids.get("session"), bearer(stranger))));
    NAMED.put(
        "POST /auth/workspaces/{id}/invitations",
        List.of(ids ->
            auth.post(
                "/auth/workspaces/" + ids.get("workspace") + "/invitations",
                Map.of("email", "x@example.org", "role", "viewer"),
                bearer(stranger))));
    NAMED.put(
        "POST /auth/workspaces/use",
        List.of(ids ->
            auth.post(
                "/auth/workspaces/use",
                Map.of("workspace_id", ids.get("workspace")),
                bearer(stranger))));
    NAMED.put(
        "POST /auth/workspaces/join",
        List.of(ids ->
            auth.post(
                "/auth/workspaces/join",
                Map.of("invitation", ids.get("invitation")),
                bearer(stranger))));
    NAMED.put(
        "POST /auth/register",
        List.of(ids ->
            auth.post(
                "/auth/register",
                Map.of(
                    "email",
                    "stranger-" + ids.get("workspace") + "@example.org",
                    "password",
                    PASSWORD,
                    "invitation",
                    ids.get("invitation")))));
    NAMED.put(
        "POST /auth/login",
        List.of(ids ->
            auth.post(
                "/auth/login",
                Map.of("email", ids.get("email"), "password", "not their password"))));
    OWN.put("GET /auth/me", "/auth/me");
    OWN.put("GET /auth/sessions", "/auth/sessions");
    OWN.put("GET /auth/workspaces", "/auth/workspaces");
  }

  @BeforeAll
  static void start() {
    auth = RunningAuth.fresh(Map.of());
    stranger = auth.signedIn(someone());
    victimsEmail = someone();
    victim = auth.signedIn(victimsEmail);
    var workspace = victim.body().path("workspace").path("id").asString("");
    var invited =
        auth.post(
            "/auth/workspaces/" + workspace + "/invitations",
            Map.of("email", "friend-" + victimsEmail, "role", "editor"),
            bearer(victim));
    victims =
        Map.of(
            "workspace",
            workspace,
            "session",
            auth.get("/auth/me", bearer(victim)).text("session_id"),
            "invitation",
            invited.text("invitation"),
            "email",
            victimsEmail);
    assertThat(victims.values()).doesNotContain("");
    nobodys =
        Map.of(
            "workspace", UUID.randomUUID().toString(),
            "session", UUID.randomUUID().toString(),
            "invitation", "A".repeat(victims.get("invitation").length()),
            "email", someone());
  }

  @AfterAll
  static void stop() {
    auth.close();
  }

  @Test
  void everyAddressIsClassified() {
    var known = new java.util.TreeSet<>(OPEN);
    known.addAll(INSIDE);
    known.addAll(NAMED.keySet());
    known.addAll(OWN.keySet());
    assertThat(auth.addresses()).containsExactlyInAnyOrderElementsOf(known);
    for (var address : auth.addresses())
      if (address.contains("{")) assertThat(NAMED).containsKey(address);
  }

  @Test
  void whatIsAnothersIsAnsweredAsWhatNeverWas() {
    NAMED.forEach((address, asks) -> {
      for (var ask : asks) {
        var about = ask.apply(victims);
        assertThat(about.status()).as(address).isBetween(400, 404);
        assertThat(told(about, victims)).as(address).isEqualTo(told(ask.apply(nobodys), nobodys));
      }
    });
    assertThat(auth.get("/auth/me", bearer(victim)).status()).isEqualTo(200);
  }

  /// Status and body, with what was asked for made the same.
  private static String told(RunningAuth.Answer answer, Map<String, String> ids) {
    var text = answer.status() + " " + answer.response().body();
    for (var id : ids.values()) text = text.replace(id, "ID");
    return text.replaceAll("\"(request_id|trace_id)\":\"[^\"]*\"", "\"$1\":\"R\"");
  }

  @Test
  void whatIsTheCallersOwnShowsNothingOfAnother() {
    OWN.values()
        .forEach(path -> {
          var answer = auth.get(path, bearer(stranger));
          assertThat(answer.status()).as(path).isEqualTo(200);
          assertThat(answer.response().body()).as(path).doesNotContain(victims.values());
        });
    for (var address : OPEN)
      if (address.startsWith("GET "))
        assertThat(text(address.substring(4))).as(address).doesNotContain(victims.values());
  }

  private static String text(String path) {
    try (var client = HttpClient.newHttpClient()) {
      var asked = HttpRequest.newBuilder(auth.at(path)).headers(bearer(stranger)).build();
      return client.send(asked, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void whatIsTheBackendsAloneIsClosedToEveryToken() {
    assertThat(auth.get("/auth/session-ends", bearer(stranger)).status()).isEqualTo(401);
  }

  /// Two answers that differ in a word are told apart.
  @Test
  void theComparisonSeesADifference() {
    var here = auth.get("/auth/me", bearer(victim));
    var there = auth.get("/auth/me", bearer(stranger));
    assertThat(told(here, victims)).isNotEqualTo(told(there, nobodys));
  }
}
