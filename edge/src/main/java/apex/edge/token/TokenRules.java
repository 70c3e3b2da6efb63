package apex.edge.token;

import java.time.Duration;

/// What a token must say to be taken.
///
/// @param issuer exactly this `iss`
/// @param audience among its `aud`
/// @param skew how far clocks may differ
public record TokenRules(String issuer, String audience, Duration skew) {
  private static final Duration SKEW = Duration.ofSeconds(10);

  public static TokenRules of(String issuer) {
    return new TokenRules(issuer, "apex", SKEW);
  }
}
