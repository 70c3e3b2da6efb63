package apex.edge.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final KeyPair OURS = pair();
  private static final KeyPair THEIRS = pair();

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicInteger questions = new AtomicInteger();
  private String published = jwks("k1", OURS);
  private final KeyRing keys =
      new KeyRing(
          () -> {
            questions.incrementAndGet();
            return published;
          },
          Duration.ofSeconds(30),
          () -> now);
  private final Set<SessionId> ended = new HashSet<>();
  private final TokenVerifier verifier =
      new TokenVerifier(TokenRules.of("https://auth.example"), keys, ended::contains, () -> now);

  private final Map<String, Object> claims = claims();

  @Test
  void aGoodTokenProvesAnIdentity() {
    var verified = verifier.verify(token("k1", OURS));
    assertThat(verified.identity().role()).isEqualTo(Role.EDITOR);
    assertThat(verified.identity().workspace().sample()).isTrue();
    assertThat(verified.expiresAt()).isEqualTo(now.plusSeconds(900));
  }

  @Test
  void noTokenIsRefused() {
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.identify(Optional.empty()));
  }

  @Test
  void anExpiredTokenIsRefusedAsExpired() {
    var token = token("k1", OURS);
    now = now.plusSeconds(905);
    verifier.verify(token);
    now = now.plusSeconds(10);
    refused(ErrorCode.TOKEN_EXPIRED, () -> verifier.verify(token));
  }

  @Test
  void aTokenOfAnEndedSessionIsRefused() {
    ended.add(SessionId.parse((String) claims.get("sid")));
    refused(ErrorCode.SESSION_ENDED, () -> verifier.verify(token("k1", OURS)));
  }

  @Test
  void aTamperedTokenIsRefused() {
    var parts = token("k1", OURS).split("\\.");
    claims.put("role", "owner");
    parts[1] = BASE64.encodeToString(json(claims));
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(String.join(".", parts)));
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("k1", THEIRS)));
  }

  @Test
  void aTokenWithoutASignatureIsRefused() {
    var head = BASE64.encodeToString(json(Map.of("alg", "none", "kid", "k1")));
    var body = BASE64.encodeToString(json(claims));
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(head + "." + body + "."));
  }

  @Test
  void aTokenSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
    var head = BASE64.encodeToString(json(Map.of("alg", "HS256", "kid", "k1")));
    var input = head + "." + BASE64.encodeToString(json(claims));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(point(OURS), "HmacSHA256"));
    var forged = BASE64.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(input + "." + forged));
  }

  @Test
  void anotherIssuerOrAudienceIsRefused() {
    claims.put("iss", "https://elsewhere.example");
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("k1", OURS)));
    claims.putAll(claims());
    claims.put("aud", "health");
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("k1", OURS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "exp", "iat", "sub", "sid", "wid", "role", "sample", "jti"})
  void eachMissingClaimIsRefused(String claim) {
    claims.remove(claim);
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("k1", OURS)));
  }

  @Test
  void aTokenFromTheFutureIsRefused() {
    claims.put("iat", now.plusSeconds(60).getEpochSecond());
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("k1", OURS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b.c", "..", "e30.e30.e30", "\u0000"})
  void whatIsNoTokenIsRefused(String text) {
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(text));
  }

  @Test
  void aTokenTooLongToReadIsRefused() {
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify("x".repeat(5_000)));
  }

  @Test
  void anUnknownKeyAsksTheSourceOnceInAPause() {
    verifier.verify(token("k1", OURS));
    for (int i = 0; i < 100; i++)
      refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("forged", THEIRS)));
    assertThat(questions).hasValue(1);
    now = now.plusSeconds(31);
    refused(ErrorCode.UNAUTHENTICATED, () -> verifier.verify(token("forged", THEIRS)));
    assertThat(questions).hasValue(2);
  }

  @Test
  void aRotatedKeyIsFoundByAskingAgain() {
    verifier.verify(token("k1", OURS));
    published = "{\"keys\":[" + jwk("k1", OURS) + "," + jwk("k2", THEIRS) + "]}";
    now = now.plusSeconds(31);
    verifier.verify(token("k2", THEIRS));
    verifier.verify(token("k1", OURS));
  }

  @Test
  void keysThatWereKeptVerifyWhileTheSourceIsDown() {
    var alone =
        new KeyRing(
            () -> {
              throw new ApexException(ErrorCode.DEPENDENCY_DOWN, "auth is down");
            },
            Duration.ofSeconds(30),
            () -> now);
    var offline =
        new TokenVerifier(TokenRules.of("https://auth.example"), alone, _ -> false, () -> now);
    refused(ErrorCode.NOT_READY, () -> offline.verify(token("k1", OURS)));
    alone.accept(published);
    offline.verify(token("k1", OURS));
    refused(ErrorCode.UNAUTHENTICATED, () -> offline.verify(token("k2", THEIRS)));
  }

  private static void refused(ErrorCode code, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            ApexException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private Map<String, Object> claims() {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", "https://auth.example");
    claims.put("aud", "apex");
    claims.put("sub", UUID.randomUUID().toString());
    claims.put("sid", UUID.randomUUID().toString());
    claims.put("wid", UUID.randomUUID().toString());
    claims.put("role", "editor");
    claims.put("sample", true);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(900).getEpochSecond());
    return claims;
  }

  private String token(String kid, KeyPair pair) {
    try {
      var head = BASE64.encodeToString(json(Map.of("alg", "EdDSA", "kid", kid)));
      var input = head + "." + BASE64.encodeToString(json(claims));
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64.encodeToString(signer.sign());
    } catch (java.security.GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static byte[] json(Map<String, Object> values) {
    return apex.edge.json.Json.bytes(values);
  }

  private static String jwks(String kid, KeyPair pair) {
    return "{\"keys\":[" + jwk(kid, pair) + "]}";
  }

  private static String jwk(String kid, KeyPair pair) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}"
        .formatted(kid, BASE64.encodeToString(point(pair)));
  }

  private static byte[] point(KeyPair pair) {
    var encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
