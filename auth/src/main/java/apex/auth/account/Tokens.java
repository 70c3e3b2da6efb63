package apex.auth.account;

import apex.auth.token.TokenSigner;
import apex.kernel.environment.Secret;
import apex.kernel.identity.Identity;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.stores.postgres.Membership;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/// Makes what a signed-in person carries.
public final class Tokens {
  private static final int REFRESH_BYTES = 32;

  private final TokenSigner signer;
  private final Duration refreshLifetime;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Tokens(TokenSigner signer, Duration refreshLifetime, InstantSource clock) {
    this.signer = signer;
    this.refreshLifetime = refreshLifetime;
    this.clock = clock;
  }

  public Duration accessLifetime() {
    return signer.lifetime();
  }

  public Duration refreshLifetime() {
    return refreshLifetime;
  }

  Secret access(UserId user, SessionId session, Membership membership) {
    return new Secret(
        signer.sign(new Identity(user, session, membership.workspace(), membership.role())));
  }

  /// A random text that says nothing.
  Secret random() {
    var bytes = new byte[REFRESH_BYTES];
    random.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  Instant now() {
    return clock.instant();
  }

  Instant refreshExpires() {
    return now().plus(refreshLifetime);
  }
}
