package apex.spend.figures;

import java.time.Duration;

/// A way to use a provider's prompt cache, as far as it decides which blocks are read and written.
///
/// @param writes what is written
/// @param timeToLive how long a block stays after its last write or read
/// @param minPrefixTokens a shorter prefix is neither read nor written
public record CachePolicy(String name, Writes writes, Duration timeToLive, int minPrefixTokens) {
  /// Which blocks a policy writes.
  public enum Writes {
    /// Every whole block that is not in the cache.
    ALL,
    /// Only blocks that will be read again in time: a bound, since no one knows the future.
    REREAD
  }
}
