package apex.spend.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What all counted findings save together, overlaps taken out, beside the sum that would count
/// them twice. US dollars, six decimals.
///
/// The findings are applied in the order of the analyses. Each takes its share of what the ones
/// before it have left of the same part of the spend (a model on a route, input or output), so two
/// that cut the same money by half save three quarters of it and not all. The interval adds up the
/// findings' own ends, as if all went badly or all went well: wider than the truth if they are
/// independent, never narrower.
public record JointSaving(
    BigDecimal p10Usd, BigDecimal p50Usd, BigDecimal p90Usd, BigDecimal naiveSumUsd) {
  private record Part(Study.Group group, Cut.Side side) {}

  public JointSaving {
    p10Usd = p10Usd.setScale(6, RoundingMode.HALF_EVEN);
    p50Usd = p50Usd.setScale(6, RoundingMode.HALF_EVEN);
    p90Usd = p90Usd.setScale(6, RoundingMode.HALF_EVEN);
    naiveSumUsd = naiveSumUsd.setScale(6, RoundingMode.HALF_EVEN);
  }

  static JointSaving of(Study study, List<Proposal> proposals) {
    var cuts = proposals.stream().flatMap(proposal -> proposal.cuts().stream()).toList();
    var parts = parts(study);
    return new JointSaving(
        joint(parts, cuts, Cut::p10),
        joint(parts, cuts, Cut::p50),
        joint(parts, cuts, Cut::p90),
        cuts.stream().map(Cut::p50).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private static BigDecimal joint(
      Map<Part, BigDecimal> parts, List<Cut> cuts, Function<Cut, BigDecimal> amount) {
    var left = new HashMap<>(parts);
    for (var cut : cuts) {
      var part = new Part(new Study.Group(cut.provider(), cut.model(), cut.route()), cut.side());
      var whole = parts.getOrDefault(part, BigDecimal.ZERO);
      if (whole.signum() > 0)
        left.computeIfPresent(
            part,
            (key, rest) ->
                rest.subtract(
                    rest.multiply(amount.apply(cut)).divide(whole, MathContext.DECIMAL128)));
    }
    return sum(parts).subtract(sum(left));
  }

  private static BigDecimal sum(Map<Part, BigDecimal> parts) {
    return parts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Map<Part, BigDecimal> parts(Study study) {
    var parts = new HashMap<Part, BigDecimal>();
    study
        .groups()
        .forEach((group, sides) -> {
          parts.put(new Part(group, Cut.Side.INPUT), sides.input());
          parts.put(new Part(group, Cut.Side.OUTPUT), sides.output());
        });
    return parts;
  }
}
