package apex.backend.agents.data;

import apex.backend.agents.triage.Triaged;
import apex.spend.figures.Figures;
import apex.spend.price.Coverage;
import java.util.List;
import java.util.Optional;

/// The figures of the asked calls.
///
/// @param figures empty when there is no such call
/// @param reasons what the figures lack, one sentence each
public record Gathered(
    Triaged triaged, Optional<Figures> figures, Optional<Coverage> coverage, List<String> reasons) {
  public Gathered {
    reasons = List.copyOf(reasons);
  }
}
