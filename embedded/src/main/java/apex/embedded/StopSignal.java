package apex.embedded;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// How a child is asked to end.
public enum StopSignal {
  /// PostgreSQL's fast shutdown: clients are disconnected, data is flushed.
  INT,
  TERM,
  KILL;

  void send(long pid) {
    try {
      var kill =
          new ProcessBuilder("sh", "-c", "kill -s %s %d".formatted(name(), pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException noShell) {
      // Without a shell there is still the JDK's own TERM.
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
