package apex.stores.clickhouse;

import apex.stores.postgres.RepricingRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Which costs a reading counts: those of one set, or those of an adopted set for the calls that it
/// covers and the first ones for all others.
///
/// @param pricing the number of the set; 0 is the one made when the calls came
/// @param otherwise the set of the calls that it does not cover; the same number: those do not
///   count
/// @param from and `to`, exclusive, and `asOf`: which calls the set covers
public record CostSet(int pricing, int otherwise, Instant from, Instant to, long asOf) {
  /// The costs made when the calls came.
  public static final CostSet FIRST = alone(0);

  /// Nothing but this set.
  public static CostSet alone(int pricing) {
    return new CostSet(pricing, pricing, Instant.EPOCH, Instant.EPOCH, 0);
  }

  /// The set where it covers a call, the first costs elsewhere.
  public static CostSet adopted(RepricingRecord set) {
    return new CostSet(set.pricing(), 0, set.from(), set.to(), set.asOf());
  }

  Map<String, Value> values() {
    var values = new HashMap<String, Value>();
    values.put("pricing", Value.of(pricing));
    values.put("otherwise", Value.of(otherwise));
    values.put("set_from", Value.of(from));
    values.put("set_to", Value.of(to));
    values.put("set_as_of", Value.of(asOf));
    return values;
  }

  /// Whether evidence must tell the parameter: which calls a set covers matters for an adopted one.
  boolean tells(String parameter) {
    return switch (parameter) {
      case "otherwise", "set_from", "set_to", "set_as_of" -> pricing != otherwise;
      default -> true;
    };
  }
}
