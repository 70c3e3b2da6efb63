package apex.embedded.chaos;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process that was stopped with all its children (SIGSTOP): it is there, its sockets are open,
/// and it does nothing. Closing it lets it go on.
public record Frozen(List<Long> pids) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  public Frozen {
    pids = List.copyOf(pids);
  }

  public static Frozen of(long pid) {
    var frozen = new Frozen(family(pid));
    frozen.signal("STOP");
    return frozen;
  }

  private static List<Long> family(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()))
        .map(ProcessHandle::pid)
        .toList();
  }

  private void signal(String name) {
    var all = String.join(" ", pids.stream().map(String::valueOf).toList());
    try {
      var kill =
          new ProcessBuilder("sh", "-c", "kill -s %s %s".formatted(name, all))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException noShell) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "no shell to send SIG%s with".formatted(name), noShell);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    signal("CONT");
  }
}
