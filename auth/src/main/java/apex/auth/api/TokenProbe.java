package apex.auth.api;

import apex.auth.token.TokenSigner;
import apex.edge.token.KeyRing;
import apex.edge.token.TokenRules;
import apex.edge.token.TokenVerifier;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.health.Probe;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/// Signs a token for nobody and for the audience `health`, which no door of the house takes, and
/// verifies it as a door would.
public final class TokenProbe implements Probe {
  private static final String AUDIENCE = "health";

  private final TokenSigner signer;
  private final TokenVerifier verifier;

  public TokenProbe(String issuer, TokenSigner signer, KeyRing ring, InstantSource clock) {
    this.signer = signer;
    this.verifier =
        new TokenVerifier(
            new TokenRules(issuer, AUDIENCE, Duration.ofSeconds(10)), ring, _ -> false, clock);
  }

  @Override
  public String service() {
    return "auth_service";
  }

  @Override
  public void ask() {
    var nobody =
        new Identity(
            new UserId(UUID.randomUUID()),
            SessionId.random(),
            new Workspace(new WorkspaceId(UUID.randomUUID()), false),
            Role.VIEWER);
    try {
      var found = verifier.verify(signer.sign(nobody, AUDIENCE)).identity();
      if (!found.equals(nobody)) throw broken("names somebody else", new IllegalStateException());
    } catch (ApexException refused) {
      if (refused.code() == ErrorCode.NOT_READY) throw refused;
      throw broken("is refused: " + refused.getMessage(), refused);
    }
  }

  private static ApexException broken(String how, Exception cause) {
    var failure =
        Failure.of(Category.CONFIGURATION, "a token that was just signed " + how)
            .withRemedy("Look at the signing keys and the setting AUTH_ISSUER.");
    return new ApexException(ErrorCode.DEPENDENCY_DOWN, failure, cause);
  }
}
