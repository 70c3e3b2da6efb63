package apex.launcher.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.Set;

/// A month of usage as JSONL, the same for the same seed, count and end. Marked as what it is by
/// every user and conversation being called `sample-…`.
public final class SampleUsage {
  public static final int DAYS = SampleMonth.DAYS;

  private SampleUsage() {}

  /// Writes exactly `count` calls of the thirty days before `end`, in the order of time.
  public static void write(Writer out, long seed, int count, Instant end) throws IOException {
    write(out, seed, count, end, Set.of());
  }

  /// The same month had some waste been avoided: what the waste is worth is the difference.
  public static void write(Writer out, long seed, int count, Instant end, Set<Waste> avoided)
      throws IOException {
    var line = new StringBuilder();
    try {
      new SampleMonth(seed, count, end, avoided)
          .calls(call -> {
            line.setLength(0);
            call.appendTo(line);
            append(out, line);
          });
    } catch (UncheckedIOException full) {
      throw full.getCause();
    }
    out.flush();
  }

  private static void append(Writer out, StringBuilder line) {
    try {
      out.append(line);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
