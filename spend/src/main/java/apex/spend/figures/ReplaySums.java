package apex.spend.figures;

/// What a [CachePolicy] would have read and written for one [PriceCell], in tokens.
///
/// @param actual what those calls really used, cached as they were
/// @param readTokens served from the cache
/// @param writtenTokens put into the cache
public record ReplaySums(
    String provider,
    String model,
    String route,
    String tier,
    PriceGrid.Cell cell,
    CachePolicy policy,
    TokenSums actual,
    long readTokens,
    long writtenTokens) {
  public ReplaySums {
    if (readTokens < 0 || writtenTokens < 0 || readTokens + writtenTokens > actual.input())
      throw new IllegalArgumentException("read and written tokens must be within the input");
  }
}
