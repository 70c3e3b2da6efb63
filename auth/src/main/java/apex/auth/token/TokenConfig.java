package apex.auth.token;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;

/// How long what we hand out is good.
///
/// @param access a token; it cannot be taken back, only its session can be ended
/// @param refresh a refresh token, counted from its last use
public record TokenConfig(Duration access, Duration refresh) {
  private static final Setting<Duration> ACCESS =
      Setting.duration("AUTH_ACCESS_LIFETIME", "how long a token is good, PT1M to PT1H", "PT15M");
  private static final Setting<Duration> REFRESH =
      Setting.duration(
          "AUTH_REFRESH_LIFETIME", "how long an unused sign-in lasts, PT1H to P90D", "P7D");

  public TokenConfig {
    ACCESS.check(
        within(access, Duration.ofMinutes(1), Duration.ofHours(1)), "must be PT1M to PT1H", access);
    REFRESH.check(
        within(refresh, Duration.ofHours(1), Duration.ofDays(90)), "must be PT1H to P90D", refresh);
  }

  public static TokenConfig from(Environment environment) {
    var values = environment.read(ACCESS, REFRESH);
    return new TokenConfig(values.get(ACCESS), values.get(REFRESH));
  }

  private static boolean within(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }
}
