package apex.spend.analysis;

import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What all counted findings save together, overlaps taken out, beside the sum that would count
/// them twice. US dollars, six decimals.
///
/// Calls that the findings treat alike form a part: a model on a route, calls paid for nothing by
/// their reason, input and output apart. The findings are applied in the order of the analyses.
/// Each takes its share of what the ones before it have left of each part, so two that cut the same
/// money by half save three quarters of it and not all, and a call that is not made any more saves
/// nothing more in a batch. The interval adds up the findings' own ends, as if all went badly or
/// all went well: wider than the truth if they are independent, never narrower.
///
/// @param levers what each adds to those before it; they add up to `p50Usd`
public record JointSaving(
    BigDecimal p10Usd,
    BigDecimal p50Usd,
    BigDecimal p90Usd,
    BigDecimal naiveSumUsd,
    List<Lever> levers) {
  private record Part(Study.Group group, Cut.Side side, Optional<WasteKind> only) {}

  /// One counted finding.
  ///
  /// @param p50Usd what it adds to those before it
  /// @param aloneUsd what it would save alone
  public record Lever(String finding, String kind, BigDecimal p50Usd, BigDecimal aloneUsd) {
    public Lever {
      p50Usd = p50Usd.setScale(6, RoundingMode.HALF_EVEN);
      aloneUsd = aloneUsd.setScale(6, RoundingMode.HALF_EVEN);
    }
  }

  public JointSaving {
    p10Usd = p10Usd.setScale(6, RoundingMode.HALF_EVEN);
    p50Usd = p50Usd.setScale(6, RoundingMode.HALF_EVEN);
    p90Usd = p90Usd.setScale(6, RoundingMode.HALF_EVEN);
    naiveSumUsd = naiveSumUsd.setScale(6, RoundingMode.HALF_EVEN);
    levers = List.copyOf(levers);
  }

  /// Of no lever at all.
  public JointSaving(
      BigDecimal p10Usd, BigDecimal p50Usd, BigDecimal p90Usd, BigDecimal naiveSumUsd) {
    this(p10Usd, p50Usd, p90Usd, naiveSumUsd, List.of());
  }

  static JointSaving of(Study study, List<Proposal> proposals) {
    var counted = proposals.stream().filter(proposal -> !proposal.cuts().isEmpty()).toList();
    var parts = parts(study);
    return new JointSaving(
        sum(steps(parts, counted, Cut::p10)),
        sum(steps(parts, counted, Cut::p50)),
        sum(steps(parts, counted, Cut::p90)),
        counted.stream().map(JointSaving::alone).reduce(BigDecimal.ZERO, BigDecimal::add),
        levers(counted, steps(parts, counted, Cut::p50)));
  }

  private static List<Lever> levers(List<Proposal> counted, List<BigDecimal> steps) {
    var levers = new ArrayList<Lever>();
    var shown = Usd.addingUp(steps, 6);
    for (int i = 0; i < counted.size(); i++)
      levers.add(
          new Lever(
              counted.get(i).finding().id(),
              counted.get(i).finding().kind(),
              shown.get(i),
              alone(counted.get(i))));
    return levers;
  }

  private static BigDecimal alone(Proposal proposal) {
    return proposal.cuts().stream().map(Cut::p50).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// What each proposal takes, in their order.
  private static List<BigDecimal> steps(
      Map<Part, BigDecimal> parts, List<Proposal> counted, Function<Cut, BigDecimal> amount) {
    var left = new HashMap<>(parts);
    var steps = new ArrayList<BigDecimal>();
    for (var proposal : counted) {
      var taken = BigDecimal.ZERO;
      for (var cut : proposal.cuts()) taken = taken.add(take(parts, left, cut, amount.apply(cut)));
      steps.add(taken);
    }
    return steps;
  }

  private static BigDecimal take(
      Map<Part, BigDecimal> parts, Map<Part, BigDecimal> left, Cut cut, BigDecimal amount) {
    var touched = parts.keySet().stream().filter(part -> touches(cut, part)).toList();
    var whole = touched.stream().map(parts::get).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (whole.signum() <= 0) return BigDecimal.ZERO;
    var share = amount.divide(whole, MathContext.DECIMAL128);
    var taken = BigDecimal.ZERO;
    for (var part : touched) {
      var rest = left.getOrDefault(part, BigDecimal.ZERO);
      var less = rest.multiply(share);
      left.put(part, rest.subtract(less));
      taken = taken.add(less);
    }
    return taken;
  }

  private static boolean touches(Cut cut, Part part) {
    return part.side == cut.side()
        && part.group.equals(new Study.Group(cut.provider(), cut.model(), cut.route()))
        && (cut.only().isEmpty() || cut.only().equals(part.only));
  }

  private static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Map<Part, BigDecimal> parts(Study study) {
    var parts = new HashMap<Part, BigDecimal>();
    study
        .groups()
        .forEach((group, sides) -> {
          parts.put(new Part(group, Cut.Side.INPUT, Optional.empty()), sides.input());
          parts.put(new Part(group, Cut.Side.OUTPUT, Optional.empty()), sides.output());
        });
    study
        .figures()
        .habits()
        .ifPresent(habits -> habits.value().waste().forEach(waste -> apart(parts, waste)));
    return parts;
  }

  private static void apart(Map<Part, BigDecimal> parts, Habits.Waste waste) {
    var group = new Study.Group(waste.provider(), waste.model(), waste.route());
    apart(parts, new Part(group, Cut.Side.INPUT, Optional.of(waste.kind())), waste.sides().input());
    apart(
        parts, new Part(group, Cut.Side.OUTPUT, Optional.of(waste.kind())), waste.sides().output());
  }

  private static void apart(Map<Part, BigDecimal> parts, Part part, BigDecimal usd) {
    var rest = new Part(part.group, part.side, Optional.empty());
    var whole = parts.getOrDefault(rest, BigDecimal.ZERO);
    var own = usd.min(whole);
    parts.put(rest, whole.subtract(own));
    parts.merge(part, own, BigDecimal::add);
  }
}
