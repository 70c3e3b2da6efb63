package apex.bench;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.HouseFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A house of our own, started as a person would with `./apex up`, in a folder that goes with it.
record OwnHouse(Path folder, Process process) implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  static OwnHouse start() {
    return start(Map.of());
  }

  /// @param settings for the house beside its folder and ports
  static OwnHouse start(Map<String, String> settings) {
    try {
      var folder = Files.createTempDirectory("apex-bench");
      var command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              "apex.launcher.Main",
              "up");
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log(folder).toFile());
      builder.environment().put("APEX_HOME", folder.resolve("home").toString());
      builder.environment().put("BACKEND_PORT", "0");
      builder.environment().put("AUTH_PORT", "0");
      builder.environment().putAll(settings);
      return new OwnHouse(folder, builder.start()).whenReady();
    } catch (IOException impossible) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the house cannot be started: " + impossible, impossible);
    }
  }

  private OwnHouse whenReady() {
    var deadline = Deadline.in(START_PATIENCE);
    while (!ready()) {
      if (!process.isAlive() || deadline.passed()) throw notReady();
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return this;
  }

  private boolean ready() {
    var address = home().backend();
    if (address.isEmpty() || !Files.exists(home().credentialsFile())) return false;
    try (var house = HouseClient.at(address.get())) {
      return house.ask("/health/ready").status() == 200;
    } catch (ApexException notYet) {
      return false;
    }
  }

  private ApexException notReady() {
    var said =
        new ApexException(
            ErrorCode.DEPENDENCY_DOWN,
            "the house did not become ready; it said: " + lastWords(),
            "Look into %s.".formatted(log(folder)));
    stop();
    return said;
  }

  private String lastWords() {
    try {
      var lines = Files.readAllLines(log(folder));
      return lines.isEmpty() ? "nothing" : lines.getLast();
    } catch (IOException unreadable) {
      return "nothing that can be read";
    }
  }

  HouseFolder home() {
    return new HouseFolder(folder.resolve("home"));
  }

  /// The processes of its parts by name, as it noted them last; empty while the note is written.
  Map<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    try {
      Json.tree(Files.readString(home().path().resolve("house.json")))
          .path("pids")
          .properties()
          .forEach(part -> pids.put(part.getKey(), part.getValue().asLong()));
    } catch (IOException | ApexException beingWritten) {
      return pids;
    }
    pids.remove("launcher"); // its children are counted themselves
    return pids;
  }

  HouseClient client() {
    return HouseClient.at(home().backend().orElseThrow());
  }

  Credentials owner() {
    return home().credentials().orElseThrow().credentials();
  }

  private static Path log(Path folder) {
    return folder.resolve("house.log");
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException impatient) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException left) {
      // a temporary folder that the system removes in its time
    }
  }
}
