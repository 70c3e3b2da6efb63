package apex.spend.analysis;

import apex.spend.figures.WasteKind;
import java.math.BigDecimal;
import java.util.Optional;

/// How much of one part of the spend a finding takes away when it is applied alone, US dollars.
///
/// @param only the calls it touches, where they are those paid for nothing for this reason; empty
///   for all calls alike
public record Cut(
    String provider,
    String model,
    String route,
    Side side,
    Optional<WasteKind> only,
    BigDecimal p10,
    BigDecimal p50,
    BigDecimal p90) {
  /// From all calls of the group alike.
  public Cut(
      String provider,
      String model,
      String route,
      Side side,
      BigDecimal p10,
      BigDecimal p50,
      BigDecimal p90) {
    this(provider, model, route, side, Optional.empty(), p10, p50, p90);
  }

  /// The part of a call's cost.
  public enum Side {
    INPUT,
    OUTPUT
  }
}
