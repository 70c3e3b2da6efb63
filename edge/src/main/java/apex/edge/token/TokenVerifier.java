package apex.edge.token;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/// Decides whether a token proves an identity. Only EdDSA by a known Ed25519 key counts, whatever
/// the token's header asks for. Refuses with TOKEN_EXPIRED, SESSION_ENDED or, for everything else,
/// UNAUTHENTICATED; never accepts less when something it needs is down. Shared.
public final class TokenVerifier {
  private static final int TOKEN_CHARS_MAX = 4096;

  private final TokenRules rules;
  private final KeyRing keys;
  private final Predicate<SessionId> ended;
  private final InstantSource clock;

  /// @param ended whether a session was ended before its tokens expired
  public TokenVerifier(
      TokenRules rules, KeyRing keys, Predicate<SessionId> ended, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.ended = ended;
    this.clock = clock;
  }

  /// Who the token of a request proves to be asking; UNAUTHENTICATED when there is none.
  public Identity identify(Optional<String> token) {
    return verify(
            token.orElseThrow(() -> refused("a token is missing: send Authorization: Bearer …")))
        .identity();
  }

  public VerifiedToken verify(String token) {
    var signed = parsed(token);
    var key =
        keys.key(Optional.ofNullable(signed.getHeader().getKeyID()).orElse(""))
            .orElseThrow(() -> refused("the token is signed with an unknown key"));
    if (!genuine(signed, key)) throw refused("the token's signature is wrong");
    var claims = claims(signed);
    inForce(claims);
    var verified = verified(claims);
    if (ended.test(verified.identity().session()))
      throw new ApexException(ErrorCode.SESSION_ENDED, "this session was ended");
    return verified;
  }

  private static SignedJWT parsed(String token) {
    if (token.length() > TOKEN_CHARS_MAX) throw refused("the token is too long");
    try {
      var signed = SignedJWT.parse(token);
      var header = signed.getHeader();
      if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()))
        throw refused("the token must be signed with EdDSA");
      if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty())
        throw refused("the token has a critical header we do not know");
      return signed;
    } catch (ParseException | IllegalArgumentException broken) {
      throw new ApexException(ErrorCode.UNAUTHENTICATED, "the token is not a signed JWT", broken);
    }
  }

  private static boolean genuine(SignedJWT signed, PublicKey key) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(signed.getSigningInput());
      return verifier.verify(signed.getSignature().decode());
    } catch (GeneralSecurityException malformed) {
      return false; // a signature of the wrong length or form
    }
  }

  private static JWTClaimsSet claims(SignedJWT signed) {
    try {
      return signed.getJWTClaimsSet();
    } catch (ParseException broken) {
      throw new ApexException(ErrorCode.UNAUTHENTICATED, "the token's claims are not JSON", broken);
    }
  }

  private void inForce(JWTClaimsSet claims) {
    if (!rules.issuer().equals(claims.getIssuer()))
      throw refused("the token was issued by another issuer");
    if (!claims.getAudience().contains(rules.audience()))
      throw refused("the token is for another audience");
    var now = clock.instant();
    if (expiry(claims).plus(rules.skew()).compareTo(now) <= 0)
      throw new ApexException(ErrorCode.TOKEN_EXPIRED, "the token expired at " + expiry(claims));
    var issued = claims.getIssueTime();
    if (issued == null || issued.toInstant().isAfter(now.plus(rules.skew())))
      throw refused("the token was issued in the future, or does not say when");
    var notBefore = claims.getNotBeforeTime();
    if (notBefore != null && notBefore.toInstant().isAfter(now.plus(rules.skew())))
      throw refused("the token is not valid yet");
  }

  private static Instant expiry(JWTClaimsSet claims) {
    if (claims.getExpirationTime() == null) throw refused("the token does not expire");
    return claims.getExpirationTime().toInstant();
  }

  private static VerifiedToken verified(JWTClaimsSet claims) {
    try {
      var sample = claims.getBooleanClaim("sample");
      if (sample == null) throw refused("the token lacks the claim sample");
      var workspace = new Workspace(WorkspaceId.parse(text(claims, "wid")), sample);
      var identity =
          new Identity(
              UserId.parse(text(claims, "sub")),
              SessionId.parse(text(claims, "sid")),
              workspace,
              Role.parse(text(claims, "role")));
      return new VerifiedToken(identity, text(claims, "jti"), expiry(claims));
    } catch (ParseException | IllegalArgumentException broken) {
      throw new ApexException(
          ErrorCode.UNAUTHENTICATED, "a claim of the token is malformed", broken);
    }
  }

  private static String text(JWTClaimsSet claims, String name) throws ParseException {
    return Optional.ofNullable(claims.getStringClaim(name))
        .orElseThrow(() -> refused("the token lacks the claim " + name));
  }

  private static ApexException refused(String why) {
    return new ApexException(ErrorCode.UNAUTHENTICATED, why);
  }
}
