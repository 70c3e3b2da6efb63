package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.LowerEffort;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What hidden reasoning costs where it is nine tenths of the answers' tokens or more, and what
/// less effort might save: `S = (1 - a) * reasoning_usd` with `a` the share that is left. How much
/// a lower effort leaves, and whether the answers stay as good, is not in the numbers: a
/// hypothesis.
final class ReasoningEffort implements Analysis {
  private static final double SHARE_OF_OUTPUT_MIN = 0.9;
  private static final double SHARE_OF_SPEND_MIN = 0.005;
  private static final int FINDINGS_MAX = 3;
  private static final BigDecimal LITTLE = new BigDecimal("0.2");
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal MUCH = new BigDecimal("0.8");

  @Override
  public String kind() {
    return "reasoning_effort";
  }

  @Override
  public String answers() {
    return "what do reasoning tokens cost, and what would less effort save";
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.groups().values().stream().allMatch(sides -> sides.tokens().reasoning() == 0))
      return new Outcome.Refused(
          "no call tells its reasoning tokens",
          "reasoning_tokens, within output_tokens, of models that reason");
    return new Outcome.Found(
        study.groups().entrySet().stream()
            .filter(entry -> heavy(study, entry.getValue()))
            .limit(FINDINGS_MAX)
            .map(entry -> draft(study, entry))
            .toList());
  }

  private static boolean heavy(Study study, Study.Sides sides) {
    var tokens = sides.tokens();
    return tokens.reasoning() >= SHARE_OF_OUTPUT_MIN * Math.max(1, tokens.output())
        && study.share(usd(sides)) >= SHARE_OF_SPEND_MIN;
  }

  private static BigDecimal usd(Study.Sides sides) {
    return sides.perOutputToken().multiply(BigDecimal.valueOf(sides.tokens().reasoning()));
  }

  private Proposal draft(Study study, Map.Entry<Study.Group, Study.Sides> entry) {
    var group = entry.getKey();
    var sides = entry.getValue();
    var usd = usd(sides);
    var share = sides.tokens().reasoning() / (double) sides.tokens().output();
    var sums = new LinkedHashMap<String, String>();
    sums.put("reasoning_tokens", Long.toString(sides.tokens().reasoning()));
    sums.put("output_tokens", Long.toString(sides.tokens().output()));
    sums.put("reasoning_usd", Usd.text(usd));
    var p50 = usd.multiply(HALF);
    var cells = study.figures().cells();
    var evidence =
        study.evidence(
            "saving of less reasoning, " + group.words(),
            cells.source(),
            "reasoning_usd * (1 - a), a = " + HALF,
            sums,
            p50);
    return new Draft(
            study,
            kind(),
            "%s of the answers' tokens of %s are hidden reasoning; they cost %s"
                .formatted(Texts.percent(share), group.words(), Usd.prose(usd)),
            Confidence.HYPOTHESIS)
        .scope(group.scope())
        .saves(usd.multiply(LITTLE), p50, usd.multiply(MUCH))
        .assuming(
            "A lower effort leaves 80 % (P10), half (P50) or 20 % (P90) of the reasoning tokens. It is assumed, not measured.",
            "Reasoning tokens cost what output tokens cost on this route.")
        .caveat("Less reasoning may mean worse answers on hard tasks, silently.")
        .wouldChangeIf("calls with a lower effort are seen on this route, with their quality")
        .evidence(evidence, cells.id())
        .detail("reasoning_usd", Usd.text(usd))
        .detail("reasoning_share_of_output", share)
        .with(plan(group));
  }

  private static Plan plan(Study.Group group) {
    return new Plan(
        List.of(
            "Send one in twenty calls of %s with the parameters of lower-effort.json; behind a LiteLLM proxy set litellm_params.reasoning_effort as in litellm-effort.yaml."
                .formatted(group.words()),
            "Judge both answers; keep the low effort where it holds."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> LowerEffort.of("lower-effort.json", group.provider(), group.model()))
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(group).thinking("low"))
                    .artefact("litellm-effort.yaml", "the deployment thinks less."))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .reasoning("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(group))
                    .artefact("litellm-undo.yaml", "the deployment thinks as before.")),
        "Run check.sql with the parameter workspace_id a day later: reasoning_share falls, and the judged share of good answers does not.",
        "Take the parameter out of the request, or put litellm-undo.yaml in the place of the deployment.");
  }

  private static LiteLlmConfig.Deployment deployment(Study.Group group) {
    return LiteLlmConfig.Deployment.of(group.provider(), group.model());
  }
}
