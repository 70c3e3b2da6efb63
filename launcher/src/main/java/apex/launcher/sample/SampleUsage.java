package apex.launcher.sample;

import java.io.IOException;
import java.io.Writer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/// A month of usage as JSONL, the same for the same seed, count and end. Marked as what it is by
/// every user and conversation being called `sample-…`.
public final class SampleUsage {
  public static final int DAYS = 30;

  private SampleUsage() {}

  /// Writes exactly `count` calls of the thirty days before `end`, in the order of time.
  public static void write(Writer out, long seed, int count, Instant end) throws IOException {
    write(out, seed, count, end, Set.of());
  }

  /// The same month had some waste been avoided: what the waste is worth is the difference.
  public static void write(Writer out, long seed, int count, Instant end, Set<Waste> avoided)
      throws IOException {
    var first = end.minus(Duration.ofDays(DAYS));
    var total = weightUpTo(first, DAYS);
    var line = new StringBuilder();
    for (int day = 0; day < DAYS; day++) {
      var from = (int) ((long) count * weightUpTo(first, day) / total);
      var to = (int) ((long) count * weightUpTo(first, day + 1) / total);
      var start = first.plus(Duration.ofDays(day));
      for (var call : new SampleDay(start, seed, avoided).calls(to - from)) {
        line.setLength(0);
        call.appendTo(line);
        out.append(line);
      }
    }
    out.flush();
  }

  /// Weekends are quiet, and usage grows a little every day.
  private static long weightUpTo(Instant first, int days) {
    var weight = 0L;
    for (int day = 0; day < days; day++) {
      var weekday = first.plus(Duration.ofDays(day)).atOffset(ZoneOffset.UTC).getDayOfWeek();
      var weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
      weight += (weekend ? 35 : 100) + day;
    }
    return weight;
  }
}
