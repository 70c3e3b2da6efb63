package apex.spend.analysis;

import java.math.BigDecimal;

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
}
