package apex.spend.figures;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What one model used and cost on one day at one set of unit prices: sums of what was priced call
/// by call, within which each price is one.
///
/// @param day in the zone of the period that was asked for
/// @param basis of the prices
/// @param requests calls
/// @param requestsUsd the fee for the calls themselves
public record DayCharges(
    LocalDate day,
    String provider,
    String model,
    String basis,
    long requests,
    List<Metered> kinds,
    BigDecimal requestsUsd) {

  /// Kinds of token that do not overlap, as they are priced.
  public enum TokenKind {
    INPUT,
    CACHE_READ,
    CACHE_WRITE_5M,
    CACHE_WRITE_1H,
    OUTPUT,
    REASONING
  }

  /// @param perMillion US dollars for a million of these tokens; absent when there are none
  public record Metered(
      TokenKind kind, long tokens, BigDecimal usd, Optional<BigDecimal> perMillion) {}

  public DayCharges {
    kinds = List.copyOf(kinds);
  }
}
