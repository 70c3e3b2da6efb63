package apex.bench.analyses;

import apex.launcher.sample.Waste;
import apex.spend.analysis.Finding;
import java.util.List;
import java.util.Optional;

/// Which finding tells of a waste.
///
/// @param kind of the analysis
/// @param reason its detail `reason`; empty where it has none
record Expected(Waste waste, String kind, String reason) {
  static final List<Expected> ALL =
      List.of(
          new Expected(Waste.UNCACHED_CONVERSATIONS, "prompt_caching", ""),
          new Expected(Waste.UNCAPPED_REPORTS, "output_tail", ""),
          new Expected(Waste.LARGE_MODEL_FOR_TAGS, "right_sizing", ""),
          new Expected(Waste.BLIND_RETRIES, "wasted_calls", "failed"),
          new Expected(Waste.REPEATED_QUESTIONS, "exact_duplicates", "duplicate"),
          new Expected(Waste.DIGEST_NOT_IN_BATCH, "batch", ""),
          new Expected(Waste.EMBEDDED_AGAIN, "re_embedding", "reembedded"),
          new Expected(Waste.STUCK_AGENT, "wasted_calls", "loop"),
          new Expected(Waste.ABANDONED_DRAFTS, "wasted_calls", "abandoned"),
          new Expected(Waste.TESTS_ON_PAID_MODEL, "dev_and_zombie", "test_environment"),
          new Expected(Waste.FORGOTTEN_JOB, "dev_and_zombie", "zombie"),
          new Expected(Waste.LONGER_SEARCH_PROMPTS, "prompt_growth", ""),
          new Expected(Waste.UNCOMPACTED_HISTORY, "prompt_growth", ""),
          new Expected(Waste.CONTRACTS_ABOVE_THE_STEP, "context_cliff", ""),
          new Expected(Waste.HARD_THINKING, "reasoning_effort", ""),
          new Expected(Waste.DEAR_PROVIDER, "provider_arbitrage", ""),
          new Expected(Waste.DEAR_HOURS, "provider_arbitrage", ""),
          new Expected(Waste.SUPERSEDED_MINUTES, "superseded_model", ""),
          new Expected(Waste.WEBHOOK_STORM, "anomaly", ""));

  /// Of the waste's own route; prompt caching tells of a model and not of a route.
  Optional<Finding> in(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.kind().equals(kind))
        .filter(finding -> reason.isEmpty() || reason.equals(finding.details().get("reason")))
        .filter(finding -> !reason.isEmpty() || about(finding))
        .findFirst();
  }

  private boolean about(Finding finding) {
    var route = finding.scope().get("route");
    return route == null
        ? "claude-sonnet-4-5".equals(finding.scope().get("model"))
        : waste.route().equals(route);
  }
}
