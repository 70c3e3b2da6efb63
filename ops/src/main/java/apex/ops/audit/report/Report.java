package apex.ops.audit.report;

import apex.ops.audit.graph.Cycle;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Severity;
import apex.ops.audit.tree.Skipped;
import java.util.List;

/// What was found in a tree, in an order that says nothing of how.
///
/// @param scanned source files that were to be read, the unreadable ones among them
/// @param imports imported names by kind
public record Report(
    int scanned,
    int unreadable,
    List<Finding> findings,
    List<Cycle> cycles,
    Imports imports,
    List<Skipped> skipped,
    Score score) {
  public Report {
    findings = List.copyOf(findings);
    cycles = List.copyOf(cycles);
    skipped = List.copyOf(skipped);
  }

  public record Imports(long eager, long lazy, long typing) {}

  /// Whether anything is worse than a note.
  public boolean clean() {
    return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
  }
}
