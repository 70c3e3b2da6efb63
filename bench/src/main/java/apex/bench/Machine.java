package apex.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a measurement ran on: without it a figure says nothing.
record Machine(int cores, String processor, long memoryBytes, String system, String java) {
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.version"));
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static String processorName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException elsewhere) {
      return System.getProperty("os.arch");
    }
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("cores", cores);
    wire.put("processor", processor);
    wire.put("memory_bytes", memoryBytes);
    wire.put("system", system);
    wire.put("java", java);
    return wire;
  }

  String sentence() {
    return "%d cores (%s), %d GiB, %s, Java %s"
        .formatted(cores, processor, memoryBytes >> 30, system, java);
  }
}
