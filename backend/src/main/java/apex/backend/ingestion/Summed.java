package apex.backend.ingestion;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// What a row says of the many calls it sums up. No price that depends on the size or the moment of
/// one call may be applied to their sum without saying so.
///
/// @param until first moment after the calls; their first is the row's own
/// @param sizeLeast least input tokens of any one call, as far as the file tells
/// @param sizeMost most input tokens of any one call, as far as the file tells
/// @param perMillion the price that the file names for its one kind of token, US dollars per
///   million
public record Summed(
    Instant until, long sizeLeast, long sizeMost, Optional<BigDecimal> perMillion) {

  /// Nothing is known of the size of a call.
  static Summed until(Instant until) {
    return new Summed(until, 0, Long.MAX_VALUE, Optional.empty());
  }

  Summed sized(long least, long most) {
    return new Summed(until, least, most, perMillion);
  }

  Summed at(Optional<BigDecimal> pricePerMillion) {
    return new Summed(until, sizeLeast, sizeMost, pricePerMillion);
  }
}
