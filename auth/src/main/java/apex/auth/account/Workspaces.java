package apex.auth.account;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.identity.Role;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.Account;
import apex.stores.postgres.Invitation;
import apex.stores.postgres.Membership;
import apex.stores.postgres.NewWorkspace;
import apex.stores.postgres.TokenHash;
import java.time.Duration;
import java.util.List;

/// Which workspaces a person belongs to, and how others come in.
public final class Workspaces {
  private static final Duration INVITATION_LIFETIME = Duration.ofDays(7);

  private final People people;
  private final Tokens tokens;

  /// A door for one address, told once.
  public record Invited(Secret token, Invitation invitation) {}

  public Workspaces(People people, Tokens tokens) {
    this.people = people;
    this.tokens = tokens;
  }

  public List<Membership> of(Identity identity) {
    return people.workspaces().of(identity.user());
  }

  public Membership create(Identity identity, NewWorkspace workspace) {
    return people.workspaces().create(identity.user(), workspace, tokens.now());
  }

  /// Only an owner may; what counts is the role now, not the one in the token.
  public Invited invite(Identity identity, WorkspaceId workspace, Email email, Role role) {
    var membership =
        people
            .workspaces()
            .of(identity.user(), workspace)
            .orElseThrow(() -> new ApexException(ErrorCode.NOT_FOUND, "no such workspace"));
    new Identity(identity.user(), identity.session(), membership.workspace(), membership.role())
        .require(Permission.ADMINISTER);
    var token = tokens.random();
    var expires = tokens.now().plus(INVITATION_LIFETIME);
    var invitation = new Invitation(workspace, email.value(), role, identity.user(), expires);
    people.invitations().invite(TokenHash.of(token.reveal()), invitation, tokens.now());
    return new Invited(token, invitation);
  }

  /// Takes an existing account into the workspace it was invited to.
  public Membership join(Account account, Secret invitation) {
    return people.invitations().accept(TokenHash.of(invitation.reveal()), account, tokens.now());
  }
}
