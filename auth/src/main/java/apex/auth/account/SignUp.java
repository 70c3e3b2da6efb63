package apex.auth.account;

import apex.auth.password.PasswordHasher;
import apex.auth.password.PasswordRule;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.NewWorkspace;
import apex.stores.postgres.Registration;
import apex.stores.postgres.TokenHash;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/// New accounts: anybody's where registration is open, else by invitation.
public final class SignUp {
  public static final Setting<Boolean> OPEN =
      Setting.of(
          "AUTH_REGISTRATION",
          "who may make an account: open (anybody) or invited",
          "open",
          SignUp::open);

  private final boolean open;
  private final People people;
  private final PasswordHasher hasher;
  private final Throttle throttle;
  private final InstantSource clock;

  public SignUp(
      boolean open, People people, PasswordHasher hasher, Throttle throttle, InstantSource clock) {
    this.open = open;
    this.people = people;
    this.hasher = hasher;
    this.throttle = throttle;
    this.clock = clock;
  }

  /// Joins the invitation's workspace, or makes an own one.
  public Registration register(
      Email email, Secret password, Optional<Secret> invitation, Client client) {
    if (!open && invitation.isEmpty()) throw uninvited();
    PasswordRule.check(password, email.value());
    throttle.register(client);
    var now = clock.instant();
    invitation.ifPresent(token -> checked(token, email, now));
    var hash = hasher.hash(password);
    if (invitation.isEmpty())
      return people.accounts().register(email.value(), hash, workspace(false), now);
    return people
        .accounts()
        .registerInvited(email.value(), hash, TokenHash.of(invitation.get().reveal()), now);
  }

  /// Makes the house's first account; nothing when there is one already.
  public Optional<Registration> first(Owner owner) {
    if (!people.accounts().empty()) return Optional.empty();
    PasswordRule.check(owner.password(), owner.email().value());
    return Optional.of(
        people
            .accounts()
            .register(
                owner.email().value(),
                hasher.hash(owner.password()),
                workspace(owner.sample()),
                clock.instant()));
  }

  /// Refuses a bad invitation before the work of hashing; using it up decides again.
  private void checked(Secret token, Email email, Instant now) {
    var open =
        people
            .invitations()
            .open(TokenHash.of(token.reveal()), now)
            .filter(invitation -> invitation.email().equalsIgnoreCase(email.value()));
    if (open.isEmpty())
      throw new ApexException(
          ErrorCode.FORBIDDEN,
          "the invitation is unknown, used, expired or for another address",
          "Ask an owner of the workspace for a new invitation.");
  }

  private static NewWorkspace workspace(boolean sample) {
    return new NewWorkspace(sample ? "Sample" : "My workspace", ZoneOffset.UTC, sample);
  }

  private static ApexException uninvited() {
    return new ApexException(
        ErrorCode.FORBIDDEN,
        "accounts are made by invitation here",
        "Ask an owner of a workspace for an invitation.");
  }

  private static boolean open(String text) {
    return switch (text) {
      case "open" -> true;
      case "invited" -> false;
      default -> throw new IllegalArgumentException("must be open or invited");
    };
  }
}
