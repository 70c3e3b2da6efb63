package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/// What fills the gaps of a file; a row's own value wins. An empty text means there is none.
///
/// @param start when the clock of a file began that counts from zero
public record RowDefaults(String provider, String model, String route, Optional<Instant> start) {
  public static final RowDefaults NONE = new RowDefaults("", "", "", Optional.empty());

  private static final int CHARS_MAX = 256;

  /// Refuses with INVALID_REQUEST what no row may hold either.
  public RowDefaults {
    check(UsageColumn.PROVIDER, provider);
    check(UsageColumn.MODEL, model);
    check(UsageColumn.ROUTE, route);
  }

  String of(UsageColumn column) {
    return switch (column) {
      case PROVIDER -> provider;
      case MODEL -> model;
      case ROUTE -> route;
      default -> "";
    };
  }

  private static void check(UsageColumn column, String text) {
    if (text.length() > CHARS_MAX || text.chars().anyMatch(Character::isISOControl))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be at most %d characters and none of control, was '%s'"
              .formatted(column.word(), CHARS_MAX, Shown.of(text)));
  }
}
