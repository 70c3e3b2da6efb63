package apex.launcher;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Stops the house that runs on this machine.
@Command(
    name = "down",
    description = {
      "Stop the house on this machine, and its demo.",
      "In order: backend, auth, then the stores. The data stays. Does nothing when none runs."
    })
final class Down implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 60;

  private final Surroundings here;

  Down(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var homes = Stream.of(here.home(), here.home().resolve("demo")).filter(Files::isDirectory);
    var stopped = homes.filter(this::stopped).toList();
    if (stopped.isEmpty())
      here.terminal().out().println("No house runs in %s.".formatted(here.home()));
    return ExitCode.WELL;
  }

  private boolean stopped(Path home) {
    var holder = Home.holder(home);
    holder.ifPresent(process -> stop(home, process));
    return holder.isPresent();
  }

  private void stop(Path home, ProcessHandle launcher) {
    launcher.destroy();
    try {
      launcher.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      here.terminal().out().println("The house in %s is stopped.".formatted(home));
    } catch (TimeoutException stuck) {
      throw new ApexException(
          ErrorCode.DEADLINE_EXCEEDED,
          "process %d did not stop within %d s".formatted(launcher.pid(), PATIENCE_SECONDS),
          "kill -9 %d is safe: the data is on the disk and the next start finds the rest."
              .formatted(launcher.pid()));
    } catch (ExecutionException | InterruptedException cut) {
      throw new ApexException(ErrorCode.CANCELLED, reason(cut), cut);
    }
  }

  private static String reason(Exception cut) {
    return Optional.ofNullable(cut.getMessage()).orElse("stopped while waiting");
  }
}
