package apex.backend;

import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import apex.kernel.identity.Identity;
import apex.kernel.identity.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// Says what auth would say to a backend: its key, whose sessions ended, who belongs where.
final class ScriptedAuth implements AutoCloseable {
  static final String ISSUER = "http://auth.test";

  private final KeyPair keys = keys();
  private final List<Map<String, Object>> ends = new CopyOnWriteArrayList<>();
  private final Server server;

  ScriptedAuth() {
    var routes =
        Routes.builder()
            .get("/.well-known/jwks.json", _ -> Response.json(jwks()))
            .get("/auth/session-ends", request -> Response.json(news(request.query("after"))))
            .get("/auth/workspaces", _ -> Response.json(Map.of("workspaces", List.of())))
            .get(
                "/auth/me",
                request -> Response.json(Map.of("bearer", request.bearer().isPresent())))
            .post("/auth/validate-token-and-get-user", _ -> refusal())
            .get("/health/ready", _ -> Response.json(Map.of("status", "healthy")))
            .build();
    var config = ServerConfig.from(new Environment(Map.of()), "127.0.0.1", 0);
    server = new Server(config, routes, new Telemetry(TelemetryConfig.local("test"))).start();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  String token(Identity who) {
    return token(who, Instant.now().plusSeconds(900));
  }

  String token(Identity who, Instant expires) {
    var claims =
        Json.write(
            Map.of(
                "iss", ISSUER,
                "aud", "apex",
                "sub", who.user().toString(),
                "sid", who.session().toString(),
                "wid", who.workspace().id().toString(),
                "role", who.role().label(),
                "sample", who.workspace().sample(),
                "jti", UUID.randomUUID().toString(),
                "iat", Instant.now().minusSeconds(1).getEpochSecond(),
                "exp", expires.getEpochSecond()));
    var signed = text("{\"alg\":\"EdDSA\",\"kid\":\"k1\"}") + "." + text(claims);
    return signed + "." + signature(signed);
  }

  void end(SessionId session) {
    ends.add(
        Map.of(
            "n", ends.size() + 1,
            "session_id", session.toString(),
            "at", Instant.now().toString()));
  }

  private Map<String, Object> news(java.util.Optional<String> after) {
    int from = Integer.parseInt(after.orElse("0"));
    return Map.of(
        "ends",
        List.copyOf(ends).subList(Math.min(from, ends.size()), ends.size()),
        "next",
        ends.size());
  }

  private static Response refusal() {
    return Response.json(401, Map.of("error_code", "UNAUTHENTICATED"));
  }

  private Map<String, Object> jwks() {
    var encoded = keys.getPublic().getEncoded();
    var point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return Map.of(
        "keys",
        List.of(
            Map.of(
                "kty",
                "OKP",
                "crv",
                "Ed25519",
                "kid",
                "k1",
                "use",
                "sig",
                "alg",
                "EdDSA",
                "x",
                base64(point))));
  }

  private String signature(String text) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(keys.getPrivate());
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return base64(signer.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static Duration sessionNewsAtMost() {
    return Duration.ofSeconds(30);
  }

  @Override
  public void close() {
    server.close();
  }
}
