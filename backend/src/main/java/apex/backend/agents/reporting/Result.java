package apex.backend.agents.reporting;

import apex.kernel.identity.WorkspaceId;
import apex.spend.analysis.Action;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.figures.Period;
import apex.spend.price.Coverage;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer as a document: what the workflow's last event carries. Amounts are US dollars with six
/// decimals.
///
/// @param status `completed` or `degraded`
/// @param asOf the last ingested batch it saw
/// @param totalCostUsd empty when nothing is known
/// @param unknown what it does not know, one sentence each
/// @param evidence by id
/// @param ownCostUsd what making it cost; empty when that is not known
/// @param ownCostWhy why that is not known
/// @param intent what the question was taken for
/// @param periodOrigin why this period: `asked`, `all_data` or `carried`
/// @param scope the names that narrowed the calls
public record Result(
    String answerMarkdown,
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
    List<Action> actions,
    JointSaving jointSaving,
    List<String> unknown,
    Map<String, Evidence> evidence,
    Optional<BigDecimal> ownCostUsd,
    Optional<String> ownCostWhy,
    Wording wording,
    String intent,
    String periodOrigin,
    Scope scope,
    String sufficiency) {

  /// Who chose the first words.
  ///
  /// @param by `template` or `model`
  /// @param model which one; absent where none was set
  /// @param why the model's words were not taken; absent when they were, or none were asked for
  public record Wording(String by, Optional<String> model, Optional<String> why) {
    static final Wording TEMPLATE = new Wording("template", Optional.empty(), Optional.empty());

    static Wording by(String model) {
      return new Wording("model", Optional.of(model), Optional.empty());
    }

    static Wording inPlaceOf(String model, String why) {
      return new Wording("template", Optional.of(model), Optional.of(why));
    }
  }

  /// Which names narrowed the calls; an empty list means all.
  public record Scope(List<String> providers, List<String> models, List<String> routes) {
    public Scope {
      providers = List.copyOf(providers);
      models = List.copyOf(models);
      routes = List.copyOf(routes);
    }
  }

  public Result {
    findings = List.copyOf(findings);
    actions = List.copyOf(actions);
    unknown = List.copyOf(unknown);
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }
}
