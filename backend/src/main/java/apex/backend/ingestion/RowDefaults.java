package apex.backend.ingestion;

import java.time.Instant;
import java.util.Optional;

/// What fills the gaps of a file; a row's own value wins. An empty text means there is none.
///
/// @param start when the clock of a file began that counts from zero
public record RowDefaults(String provider, String model, String route, Optional<Instant> start) {
  public static final RowDefaults NONE = new RowDefaults("", "", "", Optional.empty());

  String of(UsageColumn column) {
    return switch (column) {
      case PROVIDER -> provider;
      case MODEL -> model;
      case ROUTE -> route;
      default -> "";
    };
  }
}
