package apex.ops.command;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A total as a person reads it: never without how much of it is known, and with the interval where
/// something has no price or can be read in two ways.
final class Totals {
  private Totals() {}

  /// `1.25 USD; 50.0 % of the tokens have a price; 1.80 to 7.50 USD in all`.
  ///
  /// @param total with `low_usd`, `high_usd` and `tokens_priced`, the last also inside `coverage`
  /// @param usd the field that holds the amount
  static String words(JsonNode total, String usd) {
    var amount = total.path(usd);
    return "%s USD; %s"
        .formatted(amount.isNull() ? "unknown" : amount.asString("unknown"), known(total, usd));
  }

  /// How much of it is known: `100.0 % of the tokens have a price`.
  static String known(JsonNode total, String usd) {
    var priced = total.path("tokens_priced");
    var share = priced.isNumber() ? priced : total.path("coverage").path("tokens_priced");
    var known =
        String.format(Locale.ROOT, "%.1f %% of the tokens have a price", share.asDouble(0) * 100);
    return certain(total, usd) ? known : known + "; " + interval(total) + " USD in all";
  }

  private static boolean certain(JsonNode total, String usd) {
    var low = Rows.text(total, "low_usd");
    return low.equals(Rows.text(total, "high_usd")) && low.equals(Rows.text(total, usd));
  }

  private static String interval(JsonNode total) {
    var high = total.path("high_usd");
    return high.isNull() || high.isMissingNode()
        ? "at least " + Rows.text(total, "low_usd")
        : "%s to %s".formatted(Rows.text(total, "low_usd"), high.asString(""));
  }
}
