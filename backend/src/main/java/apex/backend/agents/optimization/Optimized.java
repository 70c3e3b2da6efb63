package apex.backend.agents.optimization;

import apex.spend.analysis.Action;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.proof.Evidence;
import java.util.List;
import java.util.Map;

/// What the analyses found.
///
/// @param actions one for each finding, in the same order
/// @param evidence by id, of the figures and of the findings
/// @param refusals what could not be analysed, why, and what to send
public record Optimized(
    List<Finding> findings,
    List<Action> actions,
    JointSaving joint,
    Map<String, Evidence> evidence,
    List<String> refusals) {
  public Optimized {
    findings = List.copyOf(findings);
    actions = List.copyOf(actions);
    refusals = List.copyOf(refusals);
  }
}
