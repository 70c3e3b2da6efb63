package apex.stores.postgres;

import apex.kernel.identity.Workspace;
import java.time.Instant;
import java.util.Optional;

/// A key with which a program sends usage, as its list shows it: never the key itself.
///
/// @param lastUsed to the minute
public record IngestKey(
    KeyId id, String name, Instant created, Optional<Instant> lastUsed, Optional<Instant> revoked) {

  /// What a good key opens.
  public record Opened(KeyId key, Workspace workspace) {}
}
