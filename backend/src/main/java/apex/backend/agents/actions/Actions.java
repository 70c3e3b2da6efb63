package apex.backend.agents.actions;

import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.step.Voice;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.spend.analysis.Action;
import apex.spend.analysis.Finding;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The fourth step: one action for each finding, what counts and saves most first.
public final class Actions {
  public Planned plan(Optimized optimized, Voice voice) {
    var actions =
        optimized.actions().stream().collect(Collectors.toMap(Action::id, Function.identity()));
    var planned = new Planned(ordered(optimized).map(f -> action(f, actions)).toList());
    voice.think("Prepared %d actions.".formatted(planned.actions().size()), 80);
    return planned;
  }

  private static java.util.stream.Stream<Finding> ordered(Optimized optimized) {
    Comparator<Finding> counted = Comparator.comparing(finding -> !finding.countsInTotal());
    Comparator<Finding> most = Comparator.comparing(Actions::saving, Comparator.reverseOrder());
    return optimized.findings().stream().sorted(counted.thenComparing(most));
  }

  private static BigDecimal saving(Finding finding) {
    return finding.saving().p50Usd();
  }

  private static Action action(Finding finding, Map<String, Action> actions) {
    var action = actions.get(finding.action());
    if (action == null)
      throw new ApexException(
          ErrorCode.BUG, "the finding %s has no action".formatted(finding.id()));
    return action;
  }
}
