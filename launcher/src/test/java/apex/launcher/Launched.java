package apex.launcher;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// The launcher as a person runs it: a process of its own, on free ports.
final class Launched implements AutoCloseable {
  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private Launched(Process process) {
    this.process = process;
    this.readers = List.of(reader(process.inputReader(), out), reader(process.errorReader(), err));
  }

  static Launched start(Path home, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("APEX_HOME", home.toString());
    builder.environment().put("APEX_ROOT", System.getProperty("apex.root"));
    builder.environment().put("BACKEND_PORT", "0");
    builder.environment().put("AUTH_PORT", "0");
    return new Launched(builder.start());
  }

  /// Returns when it printed a line that holds `text`, on either stream; fails when it ended first.
  Launched until(String text) {
    await()
        .atMost(Duration.ofSeconds(180))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> said(text) || !process.isAlive());
    if (!said(text)) throw new AssertionError("ended without '%s':%n%s".formatted(text, all()));
    return this;
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(180, TimeUnit.SECONDS)) throw new AssertionError("still runs:\n" + all());
    for (var reader : readers) reader.join();
    return process.exitValue();
  }

  List<String> out() {
    return List.copyOf(out);
  }

  List<String> err() {
    return List.copyOf(err);
  }

  long pid() {
    return process.pid();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  String all() {
    return String.join("\n", out) + "\n" + String.join("\n", err);
  }

  /// As by SIGTERM from another terminal.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean said(String text) {
    return out.stream().anyMatch(line -> line.contains(text))
        || err.stream().anyMatch(line -> line.contains(text));
  }

  private static Thread reader(BufferedReader from, List<String> into) {
    return Thread.ofVirtual().start(() -> from.lines().forEach(into::add));
  }
}
