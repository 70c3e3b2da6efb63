package apex.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Which process it was, kept in a file, so that a later process can tell its own orphan from a
/// stranger that was given the same number: pid and start time together are unique.
public record ProcessMark(long pid, Instant started) {
  // The kernel tells start times relative to its boot; the boot time is rounded to seconds.
  private static final Duration ROUNDING = Duration.ofMillis(1500);

  public static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  /// What `file` says, absent when there is none or it was half written.
  public static Optional<ProcessMark> read(Path file) {
    try {
      var words = Files.readString(file).strip().split(" ");
      if (words.length != 2) return Optional.empty();
      return Optional.of(new ProcessMark(Long.parseLong(words[0]), Instant.parse(words[1])));
    } catch (IOException | NumberFormatException | java.time.DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  /// Replaces `file` as a whole.
  public void write(Path file) {
    try {
      var half = file.resolveSibling(file.getFileName() + ".half");
      Files.writeString(half, pid + " " + started + "\n");
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// The very process that was marked, if it still runs.
  public Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::same);
  }

  /// Asks the marked process to end, and ends it after `patience`. Changes nothing when it is gone.
  public void end(StopSignal signal, Duration patience) {
    running().ifPresent(process -> end(process, signal, patience));
  }

  private static void end(ProcessHandle process, StopSignal signal, Duration patience) {
    signal.send(process.pid());
    if (gone(process, patience)) return;
    StopSignal.KILL.send(process.pid());
    gone(process, Duration.ofSeconds(10));
  }

  private static boolean gone(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException alive) {
      return false;
    } catch (ExecutionException | CompletionException unknown) {
      return !process.isAlive();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean same(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, started).abs().compareTo(ROUNDING) <= 0)
        .orElse(false);
  }
}
