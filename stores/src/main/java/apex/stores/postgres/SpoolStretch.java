package apex.stores.postgres;

import java.util.UUID;

/// Records of one spool, from one position up to another.
///
/// @param from in bytes since the spool was made
/// @param to the first that is no longer meant
public record SpoolStretch(UUID spool, long from, long to) {
  public SpoolStretch {
    if (from < 0 || to <= from)
      throw new IllegalArgumentException(
          "a stretch must go forward, was %d to %d".formatted(from, to));
  }
}
