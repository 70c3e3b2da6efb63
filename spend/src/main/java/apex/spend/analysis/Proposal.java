package apex.spend.analysis;

import java.util.List;

/// A finding with its action and, when it counts, where it cuts.
///
/// @param cuts empty when the finding does not count in a total
public record Proposal(Finding finding, Action action, List<Cut> cuts) {
  public Proposal {
    cuts = List.copyOf(cuts);
    if (!cuts.isEmpty() && !finding.countsInTotal())
      throw new IllegalArgumentException("only a finding that counts may cut: " + finding.title());
  }
}
