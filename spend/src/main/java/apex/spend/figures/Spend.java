package apex.spend.figures;

import java.math.BigDecimal;
import java.util.Optional;

/// What a group of calls used and cost: sums of costs stored per call, never prices times sums.
///
/// @param tokens of all calls, priced or not
/// @param cost of the priced calls, US dollars, exact
/// @param unpricedTokens input and output of the calls without a price
/// @param low the least the whole group can have cost
/// @param high the most it can have cost; empty when an unpriced call has no neighbour to judge by
public record Spend(
    TokenSums tokens,
    BigDecimal cost,
    long unpricedCalls,
    long unpricedTokens,
    BigDecimal low,
    Optional<BigDecimal> high) {
  public static final Spend NONE =
      new Spend(
          TokenSums.NONE, BigDecimal.ZERO, 0, 0, BigDecimal.ZERO, Optional.of(BigDecimal.ZERO));

  public Spend {
    if (cost.signum() < 0 || low.signum() < 0 || unpricedCalls < 0 || unpricedTokens < 0)
      throw new IllegalArgumentException("spend must not be negative");
  }

  /// Spend of calls that all have one certain price.
  public static Spend priced(TokenSums tokens, BigDecimal cost) {
    return new Spend(tokens, cost, 0, 0, cost, Optional.of(cost));
  }

  public Spend plus(Spend other) {
    return new Spend(
        tokens.plus(other.tokens),
        cost.add(other.cost),
        unpricedCalls + other.unpricedCalls,
        unpricedTokens + other.unpricedTokens,
        low.add(other.low),
        high.flatMap(mine -> other.high.map(mine::add)));
  }

  /// The share of the tokens that have a price, 0 to 1; 1 when there are none.
  public double tokensPriced() {
    return tokens.all() == 0 ? 1 : 1 - (double) unpricedTokens / tokens.all();
  }

  public boolean complete() {
    return unpricedCalls == 0;
  }
}
