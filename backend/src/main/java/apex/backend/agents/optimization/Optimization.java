package apex.backend.agents.optimization;

import apex.backend.agents.data.Gathered;
import apex.backend.agents.step.Voice;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Capacity;
import apex.spend.analysis.Outcome;
import apex.spend.analysis.Study;
import apex.spend.figures.Figures;
import apex.spend.price.PriceBook;
import java.util.List;
import java.util.Map;

/// The third step: runs the analyses that answer the question over the figures.
public final class Optimization {
  private final PriceBook book;
  private final List<Capacity> capacities;

  /// @param capacities what the owner was offered for reserved capacity
  public Optimization(PriceBook book, List<Capacity> capacities) {
    this.book = book;
    this.capacities = List.copyOf(capacities);
  }

  /// Takes figures that hold at least one call.
  public Optimized search(Gathered gathered, Voice voice) {
    var figures = gathered.figures().orElseThrow();
    var kinds = gathered.triaged().intent().analyses();
    var optimized =
        voice.tool("analyses", Map.of("kinds", kinds), () -> shown(search(figures, kinds)));
    voice.think(reasoning(optimized), 65);
    return optimized;
  }

  private Optimized search(Figures figures, List<String> kinds) {
    var study = new Study(figures, book, capacities);
    var advice = Analyses.run(study, kinds);
    return new Optimized(
        advice.findings(),
        advice.actions(),
        advice.jointSaving(),
        study.evidences().byId(),
        advice.refused().entrySet().stream().map(Optimization::refusal).toList());
  }

  private static String refusal(Map.Entry<String, Outcome.Refused> refused) {
    return "%s: %s. To send: %s."
        .formatted(
            refused.getKey().replace('_', ' '),
            refused.getValue().why(),
            refused.getValue().send());
  }

  private static Voice.Result<Optimized> shown(Optimized optimized) {
    var findings =
        optimized.findings().stream()
            .map(finding ->
                Map.of(
                    "id", finding.id(),
                    "kind", finding.kind(),
                    "title", finding.title(),
                    "p50_usd", finding.saving().p50Usd(),
                    "confidence", finding.confidence().name()))
            .toList();
    var evidence =
        optimized.findings().stream().flatMap(f -> f.evidence().stream()).distinct().toList();
    return new Voice.Result<>(optimized, Map.of("findings", findings), evidence);
  }

  private static String reasoning(Optimized optimized) {
    var counted = optimized.findings().stream().filter(f -> f.countsInTotal()).count();
    return "Found %d ways to spend less that count in the total and %d that do not."
        .formatted(counted, optimized.findings().size() - counted);
  }
}
