package apex.spend.figures;

import apex.spend.usage.Tokens;
import java.time.Instant;

/// One call with the hashes of its prompt's prefix, as the replay reads it, oldest first.
///
/// @param tier the provider's word for its terms; empty for the ordinary ones
/// @param prefixHashes one for each 512-token block; not copied: a replay of a million calls reads
///   them once and keeps none
@SuppressWarnings("ArrayRecordComponent") // boxed lists cost eight times the memory on this path
public record PrefixCall(
    Instant at,
    String provider,
    String model,
    String route,
    String tier,
    Tokens tokens,
    long[] prefixHashes) {
  /// Tokens that one hash stands for.
  public static final int BLOCK = 512;
}
