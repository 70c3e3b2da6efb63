package apex.ops.audit.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import apex.ops.audit.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An audit that a person stops while it reads.
class StoppedAuditTest {
  private static final int FILES = 8;

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void ctrlCEndsItWithItsCodeAndLeavesACacheThatIsRight() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "threads are told by Linux alone");
    assumeTrue(exit("env", "--default-signal=INT", "true") == 0, "env cannot restore signals");
    var tree = tree();
    var process = audit(tree);
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> reads(process) || !process.isAlive());
    assertThat(process.isAlive()).as("it was still reading").isTrue();
    assertThat(exit("kill", "-INT", "" + process.pid())).isZero();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("out"))).isEmpty();
    for (int i = 1; i < FILES; i++) Files.writeString(tree.resolve("f" + i + ".py"), "import f0\n");
    Files.writeString(tree.resolve("f0.py"), "import f1\n");
    var after = Trees.run(tree, "audit", ".", "--json");
    assertThat(after.out().replaceFirst("\"duration_ms\":\\d+", ""))
        .isEqualTo(
            Trees.run(tree, "audit", ".", "--json", "--no-cache")
                .out()
                .replaceFirst("\"duration_ms\":\\d+", ""));
  }

  /// Large enough that reading it takes seconds.
  private Path tree() throws IOException {
    var tree = Files.createDirectories(folder.resolve("tree"));
    var text = "value = call(1, 'two', [3, four], key=five)\n".repeat(180_000);
    for (int i = 0; i < FILES; i++) Files.writeString(tree.resolve("f" + i + ".py"), text);
    return tree;
  }

  private Process audit(Path tree) throws IOException {
    var command =
        List.of(
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xint",
            "-Xmx512m",
            "-cp",
            classPath(),
            "apex.ops.Main",
            "audit",
            ".",
            "--json");
    var builder =
        new ProcessBuilder(command)
            .directory(tree.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("tree.cache").toString());
    return builder.start();
  }

  /// The child runs in another folder.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Whether a thread that reads files has begun.
  private static boolean reads(Process process) {
    try (var tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.anyMatch(task -> name(task).startsWith("audit-"));
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException gone) {
      return "";
    }
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (IOException absent) {
      return -1;
    }
  }
}
