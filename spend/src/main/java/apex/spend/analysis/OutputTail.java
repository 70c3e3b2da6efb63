package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.PortkeyConfig;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.Lengths;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the longest answers cost. Where some run on, beyond a gap in which no other answer ends,
/// they are compared with what the others would lead one to expect: an estimate with an interval of
/// 80 of 100. Elsewhere: what lies beyond the 95th percentile of the route, and what a cap there
/// would save once some of the cut answers are asked again. How many are is assumed, so that this
/// is a hypothesis.
///
/// With `x` the tokens beyond the cap, `n` the calls cut, `i` their input tokens and a share `r` of
/// them asked again in full, `S(r) = (1 - r) * x * p_out - r * (i * p_in + n * cap * p_out)`.
final class OutputTail implements Analysis {
  private static final BigDecimal ALL_FINE = BigDecimal.ZERO;
  private static final BigDecimal SOME_AGAIN = new BigDecimal("0.02");
  private static final BigDecimal MANY_AGAIN = new BigDecimal("0.1");

  @Override
  public String kind() {
    return "output_tail";
  }

  @Override
  public String answers() {
    return "what do overlong answers cost, and what would a cap on output tokens save";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    var runaways = runaways(study);
    var done = runaways.keySet();
    var capped =
        CostlyTail.each(
            study,
            study.figures().outputs().value().stream()
                .filter(group ->
                    !done.contains(new Study.Group(group.provider(), group.model(), group.route())))
                .toList(),
            "output_tokens",
            Study.Sides::perOutputToken,
            tail -> draft(study, tail));
    if (runaways.isEmpty()) return capped;
    var found = new ArrayList<>(runaways.values());
    if (capped instanceof Outcome.Found(var tails)) found.addAll(tails);
    return new Outcome.Found(found);
  }

  private Map<Study.Group, Proposal> runaways(Study study) {
    var found = new LinkedHashMap<Study.Group, Proposal>();
    if (study.figures().habits().isEmpty()) return found;
    var habits = study.figures().habits().get();
    for (var group : habits.value().groups()) {
      var key = new Study.Group(group.provider(), group.model(), group.route());
      var sides = study.groups().get(key);
      if (sides != null
          && group.answers().isPresent()
          && group.answers().get().runaway().count() > 0)
        found.put(key, runaway(study, habits, key, sides, group.answers().get()));
    }
    return found;
  }

  /// Had they been like the others: their tokens less as many of the others' as chance gives.
  private Proposal runaway(
      Study study,
      Figure<Habits> habits,
      Study.Group group,
      Study.Sides sides,
      Habits.Answers answers) {
    var price = sides.perOutputToken();
    var runaway = answers.runaway();
    var usual = Prediction.of(answers.usual(), runaway.count());
    var held = price.multiply(BigDecimal.valueOf(runaway.sum()));
    var p50 = price.multiply(BigDecimal.valueOf(runaway.sum() - usual.mean()));
    var p10 = price.multiply(BigDecimal.valueOf(runaway.sum() - usual.high()));
    var p90 = price.multiply(BigDecimal.valueOf(runaway.sum() - usual.low()));
    long cap = answers.longestUsual();
    var sums = new LinkedHashMap<String, String>();
    sums.put("runaway_answers", Long.toString(runaway.count()));
    sums.put("runaway_tokens", Long.toString(runaway.sum()));
    sums.put("usual_answers", Long.toString(answers.usual().count()));
    sums.put("usual_tokens", Long.toString(answers.usual().sum()));
    sums.put("usd_per_token", price.round(MathContext.DECIMAL64).toPlainString());
    var evidence =
        study.evidence(
            "saving of answers that do not run on, " + group.words(),
            habits.source(),
            "(runaway_tokens - runaway_answers * usual_tokens / usual_answers) * usd_per_token",
            sums,
            p50);
    return new Draft(
            study,
            kind(),
            "%s answers of %s run on beyond %s tokens, where no other ends; they cost %s"
                .formatted(
                    Texts.count(runaway.count()),
                    group.words(),
                    Texts.count(answers.shortestRunaway()),
                    Usd.prose(held)),
            Confidence.ESTIMATED)
        .scope(group.scope())
        .saves(p10, p50, p90)
        .assuming(
            "Without running on they would be as long as the others, of which there are %s."
                .formatted(Texts.count(answers.usual().count())),
            "The interval holds the truth in 80 of 100 cases: the spread of the others, and the error of their mean.",
            "Tokens are priced at the average of the model on this route, exact while it has one price.")
        .caveat(
            "A hard cap cuts answers off. Asking for a shorter format comes first; the cap catches what is left.",
            "A high max_tokens costs nothing by itself where tokens are billed.")
        .caveat(Needs.age(study))
        .wouldChangeIf(
            "the long answers turn out to be another task than the short ones",
            "retries after a cut are measured")
        .evidence(evidence, habits.id())
        .detail("runaway_answers", runaway.count())
        .detail("runaway_tokens", runaway.sum())
        .detail("usual_mean_tokens", answers.usual().mean())
        .detail("cap_tokens", cap)
        .cutting(List.of(cut(group, p10.max(BigDecimal.ZERO), p50, p90)))
        .with(plan(group, cap));
  }

  private Proposal draft(Study study, CostlyTail costly) {
    var group = costly.group();
    var sides = costly.sides();
    var tail = costly.beyond();
    var excess = costly.excess();
    var again =
        sides
            .perInputToken()
            .multiply(BigDecimal.valueOf(tail.inputOfAbove()))
            .add(
                sides
                    .perOutputToken()
                    .multiply(BigDecimal.valueOf(tail.callsAbove() * tail.cap())));
    var p10 = saving(excess, again, MANY_AGAIN);
    var p50 = saving(excess, again, SOME_AGAIN);
    var p90 = saving(excess, again, ALL_FINE);
    double breakEven = breakEven(excess, again);
    var outputs = study.figures().outputs();
    var evidence =
        study.evidence(
            "saving of a cap of %d output tokens, %s".formatted(tail.cap(), group.words()),
            outputs.source(),
            "(1 - r) * excess_usd - r * again_usd, r = " + SOME_AGAIN,
            sums(tail, excess, again),
            p50);
    var draft =
        new Draft(
                study,
                kind(),
                "The longest 5 %% of answers of %s cost %s beyond %s tokens"
                    .formatted(group.words(), Usd.prose(excess), Texts.count(tail.cap())),
                Confidence.HYPOTHESIS)
            .scope(group.scope())
            .saves(p10, p50, p90)
            .assuming(
                "A cap cuts the answers beyond it and leaves the others as they are.",
                "Of the cut answers a share is asked again in full: 0 % (P90), 2 % (P50), 10 % (P10). It is assumed, not measured.",
                "Tokens are priced at the average of the model on this route, exact while it has one price.")
            .caveat(
                "A hard cap cuts answers off. Asking for a shorter format comes first; the cap catches what is left.",
                "If more than %s of the cut answers are asked again, the cap costs more than it saves."
                    .formatted(Texts.percent(breakEven)),
                "A high max_tokens costs nothing by itself where tokens are billed.")
            .wouldChangeIf(
                "finish reasons show how many answers are already cut",
                "retries after a cut are measured")
            .evidence(evidence, outputs.id())
            .detail("quantile", CostlyTail.QUANTILE)
            .detail("cap_tokens", tail.cap())
            .detail("calls_above", tail.callsAbove())
            .detail("tokens_above", tail.tokensAbove())
            .detail("longest_tokens", costly.lengths().longest())
            .detail("excess_usd", Usd.text(excess))
            .detail("break_even_retry_share", breakEven);
    return draft.with(plan(group, tail.cap()));
  }

  private static BigDecimal saving(BigDecimal excess, BigDecimal again, BigDecimal retried) {
    return excess.multiply(BigDecimal.ONE.subtract(retried)).subtract(again.multiply(retried));
  }

  private static double breakEven(BigDecimal excess, BigDecimal again) {
    return excess.divide(excess.add(again), MathContext.DECIMAL64).doubleValue();
  }

  private static LinkedHashMap<String, String> sums(
      Lengths.Tail tail, BigDecimal excess, BigDecimal again) {
    var sums = new LinkedHashMap<String, String>();
    sums.put("excess_usd", Usd.text(excess));
    sums.put("again_usd", Usd.text(again));
    sums.put("cap_tokens", Long.toString(tail.cap()));
    sums.put("tokens_above", Long.toString(tail.tokensAbove()));
    sums.put("calls_above", Long.toString(tail.callsAbove()));
    return sums;
  }

  private static Cut cut(Study.Group group, BigDecimal p10, BigDecimal p50, BigDecimal p90) {
    return new Cut(group.provider(), group.model(), group.route(), Cut.Side.OUTPUT, p10, p50, p90);
  }

  private static Plan plan(Study.Group group, long cap) {
    return new Plan(
        List.of(
            "Ask for the length you want in the prompt, and measure for a day.",
            "Then set max_tokens to %d for %s: litellm_params.max_tokens of litellm-cap.yaml in the proxy's config.yaml, or override_params of portkey-cap.json (api_key filled in, sent as x-portkey-config)."
                .formatted(cap, group.words()),
            "Count answers with finish reason `length` and how many of them are asked again."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(group).capped(cap))
                    .artefact("litellm-cap.yaml", "no answer of this deployment is longer."))
            .apply(() ->
                PortkeyConfig.to(
                        PortkeyConfig.Target.of(group.provider(), group.model())
                            .overriding("max_tokens", cap))
                    .artefact("portkey-cap.json"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).answers("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(group))
                    .artefact("litellm-undo.yaml", "the deployment without a cap.")),
        "Run check.sql with the parameter workspace_id a day later: share_cut_off stays under 0.05 and mean_output falls.",
        "Put litellm-undo.yaml in the place of the deployment and reload the proxy; with Portkey send no config.");
  }

  /// One of its own for the route, so that no other is capped.
  private static LiteLlmConfig.Deployment deployment(Study.Group group) {
    return LiteLlmConfig.Deployment.named(
        group.route().isEmpty() ? group.model() : group.model() + "-" + group.route(),
        group.provider(),
        group.model());
  }
}
