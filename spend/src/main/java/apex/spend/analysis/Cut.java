package apex.spend.analysis;

import java.math.BigDecimal;

/// How much of one part of the spend a finding takes away when it is applied alone, US dollars.
public record Cut(
    String provider,
    String model,
    String route,
    Side side,
    BigDecimal p10,
    BigDecimal p50,
    BigDecimal p90) {
  /// The part of a call's cost.
  public enum Side {
    INPUT,
    OUTPUT
  }
}
