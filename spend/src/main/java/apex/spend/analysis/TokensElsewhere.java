package apex.spend.analysis;

import java.math.BigDecimal;

/// What is assumed of calls that go to another model: it counts and writes differently, so that the
/// same work takes 0.8 to 1.3 times as many tokens there: spend.md 3.1.
final class TokensElsewhere {
  static final String ASSUMPTION =
      "The same tokens (P50); 1.3 times as many (P10) or 0.8 times (P90), since another model counts and writes differently.";

  private static final BigDecimal FEWER = new BigDecimal("0.8");
  private static final BigDecimal MORE = new BigDecimal("1.3");

  private TokensElsewhere() {}

  /// The tenth percentile of what is saved.
  static BigDecimal least(BigDecimal now, BigDecimal then) {
    return now.subtract(then.multiply(MORE));
  }

  /// The ninetieth percentile of what is saved.
  static BigDecimal most(BigDecimal now, BigDecimal then) {
    return now.subtract(then.multiply(FEWER));
  }
}
