package apex.spend.proof;

import apex.spend.figures.InputSet;
import apex.spend.figures.Source;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Where one figure comes from, enough to compute it again.
///
/// @param id within its answer, such as `e3`
/// @param subject what the value is, in words, such as `spend in the period`
/// @param template id and version of the query, such as `spend_by_model@1`
/// @param parameters as bound, in order
/// @param priceBook the version that priced it
/// @param formula how the value follows from the sums
/// @param sums intermediate values by name, as plain decimal text
/// @param value the figure itself: US dollars with six decimals, a count, or a share
/// @param unit `usd`, `calls`, `tokens` or `share`
public record Evidence(
    String id,
    String subject,
    String template,
    Map<String, Object> parameters,
    long rowsRead,
    InputSet inputSet,
    String priceBook,
    String formula,
    Map<String, String> sums,
    String value,
    String unit) {
  public Evidence {
    if (!id.matches("e[0-9]+"))
      throw new IllegalArgumentException("evidence is numbered like e3, was " + id);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
  }

  public static Evidence of(
      String id, String subject, Source source, String priceBook, Computation computation) {
    return new Evidence(
        id,
        subject,
        source.template(),
        source.parameters(),
        source.rowsRead(),
        source.inputSet(),
        priceBook,
        computation.formula(),
        computation.sums(),
        computation.value(),
        computation.unit());
  }

  /// The value as a text may call it: dollars with cents, a share as percent with one decimal, a
  /// count with thousands separators.
  ///
  /// @param subjects keys of the names it is about; empty for the whole
  public Citable cited(Citable.Measure measure, Set<String> subjects) {
    return new Citable.Amount(shown(new BigDecimal(value)), measure, subjects);
  }

  private String shown(BigDecimal exact) {
    return switch (unit) {
      case "usd" -> Usd.prose(exact);
      case "share" -> exact.movePointRight(2).setScale(1, RoundingMode.HALF_EVEN) + " %";
      default -> String.format(Locale.ROOT, "%,d", exact.longValueExact());
    };
  }

  /// The part of an evidence that is arithmetic.
  public record Computation(String formula, Map<String, String> sums, String value, String unit) {}
}
