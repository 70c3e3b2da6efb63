package apex.spend.analysis;

import apex.spend.action.BatchFile;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.ProviderRules.ModelStep;
import apex.spend.price.ProviderRules.StepKind;
import apex.spend.price.Usd;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Short, even answers from a large model: the work of a smaller one of its family, if its answers
/// are as good. That is not known here: a hypothesis, with the number of judged answers that a test
/// needs.
///
/// Non-inferiority of a share p of good answers by a margin d needs `n = 2 p (1 - p) (z(1 - a) +
/// z(1
/// - b))^2 / d^2` judged answers a side; with p = 0.9, d = 0.03, a = 0.05, b = 0.2 about 1,237. A
///   cascade (the small model first, the large one where it is unsure) pays while the share passed
///   on is below `1 - C_small / C_large`.
final class RightSizing implements Analysis {
  private static final double ANSWER_MEAN_MOST = 64;
  private static final long ANSWER_LONGEST = 200;
  private static final double SPEND_SHARE_MIN = 0.005;
  private static final int FINDINGS_MAX = 3;
  private static final double GOOD = 0.9;
  private static final double MARGIN = 0.03;

  /// Quantiles of the standard normal at 0.95 and 0.8.
  private static final double Z_ALPHA = 1.6448536269514722;

  private static final double Z_BETA = 0.8416212335729143;

  @Override
  public String kind() {
    return "right_sizing";
  }

  @Override
  public String answers() {
    return "which routes would a smaller model of the same family serve";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(study, habits -> found(study, habits));
  }

  private Outcome found(Study study, Figure<Habits> habits) {
    var found = new ArrayList<Proposal>();
    for (var habit : habits.value().groups()) {
      var group = new Study.Group(habit.provider(), habit.model(), habit.route());
      if (!fits(study, group, habit)) continue;
      study
          .book()
          .rules()
          .step(StepKind.SMALLER, group.provider(), group.model())
          .flatMap(step -> draft(study, habits, group, step))
          .ifPresent(found::add);
    }
    return new Outcome.Found(found.subList(0, Math.min(FINDINGS_MAX, found.size())));
  }

  private static boolean fits(Study study, Study.Group group, Habits.Group habit) {
    var sides = study.groups().get(group);
    return sides != null
        && study.share(sides.cost()) >= SPEND_SHARE_MIN
        && habit.embeddings() == 0
        && sides.tokens().reasoning() == 0
        && habit
            .answers()
            .filter(answers -> answers.usual().mean() <= ANSWER_MEAN_MOST)
            .filter(answers -> answers.longestUsual() <= ANSWER_LONGEST)
            .isPresent();
  }

  /// Judged answers on each side.
  static long sampleSize(double good, double margin) {
    double z = Z_ALPHA + Z_BETA;
    return (long) Math.ceil(2 * good * (1 - good) * z * z / (margin * margin));
  }

  private Optional<Proposal> draft(
      Study study, Figure<Habits> habits, Study.Group group, ModelStep step) {
    return Repricing.of(study, group, group.provider(), step.model())
        .filter(one -> one.saving().signum() > 0)
        .map(one -> draft(study, habits, group, step, one));
  }

  private Proposal draft(
      Study study, Figure<Habits> habits, Study.Group group, ModelStep step, Repricing one) {
    long needed = sampleSize(GOOD, MARGIN);
    double ratio = one.then().divide(one.now(), MathContext.DECIMAL64).doubleValue();
    var cells = study.figures().cells();
    var sums = new LinkedHashMap<String, String>();
    sums.put("now_usd", Usd.text(one.now()));
    sums.put("then_usd", Usd.text(one.then()));
    sums.put("answers_to_judge", Long.toString(needed));
    var evidence =
        study.evidence(
            "%s on %s".formatted(group.words(), step.model()),
            cells.source(),
            "cost of the cells now minus their cost at the smaller model's price",
            sums,
            one.saving());
    return new Draft(
            study,
            kind(),
            "%s gives short, even answers; on %s it would list at %s instead of %s"
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
            "A cascade, the small model first, pays while fewer than %s of the calls are passed on."
                .formatted(Texts.percent(1 - ratio)))
        .caveat(
            "Whether its answers are as good is not known. To show a loss of at most 3 in 100 with 90 good answers in 100, judge %s answers on each side; this route has %s calls."
                .formatted(Texts.count(needed), Texts.count(calls(study, group))),
            "Quality lost is lost silently: published savings of routers belong to their data, not to yours.")
        .wouldChangeIf("evaluation scores of both models on these calls are sent")
        .evidence(evidence, cells.id(), habits.id())
        .detail("smaller_model", step.model())
        .detail("answers_to_judge", needed)
        .detail("cascade_break_even", 1 - ratio)
        .detail("now_usd", Usd.text(one.now()))
        .detail("then_usd", Usd.text(one.then()))
        .with(plan(group, step, needed));
  }

  private static long calls(Study study, Study.Group group) {
    var sides = study.groups().get(group);
    return sides == null ? 0 : sides.tokens().calls();
  }

  private static Plan plan(Study.Group group, ModelStep step, long needed) {
    return new Plan(
        List.of(
            "Send the same prompts of %s to %s beside the present model, as a batch in the form of the file below."
                .formatted(group.words(), step.model()),
            "Judge %s answers of each side without knowing whose they are."
                .formatted(Texts.count(needed)),
            "Switch when the share of good answers is within three in a hundred; keep the large model for what it passes on (router_settings.fallbacks of litellm-cascade.yaml)."),
        Action.Effort.DAYS,
        new Kit()
            .apply(() -> BatchFile.shadow(group.provider(), step.model(), group.route()))
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(LiteLlmConfig.Deployment.of(group.provider(), step.model()))
                    .serving(LiteLlmConfig.Deployment.of(group.provider(), group.model()))
                    .fallingBack(step.model(), group.model())
                    .artefact(
                        "litellm-cascade.yaml",
                        "the small model first, the large one when it fails."))
            .check(() -> new LedgerSql("", "", group.route()).costByDay("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .serving(LiteLlmConfig.Deployment.of(group.provider(), group.model()))
                    .artefact("litellm-undo.yaml", "the large model alone.")),
        "The judged share of good answers is within three points of today's over %s answers a side; run check.sql with the parameter workspace_id: usd_a_call falls."
            .formatted(Texts.count(needed)),
        "Put litellm-undo.yaml in the place of both deployments, and name the former model in the route again.");
  }
}
