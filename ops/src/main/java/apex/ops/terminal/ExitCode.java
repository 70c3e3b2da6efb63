package apex.ops.terminal;

import apex.kernel.failure.ErrorCode;

/// What a command tells the program that called it.
public final class ExitCode {
  public static final int WELL = 0;

  /// Findings, rejected rows, a degraded answer: it worked, and there is something to look at.
  public static final int FINDINGS = 1;

  public static final int USAGE = 2;

  /// It could not be found out: nothing answered, or not what was needed.
  public static final int UNKNOWN = 3;

  private ExitCode() {}

  /// Broken data is a finding about the data, a broken request is wrong usage; of everything else
  /// we could not find out.
  public static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_DATA -> FINDINGS;
      case INVALID_REQUEST, CONFIGURATION -> USAGE;
      default -> UNKNOWN;
    };
  }
}
