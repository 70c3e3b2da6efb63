package apex.backend.report;

import apex.backend.agents.reporting.Result;
import apex.kernel.identity.WorkspaceId;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.figures.Period;
import apex.spend.price.Coverage;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of a [Result] that a report needs: answers of an earlier version, which lack what was
/// added since, are reported too.
record Given(
    String status,
    boolean sample,
    WorkspaceId workspaceId,
    Period period,
    long asOf,
    String priceBook,
    long calls,
    Optional<BigDecimal> totalCostUsd,
    Coverage coverage,
    List<Finding> findings,
    List<Change> actions,
    JointSaving jointSaving,
    List<String> unknown,
    Map<String, Evidence> evidence,
    Optional<BigDecimal> ownCostUsd,
    Optional<String> ownCostWhy,
    Result.Scope scope) {
  /// An action, as it was handed out then.
  record Change(
      String id,
      String finding,
      List<String> steps,
      String effort,
      List<File> artefacts,
      String verify,
      String undo) {}

  /// @param purpose `apply`, `check` or `undo`
  record File(String name, String mediaType, String content, Optional<String> purpose) {
    /// Its name, and what it is for where that is not the change itself.
    String title() {
      return purpose
          .filter(use -> !use.equals("apply"))
          .map(use -> name + ", to " + use)
          .orElse(name);
    }
  }
}
