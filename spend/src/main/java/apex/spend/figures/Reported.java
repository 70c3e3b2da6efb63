package apex.spend.figures;

import java.math.BigDecimal;

/// What others say that calls cost (a gateway's spend log, an exporter's cost, an invoice's
/// amount), beside ours and never added to it.
///
/// @param calls that were reported with a cost
/// @param usd what was reported for them
/// @param comparedCalls those of them that we price
/// @param oursUsd ours of just these; `theirsUsd` what was reported for them
public record Reported(
    long calls, BigDecimal usd, long comparedCalls, BigDecimal oursUsd, BigDecimal theirsUsd) {
  public static final Reported NONE =
      new Reported(0, BigDecimal.ZERO, 0, BigDecimal.ZERO, BigDecimal.ZERO);

  /// A difference of more than this share of the reported cost is a finding, …
  public static final BigDecimal TOLERANCE_SHARE = new BigDecimal("0.01");

  /// … if it is also more than this many US dollars: exporters round each call to six decimals.
  public static final BigDecimal TOLERANCE_USD = new BigDecimal("0.01");

  public Reported plus(Reported other) {
    return new Reported(
        calls + other.calls,
        usd.add(other.usd),
        comparedCalls + other.comparedCalls,
        oursUsd.add(other.oursUsd),
        theirsUsd.add(other.theirsUsd));
  }

  public boolean none() {
    return calls == 0;
  }

  /// Ours less theirs, of the calls for which both are known.
  public BigDecimal difference() {
    return oursUsd.subtract(theirsUsd);
  }

  /// Whether the two are further apart than rounding explains.
  public boolean apart() {
    var difference = difference().abs();
    return difference.compareTo(TOLERANCE_USD) > 0
        && difference.compareTo(theirsUsd.abs().multiply(TOLERANCE_SHARE)) > 0;
  }
}
