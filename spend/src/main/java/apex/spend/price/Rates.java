package apex.spend.price;

import java.math.BigDecimal;
import java.util.Optional;

/// What a model charges for each kind of token. A kind without a price of its own costs what the
/// kind that contains it costs: a cached token what an input token costs, a one-hour write what a
/// write costs, a reasoning token what an output token costs.
///
/// @param input empty when the model is not priced by input tokens
/// @param output empty when the model is not priced by output tokens
/// @param perThousandCalls a fee for each call, US dollars per thousand, zero for most
public record Rates(
    Optional<Tiered> input,
    Optional<Tiered> cacheRead,
    Optional<Tiered> cacheWrite5m,
    Optional<Tiered> cacheWrite1h,
    Optional<Tiered> output,
    Optional<Tiered> reasoning,
    BigDecimal perThousandCalls) {

  /// A price by input and output alone.
  public static Rates of(Tiered input, Tiered output) {
    return new Rates(
        Optional.of(input),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(output),
        Optional.empty(),
        BigDecimal.ZERO);
  }

  /// Whether any kind of token has a price.
  public boolean byTokens() {
    return input.isPresent() || output.isPresent();
  }

  Rates withCacheWrite1h(Tiered price) {
    return new Rates(
        input, cacheRead, cacheWrite5m, Optional.of(price), output, reasoning, perThousandCalls);
  }
}
