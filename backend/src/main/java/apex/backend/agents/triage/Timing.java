package apex.backend.agents.triage;

import apex.spend.figures.Period;

/// The time a question is about, and why that.
public record Timing(Period period, Origin origin) {

  /// Why a period was chosen.
  public enum Origin {
    /// The question named it.
    ASKED,
    /// The question named none: everything there is.
    ALL_DATA,
    /// Taken from the previous question of the conversation.
    CARRIED
  }
}
