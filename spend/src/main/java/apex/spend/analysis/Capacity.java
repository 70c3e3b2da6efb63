package apex.spend.analysis;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/// What a workspace was offered for reserved capacity of a model: prices and throughput differ by
/// model, region and contract, so nobody but the workspace knows them.
///
/// @param tokensPerMinute that one unit serves, input and output together
/// @param usdPerHour for one unit, used or not
public record Capacity(String provider, String model, long tokensPerMinute, BigDecimal usdPerHour) {
  public Capacity {
    if (tokensPerMinute < 1 || usdPerHour.signum() <= 0)
      throw new IllegalArgumentException(
          "reserved capacity needs tokens a minute and US dollars an hour above 0, was %d and %s"
              .formatted(tokensPerMinute, usdPerHour));
  }

  /// Several, separated by `;`, each `provider model tokens_per_minute usd_per_hour`; none of a
  /// blank text.
  ///
  /// @throws IllegalArgumentException naming the offer that is not one
  public static List<Capacity> parse(String text) {
    return Arrays.stream(text.split(";"))
        .map(String::strip)
        .filter(offer -> !offer.isEmpty())
        .map(Capacity::one)
        .toList();
  }

  private static Capacity one(String offer) {
    var words = offer.split("\\s+");
    if (words.length != 4
        || !words[2].matches("[0-9]{1,15}")
        || !words[3].matches("[0-9]{1,9}(\\.[0-9]{1,9})?"))
      throw new IllegalArgumentException(
          "an offer of reserved capacity is `provider model tokens_per_minute usd_per_hour`, such as `openai gpt-4o 50000 12.50`, was `%s`"
              .formatted(offer));
    return new Capacity(words[0], words[1], Long.parseLong(words[2]), new BigDecimal(words[3]));
  }
}
