package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.PortkeyConfig;
import apex.spend.price.ProviderRules.ModelStep;
import apex.spend.price.ProviderRules.StepKind;
import apex.spend.price.Usd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Models that their maker has replaced at a lower list price. The arithmetic is exact for equal
/// tokens; whether the answers are as good for this work has to be tested: a hypothesis.
final class SupersededModel implements Analysis {
  private static final double SPEND_SHARE_MIN = 0.002;

  @Override
  public String kind() {
    return "superseded_model";
  }

  @Override
  public String answers() {
    return "which models were replaced by newer and cheaper ones";
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.groups().isEmpty())
      return new Outcome.Refused("no call in the period has a price", "a price for its models");
    var found = new ArrayList<Proposal>();
    study
        .groups()
        .forEach((group, sides) -> {
          if (study.share(sides.cost()) >= SPEND_SHARE_MIN)
            study
                .book()
                .rules()
                .step(StepKind.SUCCESSOR, group.provider(), group.model())
                .flatMap(step -> draft(study, group, step))
                .ifPresent(found::add);
        });
    return new Outcome.Found(found);
  }

  private Optional<Proposal> draft(Study study, Study.Group group, ModelStep step) {
    return Repricing.of(study, group, group.provider(), step.model())
        .filter(one -> one.saving().signum() > 0)
        .map(one -> draft(study, group, step, one));
  }

  private Proposal draft(Study study, Study.Group group, ModelStep step, Repricing one) {
    var cells = study.figures().cells();
    var sums = new LinkedHashMap<String, String>();
    sums.put("now_usd", Usd.text(one.now()));
    sums.put("then_usd", Usd.text(one.then()));
    var evidence =
        study.evidence(
            "%s on its successor %s".formatted(group.words(), step.model()),
            cells.source(),
            "cost of the cells now minus their cost at the successor's price",
            sums,
            one.saving());
    return new Draft(
            study,
            kind(),
            "%s was replaced by %s, which would list at %s instead of %s"
                .formatted(
                    group.words(), step.model(), Usd.prose(one.then()), Usd.prose(one.now())),
            Confidence.HYPOTHESIS)
        .scope(group.scope())
        .saves(
            TokensElsewhere.least(one.now(), one.then()),
            one.saving(),
            TokensElsewhere.most(one.now(), one.then()))
        .assuming(
            TokensElsewhere.ASSUMPTION,
            "The successor is that of the table: %s.".formatted(step.source()))
        .caveat(
            "A newer model answers differently: run the route's own examples before you switch.")
        .wouldChangeIf("the former model's price falls", "an evaluation on this route exists")
        .evidence(evidence, cells.id())
        .detail("successor", step.model())
        .detail("now_usd", Usd.text(one.now()))
        .detail("then_usd", Usd.text(one.then()))
        .with(plan(group, step));
  }

  private static Plan plan(Study.Group group, ModelStep step) {
    return new Plan(
        List.of(
            "Run the examples of %s on %s and compare.".formatted(group.words(), step.model()),
            "Let the proxy serve the former name with the newer model, so that no caller has to change: litellm_params.model of litellm-successor.yaml, or override_params.model of portkey-successor.json (api_key filled in, sent as x-portkey-config)."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(
                        LiteLlmConfig.Deployment.named(
                            group.model(), group.provider(), step.model()))
                    .artefact(
                        "litellm-successor.yaml", "the former name, answered by its successor."))
            .apply(() ->
                PortkeyConfig.to(PortkeyConfig.Target.of(group.provider(), step.model()))
                    .artefact("portkey-successor.json"))
            .check(() -> new LedgerSql("", "", group.route()).costByDay("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .serving(LiteLlmConfig.Deployment.of(group.provider(), group.model()))
                    .artefact("litellm-undo.yaml", "the former model under its name.")),
        "Run check.sql with the parameter workspace_id a day later: usd_a_call falls, and the route's examples still pass.",
        "Put litellm-undo.yaml in the place of the deployment and reload the proxy; with Portkey send no config.");
  }
}
