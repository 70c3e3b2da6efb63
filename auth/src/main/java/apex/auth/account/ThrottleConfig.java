package apex.auth.account;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;

/// How much guessing is borne.
///
/// @param perAccount failed sign-ins to one account from one network address
/// @param perAddress failed sign-ins from one network address
/// @param registrations new accounts from one network address
/// @param window in which they are counted
public record ThrottleConfig(int perAccount, int perAddress, int registrations, Duration window) {
  private static final Setting<Integer> PER_ACCOUNT =
      Setting.number(
          "AUTH_FAILURES_PER_ACCOUNT", "failed sign-ins to one account from one address", 5);
  private static final Setting<Integer> PER_ADDRESS =
      Setting.number("AUTH_FAILURES_PER_ADDRESS", "failed sign-ins from one address", 50);
  private static final Setting<Integer> REGISTRATIONS =
      Setting.number("AUTH_REGISTRATIONS_PER_ADDRESS", "new accounts from one address", 300);
  private static final Setting<Duration> WINDOW =
      Setting.duration("AUTH_FAILURE_WINDOW", "time in which failures are counted", "PT15M");

  public ThrottleConfig {
    PER_ACCOUNT.check(perAccount > 0, "must be at least 1", perAccount);
    PER_ADDRESS.check(perAddress > 0, "must be at least 1", perAddress);
    REGISTRATIONS.check(registrations > 0, "must be at least 1", registrations);
    WINDOW.check(window.toSeconds() >= 1, "must be at least PT1S", window);
  }

  public static ThrottleConfig from(Environment environment) {
    var values = environment.read(PER_ACCOUNT, PER_ADDRESS, REGISTRATIONS, WINDOW);
    return new ThrottleConfig(
        values.get(PER_ACCOUNT),
        values.get(PER_ADDRESS),
        values.get(REGISTRATIONS),
        values.get(WINDOW));
  }
}
