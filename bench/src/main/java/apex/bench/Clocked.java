package apex.bench;

import apex.bench.load.Distribution;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A command run to its end, by the shell's own clock: all of it, its start too.
///
/// @param wall seconds
/// @param cpu processor seconds of it and all its children
/// @param exit its exit code
record Clocked(double wall, double cpu, int exit) {
  private static final String TIMED =
      "TIMEFORMAT='%R %U %S'; time \"$@\" >\"$CLOCKED_OUT\" 2>/dev/null; exit $?";

  /// @param out what it prints is put there
  static Clocked run(List<String> command, Map<String, String> environment, Path out)
      throws InterruptedException {
    var whole = new ArrayList<>(List.of("bash", "-c", "{ " + TIMED + "; }", "bash"));
    whole.addAll(command);
    try {
      var builder = new ProcessBuilder(whole).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      builder.environment().put("CLOCKED_OUT", out.toString());
      builder.environment().put("LC_ALL", "C");
      var process = builder.start();
      var said = new String(process.getErrorStream().readAllBytes()).strip();
      return read(said, process.waitFor(), command);
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "%s could not be run: %s".formatted(command.getFirst(), broken.getMessage()),
          "The measurement needs bash and what it measures.");
    }
  }

  private static Clocked read(String said, int exit, List<String> command) {
    var times = said.substring(said.lastIndexOf('\n') + 1).split(" ");
    if (times.length != 3 || exit > 1)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "%s ended with %d".formatted(String.join(" ", command), exit),
          "Run it alone to see why.");
    return new Clocked(
        Double.parseDouble(times[0]),
        Double.parseDouble(times[1]) + Double.parseDouble(times[2]),
        exit);
  }

  /// The one in the middle by wall time; of an even number the faster.
  static Clocked middle(List<Clocked> runs) {
    return runs.stream()
        .sorted(java.util.Comparator.comparingDouble(Clocked::wall))
        .toList()
        .get((runs.size() - 1) / 2);
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("wall_s", Distribution.rounded(wall));
    wire.put("cpu_s", Distribution.rounded(cpu));
    return wire;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }
}
