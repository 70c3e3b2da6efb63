package apex.spend.figures;

import apex.spend.usage.Tokens;

/// Sums over calls, inclusive like [Tokens]: `input` holds the cached ones, `output` the reasoning
/// ones.
public record TokenSums(
    long calls,
    long input,
    long cacheRead,
    long cacheWrite5m,
    long cacheWrite1h,
    long output,
    long reasoning) {
  public static final TokenSums NONE = new TokenSums(0, 0, 0, 0, 0, 0, 0);

  public TokenSums {
    if (calls < 0 || cacheRead < 0 || cacheWrite5m < 0 || cacheWrite1h < 0 || reasoning < 0)
      throw new IllegalArgumentException("token sums must not be negative");
    if (Math.addExact(cacheRead, Math.addExact(cacheWrite5m, cacheWrite1h)) > input)
      throw new IllegalArgumentException("cached tokens must be within input_tokens (inclusive)");
    if (reasoning > output)
      throw new IllegalArgumentException(
          "reasoning_tokens must be within output_tokens (inclusive)");
  }

  public static TokenSums of(Tokens call) {
    return new TokenSums(
        1,
        call.input(),
        call.cacheRead(),
        call.cacheWrite5m(),
        call.cacheWrite1h(),
        call.output(),
        call.reasoning());
  }

  public TokenSums plus(TokenSums other) {
    return new TokenSums(
        Math.addExact(calls, other.calls),
        Math.addExact(input, other.input),
        Math.addExact(cacheRead, other.cacheRead),
        Math.addExact(cacheWrite5m, other.cacheWrite5m),
        Math.addExact(cacheWrite1h, other.cacheWrite1h),
        Math.addExact(output, other.output),
        Math.addExact(reasoning, other.reasoning));
  }

  /// Prompt tokens that no cache served or stored.
  public long uncachedInput() {
    return input - cacheRead - cacheWrite5m - cacheWrite1h;
  }

  /// Input and output together.
  public long all() {
    return Math.addExact(input, output);
  }
}
