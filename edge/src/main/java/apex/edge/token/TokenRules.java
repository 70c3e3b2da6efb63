package apex.edge.token;

import apex.kernel.environment.Setting;
import java.time.Duration;

/// What a token must say to be taken.
///
/// @param issuer exactly this `iss`
/// @param audience among its `aud`
/// @param skew how far clocks may differ
public record TokenRules(String issuer, String audience, Duration skew) {
  public static final Setting<String> ISSUER =
      Setting.text(
          "AUTH_ISSUER",
          "the iss of every token, the same for auth and backend",
          "http://127.0.0.1:8081");

  private static final Duration SKEW = Duration.ofSeconds(10);

  public static TokenRules of(String issuer) {
    return new TokenRules(issuer, "apex", SKEW);
  }
}
