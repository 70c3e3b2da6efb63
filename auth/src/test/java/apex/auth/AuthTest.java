package apex.auth;

import static apex.auth.RunningAuth.PASSWORD;
import static apex.auth.RunningAuth.bearer;
import static apex.auth.RunningAuth.someone;
import static org.assertj.core.api.Assertions.assertThat;

import apex.auth.RunningAuth.Answer;
import apex.edge.token.KeyRing;
import apex.edge.token.TokenRules;
import apex.edge.token.TokenVerifier;
import apex.embedded.RealPostgres;
import apex.kernel.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Signing up, in and out through the real service over a real PostgreSQL.
class AuthTest {
  private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.now());
  private static final InstantSource CLOCK = NOW::get;
  private static RunningAuth auth;

  @BeforeAll
  static void start() {
    auth = new RunningAuth(RealPostgres.shared().freshDatabase(), CLOCK, Map.of());
  }

  @AfterAll
  static void stop() {
    auth.close();
  }

  @Test
  void aPersonSignsUpAndInAndIsKnown() {
    var email = someone();
    var made =
        auth.post(
            "/auth/register",
            Map.of("email", " " + email.toUpperCase() + " ", "password", PASSWORD));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("email")).isEqualTo(email);
    assertThat(made.body().path("workspace").path("role").asString("")).isEqualTo("owner");
    var in = auth.login(email, PASSWORD);
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.body().path("expires_in").asInt()).isEqualTo(900);
    var me = auth.get("/auth/me", bearer(in));
    assertThat(me.body().path("user").path("email").asString("")).isEqualTo(email);
    var valid =
        auth.post("/auth/validate-token-and-get-user", Map.of("token", in.text("access_token")));
    assertThat(valid.body().path("valid").asBoolean(false)).isTrue();
    assertThat(valid.text("user_id")).isEqualTo(made.text("user_id"));
    assertThat(valid.text("email")).isEqualTo(email);
  }

  @Test
  void theTokenVerifiesWithThePublishedKeysAlone() {
    var in = auth.signedIn(someone());
    var ring =
        new KeyRing(
            () -> auth.get("/.well-known/jwks.json").response().body(), Duration.ZERO, CLOCK);
    var verifier =
        new TokenVerifier(TokenRules.of("http://127.0.0.1:8081"), ring, _ -> false, CLOCK);
    var identity = verifier.verify(in.text("access_token")).identity();
    assertThat(identity.role()).isEqualTo(Role.OWNER);
    assertThat(identity.workspace().sample()).isFalse();
    assertThat(auth.get("/.well-known/jwks.json").response().body()).doesNotContain("\"d\"");
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressAreAnsweredAlike() {
    var email = someone();
    auth.signedIn(email);
    var wrong = auth.login(email, "not the password");
    var unknown = auth.login(someone(), "not the password");
    for (var answer : List.of(wrong, unknown)) refused(answer, 401, "INVALID_CREDENTIALS");
    assertThat(wrong.text("detail")).isEqualTo(unknown.text("detail"));
    assertThat(wrong.response().headers().allValues("set-cookie")).isEmpty();
  }

  @Test
  void anUnknownAddressCostsTheSameWork() {
    var email = someone();
    auth.signedIn(email);
    var wrong = new ArrayList<Long>();
    var unknown = new ArrayList<Long>();
    for (int i = 0; i < 15; i++) {
      var from =
          new String[] {
            "X-Forwarded-Secret", RunningAuth.SERVICE_SECRET, "X-Forwarded-For", "10.7.0." + i
          };
      wrong.add(timed(Map.of("email", email, "password", "not the password"), from));
      unknown.add(timed(Map.of("email", someone(), "password", "not the password"), from));
    }
    var ratio = (double) median(unknown) / median(wrong);
    assertThat(ratio).isBetween(0.5, 2.0);
  }

  @Test
  void anAddressTakenIsAConflict() {
    var email = someone();
    auth.signedIn(email);
    refused(
        auth.post("/auth/register", Map.of("email", email, "password", PASSWORD)), 409, "CONFLICT");
  }

  @Test
  void aWeakPasswordIsRefusedWithTheRuleAndNeverShown() {
    for (var weak : List.of("short", "aaaaaaaaaaaaaaaa", "x".repeat(201))) {
      var answer = auth.post("/auth/register", Map.of("email", someone(), "password", weak));
      refused(answer, 400, "INVALID_REQUEST");
      assertThat(answer.text("detail")).startsWith("password ").doesNotContain(weak);
    }
    var email = someone();
    refused(
        auth.post("/auth/register", Map.of("email", email, "password", email)),
        400,
        "INVALID_REQUEST");
  }

  @Test
  void aMissingOrMalformedFieldIsNamed() {
    assertThat(auth.post("/auth/login", "{\"email\":\"a@b\"}").text("detail"))
        .isEqualTo("password is missing");
    assertThat(auth.post("/auth/login", "{\"email\":\"a@b\",\"password\":2}").text("detail"))
        .startsWith("password must be a string");
    assertThat(auth.post("/auth/login", "{\"email\":\"nobody\",\"password\":\"x\"}").text("detail"))
        .startsWith("email must be an address");
    refused(auth.post("/auth/login", "not json"), 400, "INVALID_REQUEST");
    refused(auth.post("/auth/login", "x".repeat(70_000)), 413, "TOO_LARGE");
  }

  @Test
  void aTamperedTokenAndOneWithoutASignatureAreRefused() {
    var token = auth.signedIn(someone()).text("access_token");
    var parts = token.split("\\.");
    for (var forged :
        List.of(
            parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA",
            "eyJhbGciOiJub25lIn0." + parts[1] + ".",
            parts[0] + "." + parts[1] + ".")) {
      refused(auth.get("/auth/me", "Authorization", "Bearer " + forged), 401, "UNAUTHENTICATED");
      refused(
          auth.post("/auth/validate-token-and-get-user", Map.of("token", forged)),
          401,
          "UNAUTHENTICATED");
    }
    refused(auth.get("/auth/me"), 401, "UNAUTHENTICATED");
  }

  @Test
  void theRefreshCookieIsHiddenFromScriptsAndOtherSites() {
    var set = auth.signedIn(someone()).response().headers().firstValue("set-cookie").orElseThrow();
    assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/auth").doesNotContain("Secure");
  }

  @Test
  void aRefreshTokenIsTradedForTheNext() {
    var in = auth.signedIn(someone());
    var next = refresh(in.cookie());
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.cookie()).isNotEqualTo(in.cookie());
    assertThat(auth.get("/auth/me", bearer(next)).status()).isEqualTo(200);
  }

  @Test
  void aUsedRefreshTokenEndsItsWholeSession() {
    var in = auth.signedIn(someone());
    var next = refresh(in.cookie());
    refused(refresh(in.cookie()), 401, "SESSION_ENDED");
    refused(refresh(next.cookie()), 401, "SESSION_ENDED");
    refused(auth.get("/auth/me", bearer(next)), 401, "SESSION_ENDED");
  }

  @Test
  void ofTwoRacingRefreshesOneWinsAndNoneStays() throws Exception {
    for (int round = 0; round < 5; round++) {
      var in = auth.signedIn(someone());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var first = threads.submit(() -> refresh(in.cookie()).status());
        var second = threads.submit(() -> refresh(in.cookie()).status());
        assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(200, 401);
      }
      refused(auth.get("/auth/me", bearer(in)), 401, "SESSION_ENDED");
    }
  }

  @Test
  void anUnknownOrMissingRefreshTokenIsRefused() {
    refused(refresh("apex_refresh=unknown"), 401, "UNAUTHENTICATED");
    refused(auth.post("/auth/refresh", ""), 401, "UNAUTHENTICATED");
  }

  @Test
  void logoutEndsTheSessionAndTheBackendHearsOfIt() {
    var in = auth.signedIn(someone());
    var session = auth.get("/auth/me", bearer(in)).text("session_id");
    var before = ends(0).body().path("next").asLong();
    assertThat(auth.post("/auth/logout", "", bearer(in)).status()).isEqualTo(204);
    var news = ends(before);
    assertThat(news.body().path("ends").get(0).path("session_id").asString("")).isEqualTo(session);
    assertThat(ends(news.body().path("next").asLong()).body().path("ends")).isEmpty();
    refused(auth.get("/auth/me", bearer(in)), 401, "SESSION_ENDED");
    refused(refresh(in.cookie()), 401, "SESSION_ENDED");
  }

  @Test
  void onlyAServiceHearsOfEndedSessions() {
    refused(auth.get("/auth/session-ends?after=0"), 401, "UNAUTHENTICATED");
    refused(
        auth.get("/auth/session-ends", "X-Service-Secret", "x".repeat(44)), 401, "UNAUTHENTICATED");
    refused(
        auth.get("/auth/session-ends", "X-Forwarded-Secret", RunningAuth.SERVICE_SECRET),
        401,
        "UNAUTHENTICATED");
  }

  @Test
  void aNewPasswordEndsTheOtherSessions() {
    var email = someone();
    var here = auth.signedIn(email);
    var elsewhere = auth.login(email, PASSWORD);
    refused(change(here, "not the password"), 401, "INVALID_CREDENTIALS");
    assertThat(change(here, PASSWORD).status()).isEqualTo(204);
    assertThat(auth.get("/auth/me", bearer(here)).status()).isEqualTo(200);
    refused(auth.get("/auth/me", bearer(elsewhere)), 401, "SESSION_ENDED");
    refused(auth.login(email, PASSWORD), 401, "INVALID_CREDENTIALS");
    assertThat(auth.login(email, "another good password").status()).isEqualTo(200);
  }

  @Test
  void sessionsAreListedAndEnded() {
    var email = someone();
    var here = auth.signedIn(email);
    auth.login(email, PASSWORD);
    var all = auth.get("/auth/sessions", bearer(here)).body().path("sessions");
    assertThat(all).hasSize(2);
    var other = all.get(0).path("current").asBoolean(false) ? all.get(1) : all.get(0);
    var end = "/auth/sessions/" + other.path("id").asString("");
    assertThat(auth.delete(end, bearer(here)).status()).isEqualTo(204);
    refused(auth.delete(end, bearer(here)), 404, "NOT_FOUND");
    assertThat(auth.get("/auth/sessions", bearer(here)).body().path("sessions")).hasSize(1);
  }

  @Test
  void anotherPersonsSessionCannotBeEnded() {
    var mine = auth.signedIn(someone());
    var theirs = auth.signedIn(someone());
    var session = auth.get("/auth/me", bearer(theirs)).text("session_id");
    refused(auth.delete("/auth/sessions/" + session, bearer(mine)), 404, "NOT_FOUND");
    assertThat(auth.get("/auth/me", bearer(theirs)).status()).isEqualTo(200);
  }

  @Test
  void aWorkspaceIsMadeAndUsed() {
    var in = auth.signedIn(someone());
    var made =
        auth.post(
            "/auth/workspaces",
            Map.of("name", "Team", "billing_zone", "Europe/Berlin", "sample", true),
            bearer(in));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("sample").asBoolean(false)).isTrue();
    assertThat(auth.get("/auth/workspaces", bearer(in)).body().path("workspaces")).hasSize(2);
    var there =
        auth.post("/auth/workspaces/use", Map.of("workspace_id", made.text("id")), bearer(in));
    assertThat(there.body().path("workspace").path("id").asString("")).isEqualTo(made.text("id"));
    var next = refresh(in.cookie());
    assertThat(next.body().path("workspace").path("id").asString("")).isEqualTo(made.text("id"));
    assertThat(
            auth.post("/auth/workspaces", Map.of("name", "x", "billing_zone", "Mars"), bearer(in))
                .text("detail"))
        .startsWith("billing_zone must be a time zone");
  }

  @Test
  void aForeignWorkspaceIsNotThere() {
    var mine = auth.signedIn(someone());
    var theirs = auth.signedIn(someone()).body().path("workspace").path("id").asString("");
    refused(
        auth.post("/auth/workspaces/use", Map.of("workspace_id", theirs), bearer(mine)),
        404,
        "NOT_FOUND");
    refused(
        auth.post(
            "/auth/workspaces/" + theirs + "/invitations",
            Map.of("email", someone(), "role", "viewer"),
            bearer(mine)),
        404,
        "NOT_FOUND");
  }

  @Test
  void anInvitedPersonJoinsOnceAndOnlyWithTheirAddress() {
    var owner = auth.signedIn(someone());
    var workspace = owner.body().path("workspace").path("id").asString("");
    var guest = someone();
    var invited =
        auth.post(
            "/auth/workspaces/" + workspace + "/invitations",
            Map.of("email", guest, "role", "viewer"),
            bearer(owner));
    assertThat(invited.status()).isEqualTo(201);
    assertThat(invited.text("expires_at")).isNotEmpty();
    var invitation = invited.text("invitation");
    refused(
        auth.post(
            "/auth/register",
            Map.of("email", someone(), "password", PASSWORD, "invitation", invitation)),
        403,
        "FORBIDDEN");
    var joined =
        auth.post(
            "/auth/register",
            Map.of("email", guest, "password", PASSWORD, "invitation", invitation));
    assertThat(joined.status()).isEqualTo(201);
    assertThat(joined.body().path("workspace").path("id").asString("")).isEqualTo(workspace);
    assertThat(joined.body().path("workspace").path("role").asString("")).isEqualTo("viewer");
    var viewer = auth.login(guest, PASSWORD);
    refused(
        auth.post(
            "/auth/workspaces/" + workspace + "/invitations",
            Map.of("email", someone(), "role", "owner"),
            bearer(viewer)),
        403,
        "FORBIDDEN");
  }

  @Test
  void anExistingAccountJoinsWithItsInvitation() {
    var owner = auth.signedIn(someone());
    var workspace = owner.body().path("workspace").path("id").asString("");
    var guest = someone();
    var guestIn = auth.signedIn(guest);
    var invitation =
        auth.post(
                "/auth/workspaces/" + workspace + "/invitations",
                Map.of("email", guest, "role", "editor"),
                bearer(owner))
            .text("invitation");
    var joined =
        auth.post("/auth/workspaces/join", Map.of("invitation", invitation), bearer(guestIn));
    assertThat(joined.text("id")).isEqualTo(workspace);
    refused(
        auth.post("/auth/workspaces/join", Map.of("invitation", invitation), bearer(guestIn)),
        403,
        "FORBIDDEN");
  }

  @Test
  void guessingIsSlowedDownAndLocksNobodyElseOut() {
    var email = someone();
    auth.signedIn(email);
    var attacker =
        new String[] {
          "X-Forwarded-Secret", RunningAuth.SERVICE_SECRET, "X-Forwarded-For", "10.9.9.9"
        };
    var guess = Map.of("email", email, "password", "not the password");
    for (int i = 0; i < 5; i++)
      refused(auth.post("/auth/login", guess, attacker), 401, "INVALID_CREDENTIALS");
    var limited = auth.post("/auth/login", guess, attacker);
    refused(limited, 429, "RATE_LIMITED");
    assertThat(limited.response().headers().firstValue("retry-after")).isPresent();
    var right = Map.of("email", email, "password", PASSWORD);
    refused(auth.post("/auth/login", right, attacker), 429, "RATE_LIMITED");
    assertThat(auth.login(email, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void aForgedForwardedAddressIsNotBelieved() {
    var email = someone();
    auth.signedIn(email);
    for (int i = 0; i < 5; i++)
      auth.post(
          "/auth/login",
          Map.of("email", email, "password", "not the password"),
          "X-Forwarded-For",
          "10.1.1." + i);
    refused(auth.login(email, PASSWORD), 429, "RATE_LIMITED");
  }

  @Test
  void manyGuessesAtOnceAreNoMoreThanAsManyInARow() throws Exception {
    var email = someone();
    auth.signedIn(email);
    var from =
        new String[] {
          "X-Forwarded-Secret", RunningAuth.SERVICE_SECRET, "X-Forwarded-For", "10.8.8.8"
        };
    var guess = Map.of("email", email, "password", "not the password");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 40)
              .mapToObj(_ -> threads.submit(() -> auth.post("/auth/login", guess, from).status()))
              .toList();
      var tried = 0;
      for (var answer : answers) if (answer.get() == 401) tried++;
      assertThat(tried).isLessThan(12);
    }
  }

  @Test
  void fiftySignInsAtOnceAllPass() throws Exception {
    var emails = IntStream.range(0, 50).mapToObj(_ -> someone()).toList();
    for (var email : emails)
      auth.post("/auth/register", Map.of("email", email, "password", PASSWORD));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          emails.stream()
              .map(email -> threads.submit(() -> auth.login(email, PASSWORD).status()))
              .toList();
      for (var answer : answers) assertThat(answer.get()).isEqualTo(200);
    }
  }

  @Test
  void onePersonSigningInManyTimesAtOnceIsNotTakenForAGuesser() throws Exception {
    var email = someone();
    auth.signedIn(email);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 20)
              .mapToObj(_ -> threads.submit(() -> auth.login(email, PASSWORD).status()))
              .toList();
      for (var answer : answers) assertThat(answer.get()).isEqualTo(200);
    }
  }

  @Test
  void healthIsInTheAgreedShape() {
    var health = auth.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.text("status")).isEqualTo("healthy");
    assertThat(health.text("service")).isEqualTo("auth-service");
    assertThat(health.text("database_status")).isEqualTo("connected");
    assertThat(health.text("environment")).isEqualTo("development");
    assertThat(health.text("version")).startsWith("0.1");
    assertThat(health.body().path("uptime_seconds").isNumber()).isTrue();
    for (var path : List.of("/health/live", "/health/ready", "/health/startup", "/health/database"))
      assertThat(auth.get(path).status()).isEqualTo(200);
    var ietf = auth.get("/health", "Accept", "application/health+json");
    assertThat(ietf.text("status")).isEqualTo("pass");
    assertThat(ietf.response().headers().firstValue("content-type"))
        .hasValue("application/health+json");
  }

  private static Answer refresh(String cookie) {
    return auth.post("/auth/refresh", "", "Cookie", cookie);
  }

  private static Answer ends(long after) {
    return auth.get(
        "/auth/session-ends?after=" + after, "X-Service-Secret", RunningAuth.SERVICE_SECRET);
  }

  private static Answer change(Answer signedIn, String current) {
    return auth.post(
        "/auth/password",
        Map.of("current", current, "new", "another good password"),
        bearer(signedIn));
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.text("error_code")).as(answer.response().body()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }

  private static long timed(Map<String, String> body, String[] headers) {
    var began = System.nanoTime();
    auth.post("/auth/login", body, headers);
    return System.nanoTime() - began;
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
