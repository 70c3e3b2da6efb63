package apex.bench.faults;

import apex.embedded.Child;
import apex.embedded.Recipe;
import apex.embedded.StopSignal;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// auth or backend as a process of its own, which can be killed and started again on its port.
final class Served implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Recipe recipe;
  private Child child;

  private Served(Recipe recipe) {
    this.recipe = recipe;
    this.child = started(recipe);
  }

  static Served start(String module, Path folder, Map<String, String> environment) {
    var classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes,
            "apex." + module + ".Main");
    return new Served(
        new Recipe(module, command, environment, folder, StopSignal.TERM, Duration.ofSeconds(15)));
  }

  private static Child started(Recipe recipe) {
    var ready = new CountDownLatch(1);
    var child =
        Child.start(
            recipe,
            line -> {
              if (line.startsWith("READY")) ready.countDown();
            });
    try {
      if (ready.await(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) return child;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    var said = String.join("\n", child.lastLines());
    child.close();
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN, "%s did not start: %s".formatted(recipe.name(), said));
  }

  long pid() {
    return child.pid();
  }

  void kill() {
    child.kill();
  }

  void startAgain() {
    child = started(recipe);
  }

  @Override
  public void close() {
    child.close();
  }
}
