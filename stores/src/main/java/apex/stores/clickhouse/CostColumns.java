package apex.stores.clickhouse;

import apex.spend.price.Cost;
import java.math.BigDecimal;

/// How a cost stands in the ledger: `cost_usd` to `components`. What is ambiguous costs its least,
/// with the most beside it.
final class CostColumns {
  static final String NAMES = "cost_usd,low_usd,high_usd,bounded,why_unpriced,basis,components";

  /// Decimals of an amount.
  static final int SCALE = 18;

  private CostColumns() {}

  static void write(RowWriter out, Cost cost) {
    switch (cost) {
      case Cost.Priced priced -> priced(out, priced, priced.usd());
      case Cost.Ambiguous(var least, var most) -> priced(out, least, most.usd());
      case Cost.Unpriced(var why, _, _, var low, var high) -> {
        out.usd(BigDecimal.ZERO).usd(low).usd(high.orElse(BigDecimal.ZERO));
        out.small(high.isPresent() ? 1 : 0).text(why.name()).text("").size(0);
      }
    }
  }

  private static void priced(RowWriter out, Cost.Priced cost, BigDecimal most) {
    out.usd(cost.usd()).usd(cost.usd()).usd(most).small(1).text("");
    out.text(cost.price().basis().name());
    components(out, cost.components());
  }

  private static void components(RowWriter out, Cost.Components parts) {
    out.size(7)
        .usd(parts.input())
        .usd(parts.cacheRead())
        .usd(parts.cacheWrite5m())
        .usd(parts.cacheWrite1h())
        .usd(parts.output())
        .usd(parts.reasoning())
        .usd(parts.requests());
  }
}
