package apex.spend.analysis;

import apex.spend.figures.Lengths;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the longest calls of one model on one route cost beyond the 95th percentile of their
/// length.
///
/// @param sides what a token of the group costs
/// @param beyond the calls longer than that percentile
/// @param excess US dollars: the tokens beyond it at the group's average price
record CostlyTail(
    Study.Group group, Study.Sides sides, Lengths lengths, Lengths.Tail beyond, BigDecimal excess) {
  static final double QUANTILE = 0.95;

  /// So many calls leave at least ten beyond the 95th percentile.
  private static final long CALLS_MIN = 200;

  /// Findings at most, the dearest tails first.
  private static final int FINDINGS_MAX = 3;

  /// One finding for each of the dearest tails, or why there can be none.
  ///
  /// @param field what a call must tell for its length to be known
  /// @param perToken which price the lengths are multiplied with
  static Outcome each(
      Study study,
      List<Lengths> groups,
      String field,
      Function<Study.Sides, BigDecimal> perToken,
      Function<CostlyTail, Proposal> draft) {
    if (groups.stream().noneMatch(group -> group.calls() >= CALLS_MIN))
      return new Outcome.Refused(
          "no route has the %d calls that a 95th percentile needs".formatted(CALLS_MIN),
          "more calls with a route and " + field);
    return new Outcome.Found(dearest(study, groups, perToken).stream().map(draft).toList());
  }

  private static List<CostlyTail> dearest(
      Study study, List<Lengths> groups, Function<Study.Sides, BigDecimal> perToken) {
    return groups.stream()
        .filter(group -> group.calls() >= CALLS_MIN)
        .flatMap(group -> of(study, group, perToken).stream())
        .filter(tail -> tail.excess.signum() > 0)
        .sorted(Comparator.comparing(CostlyTail::excess).reversed())
        .limit(FINDINGS_MAX)
        .toList();
  }

  /// Empty for a group whose price is not known.
  private static Optional<CostlyTail> of(
      Study study, Lengths lengths, Function<Study.Sides, BigDecimal> perToken) {
    var group = new Study.Group(lengths.provider(), lengths.model(), lengths.route());
    var beyond = lengths.tail(QUANTILE);
    var tokens = BigDecimal.valueOf(beyond.tokensAbove());
    return Optional.ofNullable(study.groups().get(group))
        .map(sides ->
            new CostlyTail(group, sides, lengths, beyond, perToken.apply(sides).multiply(tokens)));
  }
}
