package apex.auth.account;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.LoginAttempts;
import apex.stores.postgres.TokenHash;
import java.time.InstantSource;

/// Slows guessing down. It counts by account and network address together, and by address, never by
/// account alone: nobody can lock another person out.
public final class Throttle {
  private final ThrottleConfig config;
  private final LoginAttempts attempts;
  private final InstantSource clock;

  public Throttle(ThrottleConfig config, LoginAttempts attempts, InstantSource clock) {
    this.config = config;
    this.attempts = attempts;
    this.clock = clock;
  }

  /// Refuses with RATE_LIMITED when too much failed. Asked again when it is an attempt's turn to be
  /// decided: many sent at the same time are no more guesses than as many in a row.
  void check(Email email, Client client) {
    limit(address(client), config.perAddress(), "sign-ins failed from this address");
    limit(pair(email, client), config.perAccount(), "sign-ins to this account failed from here");
  }

  void failed(Email email, Client client) {
    attempts.failed(pair(email, client), clock.instant());
    attempts.failed(address(client), clock.instant());
  }

  void passed(Email email, Client client) {
    attempts.forget(pair(email, client));
  }

  void register(Client client) {
    var subject = "register " + client.address();
    limit(subject, config.registrations(), "accounts were made from this address");
    attempts.failed(subject, clock.instant());
  }

  /// Forgets what no longer counts.
  public void tidy() {
    attempts.forgetBefore(clock.instant().minus(config.window()));
  }

  private void limit(String subject, int most, String what) {
    if (attempts.failuresSince(subject, clock.instant().minus(config.window())) < most) return;
    throw new ApexException(
        ErrorCode.RATE_LIMITED,
        "too many %s in the last %d minutes"
            .formatted(what, Math.max(1, config.window().toMinutes())),
        "Wait some minutes and try again.");
  }

  private static String address(Client client) {
    return "address " + client.address();
  }

  private static String pair(Email email, Client client) {
    return "pair " + TokenHash.of(email + " " + client.address()).hex();
  }
}
