package apex.spend.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How US dollars are written. Costs stay exact until here.
public final class Usd {
  /// Decimals on the wire.
  public static final int PLACES = 6;

  private Usd() {}

  /// As on the wire: six decimals, half even, such as `96.791325`.
  public static String text(BigDecimal usd) {
    return usd.setScale(PLACES, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// As in prose: `$96.79`, `-$3.00`; what is not zero and rounds to it is `under $0.01`.
  public static String prose(BigDecimal usd) {
    var cents = usd.abs().setScale(2, RoundingMode.HALF_EVEN);
    if (cents.signum() == 0 && usd.signum() != 0) return "under $0.01";
    return (usd.signum() < 0 ? "-$" : "$") + String.format(Locale.ROOT, "%,.2f", cents);
  }

  /// The parts rounded so that they add up to their rounded sum: each is cut off, and the missing
  /// units go to the largest remainders, the first of equals.
  ///
  /// @param places decimals of each
  public static List<BigDecimal> addingUp(List<BigDecimal> parts, int places) {
    var sum = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var cut =
        new ArrayList<>(parts.stream().map(p -> p.setScale(places, RoundingMode.FLOOR)).toList());
    var shown = cut.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var unit = BigDecimal.ONE.movePointLeft(places);
    int missing =
        sum.setScale(places, RoundingMode.HALF_EVEN).subtract(shown).divide(unit).intValueExact();
    IntStream.range(0, parts.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> cut.get(i).subtract(parts.get(i))))
        .limit(missing)
        .toList()
        .forEach(i -> cut.set(i, cut.get(i).add(unit)));
    return List.copyOf(cut);
  }
}
