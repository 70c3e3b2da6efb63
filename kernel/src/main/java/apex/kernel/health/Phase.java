package apex.kernel.health;

import java.util.Locale;

/// The order in which the house comes up; a later phase waits for what it requires.
public enum Phase {
  PHASE_1_CORE,
  PHASE_2_AUTH,
  PHASE_3_BACKEND,
  PHASE_4_FRONTEND;

  /// As in reports and log lines: `phase_1_core`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
