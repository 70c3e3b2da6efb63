package apex.spend.figures;

import java.util.List;

/// How long the answers or the prompts of one model on one route are. Exact, no sketch.
///
/// @param longest tokens of the longest
/// @param tails one for each quantile asked, ascending
public record Lengths(
    String provider, String model, String route, long calls, long longest, List<Tail> tails) {
  /// The quantiles that the templates answer.
  public static final List<Double> QUANTILES = List.of(0.5, 0.9, 0.95, 0.99);

  public Lengths {
    tails = List.copyOf(tails);
  }

  /// What lies beyond a quantile.
  ///
  /// @param quantile 0 to 1
  /// @param cap its value in tokens: the smallest length that at least this share does not exceed
  /// @param callsAbove calls longer than the cap
  /// @param tokensAbove their tokens beyond the cap: the sum of `length - cap`
  /// @param inputOfAbove all input tokens of those calls
  /// @param outputOfAbove all output tokens of those calls
  public record Tail(
      double quantile,
      long cap,
      long callsAbove,
      long tokensAbove,
      long inputOfAbove,
      long outputOfAbove) {}

  public Tail tail(double quantile) {
    return tails.stream()
        .filter(tail -> tail.quantile == quantile)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no quantile " + quantile));
  }
}
