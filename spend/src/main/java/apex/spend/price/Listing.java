package apex.spend.price;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One model as the book lists it.
///
/// @param pricedOtherwise it has prices, though maybe none for tokens
/// @param periods in the book's order: the last one that fits an instant is in force, and when none
///   fits, the first
/// @param contextWindow in tokens, where the book tells
record Listing(
    String provider,
    String id,
    Rule rule,
    OptionalLong contextWindow,
    boolean deprecated,
    boolean pricedOtherwise,
    List<PeriodRow> periods) {
  Listing {
    periods = List.copyOf(periods);
  }

  record PeriodRow(Optional<Window> window, Price price) {
    boolean fits(Instant at) {
      return price.validFrom().map(from -> !at.isBefore(from)).orElse(true)
          && window.map(hours -> hours.holds(at)).orElse(true);
    }
  }

  /// UTC hours of a day; one that ends before it begins reaches over midnight.
  record Window(LocalTime from, LocalTime to) {
    boolean holds(Instant at) {
      var time = at.atOffset(ZoneOffset.UTC).toLocalTime();
      boolean begun = !time.isBefore(from);
      boolean open = time.isBefore(to);
      return to.isBefore(from) ? begun || open : begun && open;
    }
  }

  Price at(Instant at) {
    for (int i = periods.size() - 1; i >= 0; i--)
      if (periods.get(i).fits(at)) return periods.get(i).price();
    return periods.getFirst().price();
  }
}
