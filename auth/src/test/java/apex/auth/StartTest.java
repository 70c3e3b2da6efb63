package apex.auth;

import static apex.auth.RunningAuth.PASSWORD;
import static apex.auth.RunningAuth.bearer;
import static apex.auth.RunningAuth.someone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// How auth begins, again and again, and what it says when it cannot.
class StartTest {
  private static final Map<String, String> OWNER =
      Map.of(
          "APEX_OWNER_EMAIL",
          "owner@example.org",
          "APEX_OWNER_PASSWORD",
          PASSWORD,
          "APEX_OWNER_SAMPLE",
          "true");

  @Test
  void everyWrongAndMissingSettingIsNamedAtOnce() {
    var settings =
        RunningAuth.settings("jdbc:postgresql://127.0.0.1:1/apex", Map.of("AUTH_PORT", "many"));
    settings.remove("POSTGRES_PASSWORD");
    settings.put("SERVICE_SECRET", "too short");
    settings.put("AUTH_KEY_ENCRYPTION_KEY", "bm90IDMyIGJ5dGVz");
    settings.put("APEX_OWNER_EMAIL", "owner@example.org");
    settings.put("APEX_STAGE", "prod");
    assertThatThrownBy(() -> AuthConfig.from(new Environment(settings)))
        .hasMessageContaining("AUTH_PORT must be a whole number, was 'many'")
        .hasMessageContaining("POSTGRES_PASSWORD is missing")
        .hasMessageContaining("SERVICE_SECRET must have at least 32 characters")
        .hasMessageContaining("AUTH_KEY_ENCRYPTION_KEY must be 32 bytes in base64, was ***")
        .hasMessageContaining("APEX_OWNER_PASSWORD")
        .hasMessageContaining("APEX_STAGE must be one of")
        .message()
        .doesNotContain("too short", "bm90IDMyIGJ5dGVz");
  }

  @Test
  void anOwnerOfAWeakPasswordIsRefused() {
    var settings = RunningAuth.settings("jdbc:postgresql://127.0.0.1:1/apex", OWNER);
    settings.put("APEX_OWNER_PASSWORD", "owner@example.org");
    assertThatThrownBy(() -> AuthConfig.from(new Environment(settings)))
        .hasMessageContaining("APEX_OWNER_PASSWORD: password must not be the address");
  }

  @Test
  void theFirstOwnerIsMadeOnceAndKeysAndSessionsSurviveARestart() {
    var database = RealPostgres.shared().freshDatabase();
    String token;
    String cookie;
    try (var auth = new RunningAuth(database, InstantSource.system(), OWNER)) {
      var in = auth.login("owner@example.org", PASSWORD);
      assertThat(in.body().path("workspace").path("sample").asBoolean(false)).isTrue();
      token = in.text("access_token");
      cookie = in.cookie();
    }
    var other = new HashMap<>(OWNER);
    other.put("APEX_OWNER_EMAIL", "second@example.org");
    try (var auth = new RunningAuth(database, InstantSource.system(), other)) {
      assertThat(auth.get("/auth/me", "Authorization", "Bearer " + token).status()).isEqualTo(200);
      assertThat(auth.post("/auth/refresh", "", "Cookie", cookie).status()).isEqualTo(200);
      assertThat(auth.login("second@example.org", PASSWORD).status()).isEqualTo(401);
      assertThat(auth.get("/.well-known/jwks.json").body().path("keys")).hasSize(1);
    }
  }

  @Test
  void aForeignEncryptionKeyStopsTheStartAndNamesTheSetting() {
    var database = RealPostgres.shared().freshDatabase();
    new RunningAuth(database, InstantSource.system(), Map.of()).close();
    var foreign = Map.of("AUTH_KEY_ENCRYPTION_KEY", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");
    assertThatThrownBy(() -> new RunningAuth(database, InstantSource.system(), foreign))
        .isInstanceOfSatisfying(
            ApexException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContaining("AUTH_KEY_ENCRYPTION_KEY");
  }

  @Test
  void aRotatedKeySignsAndTheOldOneStillVerifies() {
    var database = RealPostgres.shared().freshDatabase();
    var now = new AtomicReference<>(Instant.now());
    var settings = Map.of("AUTH_KEY_ROTATION", "PT1H", "AUTH_ACCESS_LIFETIME", "PT1H");
    String old;
    try (var auth = new RunningAuth(database, now::get, settings)) {
      now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(30)));
      old = auth.signedIn(someone()).text("access_token");
    }
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(45)));
    try (var auth = new RunningAuth(database, now::get, settings)) {
      var in = auth.signedIn(someone());
      assertThat(in.text("access_token").split("\\.")[0]).isNotEqualTo(old.split("\\.")[0]);
      assertThat(auth.get("/auth/me", bearer(in)).status()).isEqualTo(200);
      assertThat(auth.get("/auth/me", "Authorization", "Bearer " + old).status()).isEqualTo(200);
      assertThat(auth.get("/.well-known/jwks.json").body().path("keys")).hasSize(2);
      now.updateAndGet(instant -> instant.plus(Duration.ofHours(2)));
      assertThat(auth.get("/auth/me", "Authorization", "Bearer " + old).text("error_code"))
          .isEqualTo("TOKEN_EXPIRED");
    }
  }

  @Test
  void registrationByInvitationOnlyRefusesStrangers() {
    try (var auth = RunningAuth.fresh(Map.of("AUTH_REGISTRATION", "invited"))) {
      var refused = auth.post("/auth/register", Map.of("email", someone(), "password", PASSWORD));
      assertThat(refused.status()).isEqualTo(403);
    }
  }

  @Test
  void inProductionTheCookieNeedsTls() {
    try (var auth = RunningAuth.fresh(Map.of("APEX_STAGE", "production"))) {
      var in = auth.signedIn(someone());
      assertThat(in.response().headers().firstValue("set-cookie").orElseThrow())
          .endsWith("; Secure");
      assertThat(auth.get("/health").text("environment")).isEqualTo("production");
    }
  }

  @Test
  void aHashOfOtherCostsIsRenewedAtSignIn() {
    var database = RealPostgres.shared().freshDatabase();
    var email = someone();
    try (var auth = new RunningAuth(database, InstantSource.system(), Map.of())) {
      auth.signedIn(email);
    }
    try (var auth =
        new RunningAuth(database, InstantSource.system(), Map.of("AUTH_ARGON2_KIB", "9216"))) {
      assertThat(auth.login(email, PASSWORD).status()).isEqualTo(200);
      assertThat(hash(database, email)).startsWith("$argon2id$v=19$m=9216,");
      assertThat(auth.login(email, PASSWORD).status()).isEqualTo(200);
    }
  }

  @Test
  void withoutPostgresItListensSaysSoAndStartsWhenItComes() throws Exception {
    var postgres = RealPostgres.own();
    var account = postgres.auth();
    var settings =
        RunningAuth.settings(
            postgres.url(),
            Map.of(
                "POSTGRES_PASSWORD",
                account.password().reveal(),
                "POSTGRES_PATIENCE",
                "PT0.5S",
                "AUTH_HEALTH_EVERY",
                "PT0.2S"));
    postgres.kill();
    try (var service =
            new AuthService(AuthConfig.from(new Environment(settings)), InstantSource.system());
        var client = HttpClient.newHttpClient()) {
      var starting = Thread.ofVirtual().start(() -> start(service));
      await()
          .ignoreExceptions() // until it listens
          .untilAsserted(() -> {
            var health = get(client, service, "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                .contains("\"database_status\":\"unreachable\"", "\"status\":\"unhealthy\"");
          });
      assertThat(get(client, service, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(client, service, "/health/startup").body())
          .contains("\"status\":\"starting\"", "\"waiting_for\":\"database_postgres");
      assertThat(get(client, service, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(client, service, "/auth/me").body()).contains("NOT_READY");
      postgres.startAgain();
      starting.join(Duration.ofSeconds(30));
      assertThat(get(client, service, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(client, service, "/health/startup").body())
          .contains("\"status\":\"started\"", "\"phase\":\"phase_2_auth\",\"status\":\"passed\"");
      assertThat(get(client, service, "/health").body())
          .contains("\"database_status\":\"connected\"");
      postgres.kill();
      await()
          .untilAsserted(
              () -> assertThat(get(client, service, "/health").statusCode()).isEqualTo(503));
      assertThat(get(client, service, "/health/live").statusCode()).isEqualTo(200);
    } finally {
      postgres.close();
    }
  }

  @Test
  void aStartThatTakesTooLongEnds() {
    var settings =
        RunningAuth.settings(
            "jdbc:postgresql://127.0.0.1:1/apex",
            Map.of("AUTH_START_DEADLINE", "PT1S", "POSTGRES_PATIENCE", "PT0.25S"));
    try (var service =
        new AuthService(AuthConfig.from(new Environment(settings)), InstantSource.system())) {
      assertThatThrownBy(() -> service.start(() -> {}))
          .isInstanceOfSatisfying(
              ApexException.class,
              late -> assertThat(late.code()).isEqualTo(ErrorCode.DEPENDENCY_DOWN))
          .hasMessageContaining("AUTH_START_DEADLINE");
    }
  }

  private static void start(AuthService service) {
    try {
      service.start(() -> {});
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpResponse<String> get(HttpClient client, AuthService service, String path)
      throws Exception {
    var address = URI.create("http://127.0.0.1:" + service.port() + path);
    return client.send(
        HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String hash(String database, String email) {
    var account = RealPostgres.shared().auth();
    var config =
        new apex.stores.postgres.PostgresConfig(
            URI.create(database), account.user(), account.password());
    try (var open = new apex.stores.postgres.Database(config)) {
      return new apex.stores.postgres.AccountStore(open)
          .byEmail(email)
          .orElseThrow()
          .passwordHash();
    }
  }
}
