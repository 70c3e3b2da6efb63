package apex.stores.clickhouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/// What a client's own metric counted up to a moment.
///
/// @param startedAt since when it counts
/// @param tokenType `input` or `output`; empty when not told
/// @param cumulative whether it goes on from the point before; else it counts from `startedAt` only
/// @param calls how many calls were recorded, -1 when the metric counts tokens alone
public record TokenPoint(Series series, Instant startedAt, Instant at, long calls, double tokens) {

  /// Points that one client counts in a row.
  ///
  /// @param others every further attribute, so that series that differ in one stay apart
  public record Series(
      String service,
      String environment,
      String provider,
      String model,
      String operation,
      String metric,
      String tokenType,
      boolean cumulative,
      String others) {
    byte[] key() {
      var text =
          String.join(
              "\0",
              service,
              environment,
              provider,
              model,
              operation,
              metric,
              tokenType,
              Boolean.toString(cumulative),
              others);
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        return java.util.Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 16);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }
  }
}
