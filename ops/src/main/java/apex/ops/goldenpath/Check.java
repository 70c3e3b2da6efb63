package apex.ops.goldenpath;

import java.util.Locale;

/// One promise and whether it held.
///
/// @param name stable, for machines
/// @param detail what was seen, or what broke, or why it was skipped
public record Check(String name, Outcome outcome, double ms, String detail) {
  /// Skipped is not passed: it is counted apart.
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
