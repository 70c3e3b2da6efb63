package apex.launcher;

import apex.embedded.Child;
import apex.embedded.Loopback;
import apex.embedded.Part;
import apex.embedded.Recipe;
import apex.embedded.StopSignal;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import apex.ops.house.HouseClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A service of the house as a child JVM, told its settings by environment and found ready by its
/// own word: a line that begins with `READY`, then `/health/ready`.
final class Service implements Part {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// @param module the folder it was built in; its main class is `apex.MODULE.Main`
  /// @param environment all of it
  /// @param flags for its JVM
  record Plan(
      String module,
      Path root,
      Path home,
      int port,
      Map<String, String> environment,
      List<String> flags) {
    Plan {
      environment = Map.copyOf(environment);
      flags = List.copyOf(flags);
    }

    String url() {
      return "http://%s:%d".formatted(Loopback.HOST, port);
    }

    Recipe recipe() {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(flags);
      command.addAll(List.of("-cp", classPath(), "apex." + module + ".Main"));
      return new Recipe(module, command, environment, home, StopSignal.TERM, PATIENCE);
    }

    private String classPath() {
      var target = root.resolve(module).resolve("target");
      try {
        var others = Files.readString(target.resolve("runtime.classpath")).strip();
        return built(target) + File.pathSeparator + others;
      } catch (IOException unbuilt) {
        throw new ApexException(
            ErrorCode.DEPENDENCY_DOWN,
            "the module %s is not built: %s".formatted(module, unbuilt.getMessage()),
            "Start it with ./apex, which builds first, or run mvn package.");
      }
    }

    /// Its jar; its classes where no jar was made.
    private Path built(Path target) throws IOException {
      try (Stream<Path> files = Files.list(target)) {
        return files
            .filter(file -> file.getFileName().toString().matches("apex-" + module + "-.*\\.jar"))
            .findFirst()
            .orElse(target.resolve("classes"));
      }
    }
  }

  private final Plan plan;
  private final Child child;

  private Service(Plan plan, Child child) {
    this.plan = plan;
    this.child = child;
  }

  /// Starts it and returns when it can serve.
  static Service start(Plan plan, Deadline deadline) {
    var listening = new CountDownLatch(1);
    var child =
        Child.start(
            plan.recipe(),
            line -> {
              if (line.startsWith("READY ")) listening.countDown();
            });
    child.ended().thenRun(listening::countDown);
    var service = new Service(plan, child);
    try {
      service.await(listening, deadline);
      service.awaitReady(deadline);
      return service;
    } catch (RuntimeException failed) {
      service.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return plan.module();
  }

  @Override
  public int port() {
    return plan.port();
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void close() {
    child.close();
  }

  private void await(CountDownLatch listening, Deadline deadline) {
    try {
      if (!listening.await(deadline.left().toMillis(), TimeUnit.MILLISECONDS))
        throw slow("it does not listen yet");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "the start of %s was stopped".formatted(name()));
    }
    if (!child.alive()) throw ended();
  }

  private void awaitReady(Deadline deadline) {
    try (var client = HouseClient.at(URI.create(plan.url()))) {
      while (true) {
        var answer = client.ask("/health/ready");
        if (answer.status() == 200) return;
        if (!child.alive()) throw ended();
        if (deadline.passed()) throw slow("it says " + answer.text());
        LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
      }
    }
  }

  private ApexException slow(String why) {
    return new ApexException(
        ErrorCode.DEADLINE_EXCEEDED,
        "%s is not ready in time: %s".formatted(name(), why),
        "Its log is " + plan.recipe().log() + "; APEX_START_PATIENCE gives it longer.");
  }

  private ApexException ended() {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "%s ended while it started and said:\n  %s"
            .formatted(name(), String.join("\n  ", child.lastLines())),
        "Its whole log is " + plan.recipe().log() + ".");
  }
}
