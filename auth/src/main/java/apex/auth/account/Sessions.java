package apex.auth.account;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.Account;
import apex.stores.postgres.Membership;
import apex.stores.postgres.Rotation;
import apex.stores.postgres.Session;
import apex.stores.postgres.SessionEnd;
import apex.stores.postgres.TokenHash;
import java.util.List;
import java.util.Optional;

/// Staying signed in and going out.
public final class Sessions {
  private static final int ENDS_AT_ONCE = 1_000;

  private final People people;
  private final Tokens tokens;

  public Sessions(People people, Tokens tokens) {
    this.people = people;
    this.tokens = tokens;
  }

  /// Trades a refresh token for the next one. A used one ends the session: two hold it.
  public SignedIn refresh(Secret presented) {
    var next = tokens.random();
    var rotation =
        people
            .sessions()
            .rotate(
                TokenHash.of(presented.reveal()),
                TokenHash.of(next.reveal()),
                tokens.now(),
                tokens.refreshExpires());
    return switch (rotation) {
      case Rotation.Rotated(var session) -> signedIn(session, Optional.of(next));
      case Rotation.Reused _ ->
          throw ended("this refresh token was used before: its session has been ended");
      case Rotation.Ended _ -> throw ended("this session was ended");
      case Rotation.Expired _ -> throw unknown("the refresh token expired");
      case Rotation.Unknown _ -> throw unknown("the refresh token is unknown");
    };
  }

  /// A token for another workspace of the same person, in the same session.
  public SignedIn use(Identity identity, WorkspaceId workspace) {
    var membership =
        people
            .workspaces()
            .of(identity.user(), workspace)
            .orElseThrow(() -> new ApexException(ErrorCode.NOT_FOUND, "no such workspace"));
    people.sessions().use(identity.session(), workspace);
    var access = tokens.access(identity.user(), identity.session(), membership);
    return new SignedIn(access, account(identity), membership, Optional.empty());
  }

  public void logout(Identity identity) {
    people.sessions().end(identity.user(), identity.session(), "signed out", tokens.now());
  }

  public List<Session> live(Identity identity) {
    return people.sessions().live(identity.user());
  }

  public void end(Identity identity, SessionId session) {
    if (!people.sessions().end(identity.user(), session, "ended by the user", tokens.now()))
      throw new ApexException(ErrorCode.NOT_FOUND, "no such live session");
  }

  /// Whether a session is over, or was never there.
  public boolean ended(SessionId session) {
    return people.sessions().find(session).map(known -> known.ended().isPresent()).orElse(true);
  }

  /// The news of ended sessions after the `after`th.
  public List<SessionEnd> endsAfter(long after) {
    return people.sessions().endsAfter(after, ENDS_AT_ONCE);
  }

  private SignedIn signedIn(Session session, Optional<Secret> refresh) {
    var account =
        people.accounts().byId(session.user()).orElseThrow(() -> unknown("the account is gone"));
    var membership = membership(account, session);
    var access = tokens.access(account.id(), session.id(), membership);
    return new SignedIn(access, account, membership, refresh);
  }

  private Membership membership(Account account, Session session) {
    return people
        .workspaces()
        .of(account.id(), session.workspace())
        .or(() -> people.workspaces().of(account.id()).stream().findFirst())
        .orElseThrow(
            () -> new ApexException(ErrorCode.FORBIDDEN, "the account belongs to no workspace"));
  }

  private Account account(Identity identity) {
    return people
        .accounts()
        .byId(identity.user())
        .orElseThrow(() -> unknown("the account is gone"));
  }

  private static ApexException ended(String why) {
    return new ApexException(ErrorCode.SESSION_ENDED, why);
  }

  private static ApexException unknown(String why) {
    return new ApexException(ErrorCode.UNAUTHENTICATED, why);
  }
}
