package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.PythonSnippet;
import apex.spend.figures.Lengths;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;

/// What the longest prompts cost beyond the 95th percentile of their route. How much of them the
/// answers need is not in the numbers: a hypothesis.
final class LongPrompts implements Analysis {
  private static final BigDecimal HALF = new BigDecimal("0.5");

  @Override
  public String kind() {
    return "long_prompts";
  }

  @Override
  public String answers() {
    return "what do overlong prompts cost, and what would trimming context save";
  }

  @Override
  public Outcome analyse(Study study) {
    return CostlyTail.each(
        study,
        study.figures().prompts().value(),
        "input_tokens",
        Study.Sides::perInputToken,
        tail -> draft(study, tail));
  }

  private Proposal draft(Study study, CostlyTail costly) {
    var group = costly.group();
    var tail = costly.beyond();
    var excess = costly.excess();
    var held = costly.sides().perInputToken().multiply(BigDecimal.valueOf(tail.inputOfAbove()));
    var sums = new LinkedHashMap<String, String>();
    sums.put("tokens_above", Long.toString(tail.tokensAbove()));
    sums.put("cap_tokens", Long.toString(tail.cap()));
    sums.put("calls_above", Long.toString(tail.callsAbove()));
    sums.put("input_of_above", Long.toString(tail.inputOfAbove()));
    var prompts = study.figures().prompts();
    var evidence =
        study.evidence(
            "cost of prompts beyond %d tokens, %s".formatted(tail.cap(), group.words()),
            prompts.source(),
            "tokens_above times the average input price",
            sums,
            excess);
    return new Draft(
            study,
            kind(),
            "The longest 5 %% of prompts of %s cost %s, %s of it beyond %s tokens"
                .formatted(
                    group.words(), Usd.prose(held), Usd.prose(excess), Texts.count(tail.cap())),
            Confidence.HYPOTHESIS)
        .scope(group.scope())
        .saves(BigDecimal.ZERO, excess.multiply(HALF), excess)
        .assuming(
            "Of the tokens beyond the 95th percentile none (P10), half (P50) or all (P90) can go.",
            "Tokens are priced at the average of the model on this route, cached ones included.")
        .caveat(
            "What a prompt needs is not in the numbers: trimming too much worsens answers, silently.",
            "A long prompt that never changes is a case for a prompt cache, not for trimming.")
        .wouldChangeIf("an evaluation shows that trimmed prompts answer as well")
        .evidence(evidence, prompts.id())
        .detail("quantile", CostlyTail.QUANTILE)
        .detail("cap_tokens", tail.cap())
        .detail("calls_above", tail.callsAbove())
        .detail("tokens_above", tail.tokensAbove())
        .detail("longest_tokens", costly.lengths().longest())
        .detail("held_usd", Usd.text(held))
        .detail("excess_usd", Usd.text(excess))
        .with(plan(group, tail));
  }

  private static Plan plan(Study.Group group, Lengths.Tail tail) {
    return new Plan(
        List.of(
            "Read ten of the prompts beyond %s tokens of %s: what repeats, what is never used?"
                .formatted(Texts.count(tail.cap()), group.words()),
            "Trim one route with trim of trim.py before the request is sent; compare answers with an evaluation before and after.",
            "Roll out only when the evaluation holds."),
        Action.Effort.DAYS,
        new Kit()
            .apply(() -> PythonSnippet.trim("trim.py", group.model(), tail.cap()))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .promptsBeyond("check.sql", tail.cap(), Integer.MAX_VALUE)),
        "Run check.sql with the parameter workspace_id a day later: beyond is near 0, and the evaluation's score has not fallen.",
        "Send the untrimmed messages again: take the call of trim out.");
  }
}
