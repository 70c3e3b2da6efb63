package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Where the stores of one test JVM live: a temporary folder that is deleted, with the stores
/// stopped, when the JVM ends. Folders of test JVMs that were killed are swept on the next first
/// use.
final class TestFolder {
  private static final String PREFIX = "apex-test-";
  private static final TestFolder SHARED = new TestFolder();

  private final Path path;
  private final Deque<Runnable> atEnd = new ConcurrentLinkedDeque<>();

  private TestFolder() {
    try {
      var temporary = Path.of(System.getProperty("java.io.tmpdir"));
      sweep(temporary);
      path = Files.createTempDirectory(temporary, PREFIX);
      ProcessMark.of(ProcessHandle.current()).write(path.resolve("owner"));
    } catch (IOException failed) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "no temporary folder for the test stores: " + Reason.of(failed),
          failed);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "test-stores-stop"));
  }

  static TestFolder shared() {
    return SHARED;
  }

  /// A new folder for one store.
  Path of(String name) {
    try {
      return Files.createTempDirectory(path, name + "-");
    } catch (IOException failed) {
      throw StartFailure.folder(path, failed);
    }
  }

  /// Runs `stop` when the JVM ends, the latest first.
  void atEnd(Runnable stop) {
    atEnd.push(stop);
  }

  private void end() {
    var stops = new ArrayList<Thread>();
    for (var stop : atEnd) stops.add(Thread.ofPlatform().start(stop));
    try {
      for (var stop : stops) stop.join();
      CacheFolder.delete(path);
    } catch (IOException | InterruptedException leftForTheSweep) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sweep(Path temporary) throws IOException {
    try (var folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (var folder : folders) sweepOne(folder);
    }
  }

  private static void sweepOne(Path folder) {
    var owner = ProcessMark.read(folder.resolve("owner"));
    if (owner.isEmpty() || owner.get().running().isPresent()) return;
    try (var marks = Files.find(folder, 4, (file, is) -> file.toString().endsWith(".pid"))) {
      for (var mark : marks.toList())
        ProcessMark.read(mark).ifPresent(m -> m.end(StopSignal.KILL, java.time.Duration.ZERO));
      CacheFolder.delete(folder);
    } catch (IOException | java.io.UncheckedIOException othersAreSweepingToo) {
      // Two test JVMs may sweep at once; what one leaves the other deletes.
      return;
    }
  }
}
