package apex.stores.clickhouse;

import java.math.BigDecimal;
import java.util.Optional;

/// What a file or an emitter told of a call beside the call itself.
///
/// @param requests how many calls it stands for: 1, more where the file told only their sum, 0
///   where another row counts them
/// @param summed whether the file told only the sum of calls, so that no length or tier is one
///   call's
/// @param further it is a further part of the row before it, and not counted as a row
/// @param reportedUsd what the file, or the emitter, says it cost, kept beside ours
public record FileWords(
    long requests, boolean summed, boolean further, Optional<BigDecimal> reportedUsd) {
  /// One call by itself.
  public static final FileWords NONE = new FileWords(1, false, false, Optional.empty());

  private static final long REQUESTS_MOST = 0xffff_ffffL;

  public FileWords {
    if (requests < 0 || requests > REQUESTS_MOST)
      throw new IllegalArgumentException(
          "requests must be 0 to %d, were %d".formatted(REQUESTS_MOST, requests));
  }

  /// 1, or 0 for a further part.
  int rows() {
    return further ? 0 : 1;
  }
}
