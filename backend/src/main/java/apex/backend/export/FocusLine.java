package apex.backend.export;

import apex.spend.figures.DayCharges.Metered;
import apex.spend.figures.DayCharges.TokenKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;

/// One kind of token, or the calls, of one model on one day at one unit price.
///
/// @param kind a [TokenKind], or [#REQUESTS]
/// @param perUnit US dollars for a million tokens, or for a thousand calls
record FocusLine(String kind, String basis, long quantity, BigDecimal usd, BigDecimal perUnit) {
  static final String REQUESTS = "REQUESTS";

  /// What lines are told apart and ordered by.
  record Key(int kind, BigDecimal perUnit, String basis) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::kind).thenComparing(Key::perUnit).thenComparing(Key::basis);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  static FocusLine tokens(String basis, Metered metered) {
    return new FocusLine(
        metered.kind().name(),
        basis,
        metered.tokens(),
        metered.usd(),
        metered.perMillion().orElse(BigDecimal.ZERO));
  }

  static FocusLine requests(String basis, long requests, BigDecimal usd) {
    var perThousand =
        usd.scaleByPowerOfTen(3)
            .divide(BigDecimal.valueOf(Math.max(1, requests)), MathContext.DECIMAL64)
            .stripTrailingZeros();
    return new FocusLine(REQUESTS, basis, requests, usd, perThousand);
  }

  Key key() {
    var first = kind.equals(REQUESTS) ? -1 : TokenKind.valueOf(kind).ordinal();
    return new Key(first, perUnit.stripTrailingZeros(), basis);
  }

  FocusLine as(String other) {
    return new FocusLine(other, basis, quantity, usd, perUnit);
  }

  FocusLine plus(FocusLine more) {
    return new FocusLine(kind, basis, quantity + more.quantity, usd.add(more.usd), perUnit);
  }
}
