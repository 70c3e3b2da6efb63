package apex.spend.figures;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// The sums of two stretches of time that follow each other, to tell what changed between them.
/// Calls without a price are left out.
///
/// @param from of the first stretch
/// @param middle end of the first and begin of the second
/// @param to end of the second
public record Change(
    Instant from, Instant middle, Instant to, List<Sums> before, List<Sums> after) {
  /// The kinds of token that do not overlap, in the order of [Sums#tokens].
  public static final int KINDS = DayCharges.TokenKind.values().length;

  public Change {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// One model on one route in one stretch.
  ///
  /// @param failed of the calls
  /// @param tokens by [DayCharges.TokenKind]
  /// @param usd what they cost, in the same order, and last the fees for the calls themselves
  public record Sums(
      String provider,
      String model,
      String route,
      long calls,
      long failed,
      List<Long> tokens,
      List<BigDecimal> usd) {
    public Sums {
      tokens = List.copyOf(tokens);
      usd = List.copyOf(usd);
      if (tokens.size() != KINDS || usd.size() != KINDS + 1)
        throw new IllegalArgumentException("a sum has six kinds of token and seven amounts");
    }

    public BigDecimal cost() {
      return usd.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }
}
