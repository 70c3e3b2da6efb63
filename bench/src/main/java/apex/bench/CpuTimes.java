package apex.bench;

import apex.bench.load.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The processor time that processes have used, in seconds; a process that is gone has used none.
///
/// @param seconds by the part's name
record CpuTimes(Map<String, Double> seconds) {
  private static final double TICKS_PER_SECOND = 100;

  static CpuTimes of(Map<String, Long> pids) {
    var seconds = new LinkedHashMap<String, Double>();
    pids.forEach((name, pid) ->
        // The house itself is a child of the sender, and counted by its parts.
        seconds.put(name, name.equals("sender") ? ticks(pid) / TICKS_PER_SECOND : used(pid)));
    return new CpuTimes(seconds);
  }

  /// Processor seconds a second since `earlier`: 1 is a whole core.
  Map<String, Double> cores(CpuTimes earlier, double elapsed) {
    var cores = new LinkedHashMap<String, Double>();
    seconds.forEach((name, used) ->
        cores.put(
            name,
            Distribution.rounded((used - earlier.seconds.getOrDefault(name, 0.0)) / elapsed)));
    return cores;
  }

  /// Microseconds of processor time since `earlier` for each of `count` things: unlike a rate, not
  /// much changed by others at work on the machine.
  Map<String, Double> microsEach(CpuTimes earlier, long count) {
    return cores(earlier, Math.max(1, count) / 1e6);
  }

  /// PostgreSQL works in children of the process that is known.
  private static double used(long pid) {
    double own = ticks(pid);
    var children =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToDouble(child -> ticks(child.pid()))
            .sum();
    return (own + children) / TICKS_PER_SECOND;
  }

  private static double ticks(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    } catch (IOException gone) {
      return 0;
    }
  }
}
