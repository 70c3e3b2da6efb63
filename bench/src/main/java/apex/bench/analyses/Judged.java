package apex.bench.analyses;

import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was said of one waste in one month, beside the truth. US dollars.
record Judged(long seed, String waste, String kind, BigDecimal truth, Optional<Finding> finding) {
  /// A finding rounds to six decimals.
  private static final BigDecimal ROUNDING = new BigDecimal("0.000002");

  boolean found() {
    return finding.isPresent();
  }

  boolean estimated() {
    return finding.filter(found -> found.confidence() == Confidence.ESTIMATED).isPresent();
  }

  /// Whether the truth lies inside the interval.
  boolean inside() {
    return finding
        .map(found ->
            truth.compareTo(found.saving().p10Usd().subtract(ROUNDING)) >= 0
                && truth.compareTo(found.saving().p90Usd().add(ROUNDING)) <= 0)
        .orElse(false);
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("seed", seed);
    wire.put("waste", waste);
    wire.put("kind", kind);
    wire.put("truth_usd", truth.setScale(6, RoundingMode.HALF_EVEN));
    wire.put("found", found());
    wire.put("inside", inside());
    wire.put("confidence", finding.map(found -> found.confidence().name()));
    wire.put("p10_usd", finding.map(found -> found.saving().p10Usd()));
    wire.put("p50_usd", finding.map(found -> found.saving().p50Usd()));
    wire.put("p90_usd", finding.map(found -> found.saving().p90Usd()));
    return wire;
  }
}
