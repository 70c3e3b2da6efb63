package apex.spend.usage;

/// What one call used, inclusive: `input` holds the cached ones, `output` holds the reasoning ones.
///
/// @param input every prompt token, cached included, 0 to 10,000,000
/// @param cacheRead those served from the provider's cache
/// @param cacheWrite5m those written to a five-minute cache
/// @param cacheWrite1h those written to a one-hour cache
/// @param output every generated token, reasoning included, 0 to 10,000,000
/// @param reasoning those spent on hidden reasoning
public record Tokens(
    long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {

  /// No single call of any provider comes near this; more is a broken row.
  public static final long MOST = 10_000_000;

  public Tokens {
    within("input_tokens", input);
    within("cache_read_tokens", cacheRead);
    within("cache_write_5m_tokens", cacheWrite5m);
    within("cache_write_1h_tokens", cacheWrite1h);
    within("output_tokens", output);
    within("reasoning_tokens", reasoning);
    if (cacheRead + cacheWrite5m + cacheWrite1h > input)
      throw new IllegalArgumentException(
          "cached tokens must be within input_tokens (inclusive), were %d of %d"
              .formatted(cacheRead + cacheWrite5m + cacheWrite1h, input));
    if (reasoning > output)
      throw new IllegalArgumentException(
          "reasoning_tokens must be within output_tokens (inclusive), were %d of %d"
              .formatted(reasoning, output));
  }

  public static Tokens of(long input, long output) {
    return new Tokens(input, 0, 0, 0, output, 0);
  }

  /// Prompt tokens that no cache served or stored.
  public long uncachedInput() {
    return input - cacheRead - cacheWrite5m - cacheWrite1h;
  }

  private static void within(String field, long count) {
    if (count < 0 || count > MOST)
      throw new IllegalArgumentException(
          "%s must be 0 to 10,000,000, was %d".formatted(field, count));
  }
}
