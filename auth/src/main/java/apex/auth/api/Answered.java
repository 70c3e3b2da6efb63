package apex.auth.api;

import apex.auth.account.SignedIn;
import apex.edge.token.VerifiedToken;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.Account;
import apex.stores.postgres.Membership;
import apex.stores.postgres.Registration;
import apex.stores.postgres.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The bodies that go out.
final class Answered {
  private Answered() {}

  record User(UserId id, String email) {
    static User of(Account account) {
      return new User(account.id(), account.email());
    }
  }

  record Workspace(WorkspaceId id, String name, String role, boolean sample, String billingZone) {
    static Workspace of(Membership membership) {
      return new Workspace(
          membership.workspace().id(),
          membership.name(),
          membership.role().label(),
          membership.workspace().sample(),
          membership.billingZone().getId());
    }
  }

  record Registered(UserId userId, String email, Workspace workspace) {
    static Registered of(Registration registration) {
      var account = registration.account();
      return new Registered(account.id(), account.email(), Workspace.of(registration.membership()));
    }
  }

  record Token(
      String accessToken, String tokenType, long expiresIn, User user, Workspace workspace) {
    static Token of(SignedIn signedIn, Duration lifetime) {
      return new Token(
          signedIn.accessToken().reveal(),
          "Bearer",
          lifetime.toSeconds(),
          User.of(signedIn.account()),
          Workspace.of(signedIn.membership()));
    }
  }

  record Workspaces(List<Workspace> workspaces) {}

  record Invitation(String invitation, String email, String role, Instant expiresAt) {}

  record Me(User user, Workspace workspace, SessionId sessionId) {}

  record Session(
      SessionId id, Instant createdAt, Instant lastUsedAt, String userAgent, boolean current) {}

  record Sessions(List<Session> sessions) {}

  record Valid(
      boolean valid,
      UserId userId,
      String email,
      WorkspaceId workspaceId,
      String role,
      SessionId sessionId,
      Instant expiresAt) {
    static Valid of(VerifiedToken token, Account account) {
      var identity = token.identity();
      return new Valid(
          true,
          account.id(),
          account.email(),
          identity.workspace().id(),
          identity.role().label(),
          identity.session(),
          token.expiresAt());
    }
  }

  record End(long n, SessionId sessionId, Instant at) {
    static End of(SessionEnd end) {
      return new End(end.n(), end.session(), end.at());
    }
  }

  record Ends(List<End> ends, long next) {}
}
