package apex.spend.analysis;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a change saves, US dollars with six decimals. Negative costs more. An exact one has three
/// equal values.
///
/// @param shareOfSpend the middle value over the whole spend of the slice, 0 when nothing was spent
/// @param per what the amounts are for: `period`
public record Saving(
    BigDecimal p10Usd, BigDecimal p50Usd, BigDecimal p90Usd, double shareOfSpend, String per) {
  public Saving {
    p10Usd = p10Usd.setScale(6, RoundingMode.HALF_EVEN);
    p50Usd = p50Usd.setScale(6, RoundingMode.HALF_EVEN);
    p90Usd = p90Usd.setScale(6, RoundingMode.HALF_EVEN);
    if (p10Usd.compareTo(p50Usd) > 0 || p50Usd.compareTo(p90Usd) > 0)
      throw new IllegalArgumentException(
          "a saving's interval must ascend, was %s, %s, %s".formatted(p10Usd, p50Usd, p90Usd));
  }
}
