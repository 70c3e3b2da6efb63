package apex.ops.audit.output;

import apex.ops.audit.report.Report;
import apex.ops.audit.report.Score;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// A report and what is said around it.
///
/// @param millis how long it took, in the tool
/// @param rules all that were asked, which few forms show
/// @param known findings of the baseline; empty when there is none
/// @param gone keys of the baseline that were no longer found
/// @param before clean files and files when the baseline was accepted
public record Shown(
    Report report,
    String version,
    long millis,
    Supplier<List<Rule>> rules,
    Optional<List<Finding>> known,
    int gone,
    Optional<Score.Share> before) {
  public Shown {
    known = known.map(List::copyOf);
  }

  /// How the score stood when the baseline was accepted, as a sentence; empty without one.
  String trend() {
    return before
        .map(its ->
            String.format(
                Locale.ROOT,
                "the baseline had %d of %d clean (%.2f %%), %+.2f since",
                its.clean(),
                its.files(),
                its.value() * 100,
                (report.score().value() - its.value()) * 100))
        .orElse("");
  }

  /// Findings the baseline does not know; all of them without one.
  public List<Finding> fresh() {
    if (known.isEmpty()) return report.findings();
    var old = new java.util.HashSet<>(known.get());
    return report.findings().stream().filter(finding -> !old.contains(finding)).toList();
  }
}
