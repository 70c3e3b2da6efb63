package apex.backend.agents.triage;

import java.util.List;

/// Whether the workspace holds what a question needs.
///
/// @param reasons why not all of it, one sentence each; empty when sufficient
/// @param guides what to send and how, ready to run
public record Sufficiency(Level level, List<String> reasons, List<Guide> guides) {

  /// How much of an answer is possible.
  public enum Level {
    SUFFICIENT,
    /// An answer with caveats.
    PARTIAL,
    /// No answer, but what to send for one.
    INSUFFICIENT
  }

  /// How to close a gap, with commands that run as they stand.
  public record Guide(String title, String snippet) {}

  public static final Sufficiency ENOUGH = new Sufficiency(Level.SUFFICIENT, List.of(), List.of());

  public Sufficiency {
    reasons = List.copyOf(reasons);
    guides = List.copyOf(guides);
  }

  public boolean none() {
    return level == Level.INSUFFICIENT;
  }
}
