package apex.spend.usage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an emitter said that one call used, before it is known what its words mean: `input` may
/// hold the cached tokens or not, `output` the reasoning ones or not. Any number is accepted here;
/// what cannot be is told by [#fault].
///
/// @param input as sent; 0 when it was not
/// @param cacheWrite5m written tokens whose time to live was not told count as these
/// @param total the emitter's own sum, where it sent one
public record SentTokens(
    long input,
    long cacheRead,
    long cacheWrite5m,
    long cacheWrite1h,
    long output,
    long reasoning,
    OptionalLong total) {

  /// Without a total.
  public static SentTokens of(
      long input,
      long cacheRead,
      long cacheWrite5m,
      long cacheWrite1h,
      long output,
      long reasoning) {
    return new SentTokens(
        input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, OptionalLong.empty());
  }

  public SentTokens withTotal(long sum) {
    return new SentTokens(
        input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, OptionalLong.of(sum));
  }

  /// The first number that no reading can make sense of; empty when each alone is possible.
  public Optional<Reading.Refused> fault() {
    return named().stream().flatMap(number -> number.fault().stream()).findFirst();
  }

  /// Read from or written to a cache. Only for numbers without a [#fault].
  long cached() {
    return cacheRead + cacheWrite5m + cacheWrite1h;
  }

  /// Written to a cache of any kind.
  long written() {
    return cacheWrite5m + cacheWrite1h;
  }

  /// The total, when the emitter's sum is one that can be compared.
  boolean totals(long sum) {
    return total.isPresent() && total.getAsLong() == sum;
  }

  private List<Named> named() {
    return List.of(
        new Named("input_tokens", input),
        new Named("cache_read_tokens", cacheRead),
        new Named("cache_write_5m_tokens", cacheWrite5m),
        new Named("cache_write_1h_tokens", cacheWrite1h),
        new Named("output_tokens", output),
        new Named("reasoning_tokens", reasoning));
  }

  private record Named(String field, long count) {
    Optional<Reading.Refused> fault() {
      if (count >= 0 && count <= Tokens.MOST) return Optional.empty();
      return Optional.of(
          new Reading.Refused(
              count < 0 ? TokenFault.NEGATIVE : TokenFault.TOO_MANY,
              field,
              count,
              "0 to %,d".formatted(Tokens.MOST)));
    }
  }
}
