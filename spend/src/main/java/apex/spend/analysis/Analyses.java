package apex.spend.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every analysis there is, in the order in which their savings are applied.
public final class Analyses {
  private static final List<Analysis> ALL =
      List.of(
          new SpendDrivers(),
          new InputOutputShare(),
          new SpendChange(),
          new Forecast(),
          new Anomalies(),
          new IdleSpend(),
          new WastedCalls(),
          new ReEmbedding(),
          new RepeatedPrompts(),
          new SemanticDuplicates(),
          new PromptCaching(),
          new PromptGrowth(),
          new ContextCliff(),
          new OutputTail(),
          new ReasoningEffort(),
          new Arbitrage(),
          new BatchTier(),
          new ReservedCapacity(),
          new LongPrompts(),
          new RightSizing(),
          new SupersededModel(),
          new ModelOptions());

  /// The kind of the analysis that compares two stretches of time.
  public static final String CHANGE = "spend_change";

  private Analyses() {}

  public static List<Analysis> all() {
    return ALL;
  }

  /// What the named analyses found; when none is named, all but those that answer a question of
  /// their own.
  ///
  /// @param kinds of the analyses to run; an unknown one is ignored
  public static Advice run(Study study, List<String> kinds) {
    var outcomes = new LinkedHashMap<String, Outcome>();
    for (var analysis : ALL)
      if (wanted(analysis, kinds)) outcomes.put(analysis.kind(), analysis.analyse(study));
    return Advice.of(study, outcomes);
  }

  private static boolean wanted(Analysis analysis, List<String> kinds) {
    return kinds.isEmpty() ? !analysis.onlyWhenAsked() : kinds.contains(analysis.kind());
  }

  /// Whether some of the named analyses need the calls one by one.
  public static boolean needHabits(List<String> kinds) {
    return ALL.stream().anyMatch(analysis -> wanted(analysis, kinds) && analysis.needsHabits());
  }

  /// All that a run of analyses came to.
  ///
  /// @param proposals in the order of the analyses
  /// @param refused by kind, why and what to send
  public record Advice(
      List<Proposal> proposals, JointSaving jointSaving, Map<String, Outcome.Refused> refused) {
    public Advice {
      proposals = List.copyOf(proposals);
      refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    static Advice of(Study study, Map<String, Outcome> outcomes) {
      var proposals = new ArrayList<Proposal>();
      var refused = new LinkedHashMap<String, Outcome.Refused>();
      outcomes.forEach((kind, outcome) -> {
        switch (outcome) {
          case Outcome.Found(var found) -> proposals.addAll(found);
          case Outcome.Refused refusal -> refused.put(kind, refusal);
        }
      });
      return new Advice(proposals, JointSaving.of(study, proposals), refused);
    }

    public List<Finding> findings() {
      return proposals.stream().map(Proposal::finding).toList();
    }

    public List<Action> actions() {
      return proposals.stream().map(Proposal::action).toList();
    }
  }
}
