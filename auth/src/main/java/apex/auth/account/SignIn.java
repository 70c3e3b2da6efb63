package apex.auth.account;

import apex.auth.password.PasswordHasher;
import apex.auth.password.PasswordRule;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.Account;
import apex.stores.postgres.Membership;
import apex.stores.postgres.TokenHash;
import java.util.Optional;

/// From a password to a session. A wrong password and an unknown address are answered alike, after
/// the same work.
public final class SignIn {
  private final People people;
  private final PasswordHasher hasher;
  private final Throttle throttle;
  private final Tokens tokens;

  public SignIn(People people, PasswordHasher hasher, Throttle throttle, Tokens tokens) {
    this.people = people;
    this.hasher = hasher;
    this.throttle = throttle;
    this.tokens = tokens;
  }

  /// @param wanted the workspace to begin in; absent means the one joined first
  public SignedIn login(Email email, Secret password, Optional<WorkspaceId> wanted, Client client) {
    throttle.check(email, client);
    var account = proven(email, password, client);
    throttle.passed(email, client);
    if (hasher.outdated(account.passwordHash()))
      people.accounts().rehash(account.id(), hasher.hash(password));
    return open(account, membership(account, wanted), client);
  }

  /// Ends every other session of the account.
  public void changePassword(Identity identity, Secret current, Secret next, Client client) {
    var account = account(identity);
    var email = Email.parse(account.email());
    PasswordRule.check(next, account.email());
    throttle.check(email, client);
    proven(email, current, client);
    throttle.passed(email, client);
    people
        .accounts()
        .changePassword(account.id(), hasher.hash(next), identity.session(), tokens.now());
  }

  /// The account behind a verified token.
  public Account account(Identity identity) {
    return people
        .accounts()
        .byId(identity.user())
        .orElseThrow(() -> new ApexException(ErrorCode.UNAUTHENTICATED, "the account is gone"));
  }

  private Account proven(Email email, Secret password, Client client) {
    Runnable atTurn = () -> throttle.check(email, client);
    var account = people.accounts().byEmail(email.value());
    var right =
        account
            .map(known -> hasher.matches(password, known.passwordHash(), atTurn))
            .orElseGet(() -> hasher.matchesNothing(password, atTurn));
    if (right) return account.orElseThrow();
    throttle.failed(email, client);
    throw new ApexException(ErrorCode.INVALID_CREDENTIALS, "the address or the password is wrong");
  }

  private Membership membership(Account account, Optional<WorkspaceId> wanted) {
    if (wanted.isPresent())
      return people
          .workspaces()
          .of(account.id(), wanted.get())
          .orElseThrow(() -> new ApexException(ErrorCode.NOT_FOUND, "no such workspace"));
    return people.workspaces().of(account.id()).stream()
        .findFirst()
        .orElseThrow(
            () -> new ApexException(ErrorCode.FORBIDDEN, "the account belongs to no workspace"));
  }

  private SignedIn open(Account account, Membership membership, Client client) {
    var refresh = tokens.random();
    var session =
        people
            .sessions()
            .open(
                account.id(),
                membership.workspace().id(),
                client.userAgent(),
                TokenHash.of(refresh.reveal()),
                tokens.now(),
                tokens.refreshExpires());
    var access = tokens.access(account.id(), session.id(), membership);
    return new SignedIn(access, account, membership, Optional.of(refresh));
  }
}
