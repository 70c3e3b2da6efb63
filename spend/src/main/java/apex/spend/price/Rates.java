package apex.spend.price;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
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

  Rates times(BigDecimal factor) {
    return new Rates(
        input.map(price -> price.times(factor)),
        cacheRead.map(price -> price.times(factor)),
        cacheWrite5m.map(price -> price.times(factor)),
        cacheWrite1h.map(price -> price.times(factor)),
        output.map(price -> price.times(factor)),
        reasoning.map(price -> price.times(factor)),
        perThousandCalls.multiply(factor));
  }

  /// Every price of a token, by the name of its kind.
  public Map<String, Tiered> byKind() {
    var kinds = new LinkedHashMap<String, Tiered>();
    input.ifPresent(price -> kinds.put("input", price));
    cacheRead.ifPresent(price -> kinds.put("cache_read", price));
    cacheWrite5m.ifPresent(price -> kinds.put("cache_write_5m", price));
    cacheWrite1h.ifPresent(price -> kinds.put("cache_write_1h", price));
    output.ifPresent(price -> kinds.put("output", price));
    reasoning.ifPresent(price -> kinds.put("reasoning", price));
    return kinds;
  }

  Rates withCacheWrite1h(Tiered price) {
    return new Rates(
        input, cacheRead, cacheWrite5m, Optional.of(price), output, reasoning, perThousandCalls);
  }
}
