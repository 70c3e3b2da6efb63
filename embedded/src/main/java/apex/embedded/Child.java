package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One running child process. It is in a session of its own, so that a Ctrl-C in the terminal is
/// for us to handle; a guard ends it when we are killed; its mark lets the next start find it when
/// the guard was killed too.
public final class Child implements AutoCloseable {
  private static final long LOG_BYTES_MAX = 8L * 1024 * 1024;
  private static final int LINES_REMEMBERED = 40;

  private final Recipe recipe;
  private final Process process;
  private final Process guard;
  private final Deque<String> lastLines = new ConcurrentLinkedDeque<>();
  private final Thread pump;

  private Child(Recipe recipe, Process process, Process guard, Consumer<String> lines) {
    this.recipe = recipe;
    this.process = process;
    this.guard = guard;
    // A platform thread: reading a pipe holds the carrier of a virtual one, and two children would
    // stop every virtual thread of a machine with two cores.
    this.pump = Thread.ofPlatform().daemon().name(recipe.name() + "-log").start(() -> pump(lines));
    process.onExit().thenRun(guard::destroyForcibly);
  }

  public static Child start(Recipe recipe) {
    return start(recipe, line -> {});
  }

  /// Ends what an earlier start left behind, then starts it anew. `lines` gets each line it prints.
  public static Child start(Recipe recipe, Consumer<String> lines) {
    endOrphan(recipe);
    try {
      Files.createDirectories(recipe.mark().getParent());
      Files.createDirectories(recipe.log().getParent());
      var process = process(recipe);
      ProcessMark.of(process.toHandle()).write(recipe.mark());
      return new Child(recipe, process, guard(process.pid(), recipe.signal()), lines);
    } catch (IOException failed) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "%s could not be started: %s".formatted(recipe.name(), failed.getMessage()),
          failed);
    }
  }

  /// Ends the process that an earlier start of the same recipe left behind, if it still runs.
  public static void endOrphan(Recipe recipe) {
    ProcessMark.read(recipe.mark()).ifPresent(m -> m.end(recipe.signal(), recipe.patience()));
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// The last lines it printed, oldest first: what a person needs when it did not start.
  public List<String> lastLines() {
    awaitPump();
    return List.copyOf(lastLines);
  }

  /// As by `kill -9`: nothing is flushed.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Asks it to end; kills it when its patience is over. It is gone when this returns.
  @Override
  public void close() {
    if (process.isAlive()) recipe.signal().send(process.pid());
    if (!endedWithin(recipe.patience().toMillis())) kill();
    awaitPump();
    try {
      Files.deleteIfExists(recipe.mark());
    } catch (IOException kept) {
      // A mark of a process that is gone matches no other.
      return;
    }
  }

  private boolean endedWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitPump() {
    if (process.isAlive()) return;
    try {
      pump.join(1000);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Consumer<String> lines) {
    try (var log = new BoundedLog(recipe.log(), LOG_BYTES_MAX);
        var reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        log.line(line);
        lastLines.add(line);
        if (lastLines.size() > LINES_REMEMBERED) lastLines.poll();
        lines.accept(line);
      }
    } catch (IOException closed) {
      lastLines.add("(its output ended: " + closed.getMessage() + ")");
    }
  }

  private static Process process(Recipe recipe) throws IOException {
    var command = new ArrayList<>(Platform.current().ownSession());
    command.addAll(recipe.command());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(recipe.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(recipe.environment());
    return builder.start();
  }

  /// A shell that waits for the end of its input, which comes when we die, however we die.
  private static Process guard(long pid, StopSignal signal) throws IOException {
    var command = new ArrayList<>(Platform.current().ownSession());
    command.addAll(
        List.of("sh", "-c", "read -r never; kill -s %s %d".formatted(signal.name(), pid)));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
