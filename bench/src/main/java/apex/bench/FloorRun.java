package apex.bench;

import apex.bench.load.SpanLoad;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What the floor takes from the same senders: [FloorReceiver] in a JVM of the backend's flags.
///
/// @param flags of the backend's JVM
record FloorRun(int senders, int spans, List<String> flags) {
  static final Duration WARM_UP = Duration.ofSeconds(5);

  /// @param cpuMicros processor time for each span, of the receiver and of its senders
  record Floor(double perSecond, Map<String, Double> cpuMicros) {}

  Floor measure(Duration time) {
    try {
      var folder = Files.createTempDirectory("apex-floor");
      var process = process(folder);
      try {
        var target = URI.create("http://127.0.0.1:%d/v1/traces".formatted(port(process)));
        var load = new SpanLoad(() -> target, "none", senders, spans);
        load.flatOut(WARM_UP);
        var pids = Map.of("sender", ProcessHandle.current().pid(), "floor", process.pid());
        var earlier = CpuTimes.of(pids);
        var sent = load.flatOut(time);
        return new Floor(sent.perSecond(), CpuTimes.of(pids).microsEach(earlier, sent.spans()));
      } finally {
        process.destroyForcibly();
        delete(folder);
      }
    } catch (IOException impossible) {
      throw new ApexException(ErrorCode.DEPENDENCY_DOWN, "the floor cannot be started", impossible);
    }
  }

  /// Those flags of a running JVM that shape its work; not the archive of its classes. Read from
  /// where Linux keeps them, since Java's own view ends where a class path is long.
  static List<String> flagsOf(long pid) {
    try {
      var line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return Arrays.stream(line.split("\0"))
          .takeWhile(argument -> !argument.equals("-cp"))
          .filter(argument -> argument.startsWith("-X"))
          .filter(argument -> !argument.contains("Archive") && !argument.contains("-Xlog"))
          .toList();
    } catch (IOException elsewhere) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the backend's flags cannot be read", elsewhere);
    }
  }

  private Process process(Path folder) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            // Its log goes to standard error: nobody reads its standard output after the first
            // line.
            "-Dlogback.configurationFile=apex/ops/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            FloorReceiver.class.getName(),
            folder.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static int port(Process process) {
    return process
        .inputReader()
        .lines()
        .filter(line -> line.startsWith("READY "))
        .map(line -> Integer.valueOf(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() ->
            new ApexException(ErrorCode.DEPENDENCY_DOWN, "the floor's receiver did not start"));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .map(Path::toFile)
          .forEach(java.io.File::delete);
    }
  }
}
