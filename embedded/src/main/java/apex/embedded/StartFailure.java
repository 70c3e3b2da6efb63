package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// Turns what a store printed before it gave up into one sentence and what to do.
final class StartFailure {
  private StartFailure() {}

  static ApexException of(String store, int port, String said, String log) {
    var lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("address already in use") || lower.contains("could not bind"))
      return new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "%s cannot listen on port %d: another process does".formatted(store, port),
          "End that process or choose another port.");
    if (lower.contains("no space left"))
      return new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          store + " has no space left on the disk",
          "Free some space and start again; nothing that was acknowledged is lost.");
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "%s ended while it started and said:\n  %s".formatted(store, said),
        "Its whole log is in log/" + log + ".");
  }

  static ApexException folder(Path folder, IOException failed) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "the folder %s cannot be used: %s".formatted(folder, Reason.of(failed)),
        "Set APEX_HOME to a folder that this user may write and that has space.");
  }
}
