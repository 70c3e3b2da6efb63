package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A [ClickHouseServer] in a JVM of its own, on a folder that is kept.
public final class ClickHouseProcess implements Part {
  static final String USER = "default";
  private static final String FORMAT_FILE = "version";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// @param folder holds `data`, `run` and `log`
  public record Config(Path folder, int port, Secret password) {
    String url() {
      return "http://%s:%d".formatted(Loopback.HOST, port);
    }
  }

  private final Config config;
  private final Child child;

  private ClickHouseProcess(Config config, Child child) {
    this.config = config;
    this.child = child;
  }

  static ClickHouseProcess start(Config config, Path library, Deadline deadline) {
    prepare(config);
    var ready = new CountDownLatch(1);
    var child =
        Child.start(
            recipe(config, library),
            line -> {
              if (line.startsWith("READY ")) ready.countDown();
            });
    child.ended().thenRun(ready::countDown);
    var process = new ClickHouseProcess(config, child);
    try {
      process.await(ready, deadline);
      return process;
    } catch (RuntimeException failed) {
      process.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return "clickhouse";
  }

  @Override
  public int port() {
    return config.port();
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void close() {
    child.close();
  }

  private void await(CountDownLatch ready, Deadline deadline) {
    try {
      if (!ready.await(deadline.left().toMillis(), TimeUnit.MILLISECONDS))
        throw new ApexException(
            ErrorCode.DEADLINE_EXCEEDED, "the start of ClickHouse took too long");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "the start of ClickHouse was stopped", stop);
    }
    if (!child.alive())
      throw StartFailure.of(
          "ClickHouse", config.port(), String.join("\n  ", child.lastLines()), "clickhouse.log");
  }

  /// The library reads folders of its own release and older ones, so a newer one's is refused.
  private static void prepare(Config config) {
    try {
      var data = Files.createDirectories(config.folder().resolve("data"));
      var note = config.folder().resolve(FORMAT_FILE);
      if (Files.exists(note)) refuseNewer(data, Files.readString(note).strip());
      Files.writeString(note, ChdbLibrary.VERSION + "\n");
    } catch (IOException failed) {
      throw StartFailure.folder(config.folder(), failed);
    }
  }

  private static void refuseNewer(Path data, String wrote) {
    if (Version.of(wrote).compareTo(Version.of(ChdbLibrary.VERSION)) > 0)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the data folder %s was written by ClickHouse %s, this house runs %s"
              .formatted(data, wrote, ChdbLibrary.VERSION),
          "Start it with the release that wrote it, or move the folder away to begin with an empty one.");
  }

  private static Recipe recipe(Config config, Path library) {
    var java = Path.of(System.getProperty("java.home"));
    var environment = new HashMap<>(Platform.current().signalChaining(java));
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("TZ", "UTC");
    environment.put(ClickHouseServer.LIBRARY.name(), library.toString());
    environment.put(
        ClickHouseServer.FOLDER.name(),
        config.folder().resolve("data").toAbsolutePath().toString());
    environment.put(ClickHouseServer.PORT.name(), "" + config.port());
    environment.put(ClickHouseServer.PASSWORD.name(), config.password().reveal());
    return new Recipe(
        "clickhouse", command(java), environment, config.folder(), StopSignal.TERM, PATIENCE);
  }

  private static List<String> command(Path java) {
    return List.of(
        java.resolve("bin/java").toString(),
        "-Xmx64m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Dsun.net.httpserver.nodelay=true",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath(),
        ClickHouseServer.class.getName());
  }

  /// Only what the helper needs, wherever this very program was loaded from.
  private static String classPath() {
    return Stream.of(ClickHouseServer.class, Secret.class)
        .map(ClickHouseProcess::location)
        .distinct()
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static String location(Class<?> type) {
    var source =
        Optional.ofNullable(type.getProtectionDomain().getCodeSource())
            .orElseThrow(() -> new ApexException(ErrorCode.BUG, type + " has no location"));
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException strange) {
      throw new ApexException(ErrorCode.BUG, "not a file: " + source.getLocation(), strange);
    }
  }

  /// The numbers of a release, in order.
  private record Version(List<Integer> numbers) implements Comparable<Version> {
    static Version of(String text) {
      return new Version(
          Stream.of(text.split("\\D+")).filter(n -> !n.isEmpty()).map(Integer::valueOf).toList());
    }

    @Override
    public int compareTo(Version other) {
      for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
        var difference = numbers.get(i).compareTo(other.numbers.get(i));
        if (difference != 0) return difference;
      }
      return numbers.size() - other.numbers.size();
    }
  }
}
