package apex.kernel.run;

import java.util.Arrays;
import java.util.Locale;

/// How far a run, a step or a tool has come. The one such enum of the house.
public enum ExecutionStatus {
  PENDING(false),
  RUNNING(false),
  COMPLETED(true),
  FAILED(true),
  CANCELLED(true),
  /// Ended with an answer that lacks something, and says what.
  DEGRADED(true);

  private final boolean terminal;

  ExecutionStatus(boolean terminal) {
    this.terminal = terminal;
  }

  /// Whether nothing can follow.
  public boolean terminal() {
    return terminal;
  }

  /// As on the wire and in the database, lower case. Anything else is refused, also another case.
  public static ExecutionStatus parse(String label) {
    return Arrays.stream(values())
        .filter(status -> status.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown execution status '" + label + "'"));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
