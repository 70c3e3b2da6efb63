package apex.auth.token;

import apex.edge.json.Json;
import apex.kernel.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Signs access tokens: JWTs with EdDSA.
public final class TokenSigner {
  private static final String AUDIENCE = "apex";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final Duration lifetime;
  private final SigningKeys keys;
  private final InstantSource clock;

  public TokenSigner(String issuer, Duration lifetime, SigningKeys keys, InstantSource clock) {
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.keys = keys;
    this.clock = clock;
  }

  /// How long a token is good.
  public Duration lifetime() {
    return lifetime;
  }

  public String sign(Identity identity) {
    return sign(identity, AUDIENCE);
  }

  /// For another audience than the house's: no door of the house takes it.
  public String sign(Identity identity, String audience) {
    var signer = keys.signer();
    var head = part(Map.of("alg", "EdDSA", "typ", "JWT", "kid", signer.kid()));
    var signed = head + "." + part(claims(identity, audience));
    return signed + "." + BASE64.encodeToString(signature(signer, signed));
  }

  private Map<String, Object> claims(Identity identity, String audience) {
    var now = clock.instant();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", issuer);
    claims.put("aud", audience);
    claims.put("sub", identity.user());
    claims.put("sid", identity.session());
    claims.put("wid", identity.workspace().id());
    claims.put("role", identity.role().label());
    claims.put("sample", identity.workspace().sample());
    claims.put("jti", UUID.randomUUID());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(lifetime).getEpochSecond());
    return claims;
  }

  private static String part(Map<String, Object> values) {
    return BASE64.encodeToString(Json.bytes(values));
  }

  private static byte[] signature(SigningKeys.Signer signer, String text) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(signer.key());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }
}
