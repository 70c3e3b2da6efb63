package apex.spend.analysis;

import apex.spend.figures.Lengths;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;

/// What the longest answers cost beyond the 95th percentile of their route, and what a cap there
/// would save once some of the cut answers are asked again.
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
  public Outcome analyse(Study study) {
    return CostlyTail.each(
        study,
        study.figures().outputs().value(),
        "output_tokens",
        Study.Sides::perOutputToken,
        tail -> draft(study, tail));
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
                Confidence.ESTIMATED)
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
    if (p50.signum() > 0) draft.cutting(List.of(cut(group, p10, p50, p90)));
    return draft.with(plan(group, tail));
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

  private static Plan plan(Study.Group group, Lengths.Tail tail) {
    var content =
        """
        # LiteLLM proxy: no answer of this deployment is longer than its 95th percentile.
        model_list:
          - model_name: %s
            litellm_params:
              model: %s
              max_tokens: %d
        """
            .formatted(
                Texts.yaml(
                    group.route().isEmpty() ? group.model() : group.model() + "-" + group.route()),
                Texts.yaml(
                    group.provider().isEmpty()
                        ? group.model()
                        : group.provider() + "/" + group.model()),
                tail.cap());
    return new Plan(
        List.of(
            "Ask for the length you want in the prompt, and measure for a day.",
            "Then set max_tokens to %d for %s.".formatted(tail.cap(), group.words()),
            "Count answers with finish reason `length` and how many of them are asked again."),
        Action.Effort.HOURS,
        List.of(new Action.Artefact("litellm-max-tokens.yaml", "application/yaml", content)),
        "Fewer than 5 % of answers end with finish reason `length`, and output cost a call falls.",
        "Remove max_tokens from the deployment.");
  }
}
