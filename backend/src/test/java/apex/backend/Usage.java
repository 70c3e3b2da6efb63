package apex.backend;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/// Usage whose cost is known without the code under test: gpt-4o at $2.50 in and $10 out a million.
final class Usage {
  private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

  private Usage() {}

  static String csv(int calls) {
    var csv = new StringBuilder("timestamp,input_tokens,output_tokens\n");
    for (int i = 0; i < calls; i++)
      csv.append(BEGIN.plusSeconds(600L * i))
          .append(',')
          .append(input(i))
          .append(',')
          .append(output(i))
          .append('\n');
    return csv.toString();
  }

  static String cost(int calls) {
    long millionths = 0;
    for (int i = 0; i < calls; i++) millionths += input(i) * 25L + output(i) * 100L;
    return BigDecimal.valueOf(millionths, 7).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static int input(int i) {
    return 1000 + i % 97 * 40;
  }

  private static int output(int i) {
    return 100 + i % 53 * 12;
  }
}
