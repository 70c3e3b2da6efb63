package apex.backend.agents.triage;

import apex.spend.figures.Period;
import java.util.Locale;

/// The time a question is about, and why that.
public record Timing(Period period, Origin origin) {

  /// Why a period was chosen.
  public enum Origin {
    /// The question named it.
    ASKED,
    /// The question named none: everything there is.
    ALL_DATA,
    /// Taken from the previous question of the conversation.
    CARRIED;

    /// As on the wire: `asked`, `all_data`, `carried`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The origin of that label.
    public static Origin of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }
}
