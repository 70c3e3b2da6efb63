package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.PythonSnippet;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;

/// Calls just above a size from which every token of the request costs more: what trimming them to
/// that size would have saved, call by call, exact.
final class ContextCliff implements Analysis {
  private static final int FINDINGS_MAX = 5;

  @Override
  public String kind() {
    return "context_cliff";
  }

  @Override
  public String answers() {
    return "which prompts lie just above a price step for long context";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(
        study,
        habits ->
            new Outcome.Found(
                habits.value().cliffs().stream()
                    .sorted((a, b) -> saving(b).compareTo(saving(a)))
                    .filter(cliff -> saving(cliff).signum() > 0)
                    .limit(FINDINGS_MAX)
                    .map(cliff -> draft(study, habits, cliff))
                    .toList()));
  }

  private static BigDecimal saving(Habits.Cliff cliff) {
    return cliff.now().cost().subtract(cliff.then().cost());
  }

  private Proposal draft(Study study, Figure<Habits> habits, Habits.Cliff cliff) {
    var group = new Study.Group(cliff.provider(), cliff.model(), cliff.route());
    var saving = saving(cliff);
    long each = (cliff.tokensOver() + cliff.calls() - 1) / cliff.calls();
    var sums = new LinkedHashMap<String, String>();
    sums.put("calls", Long.toString(cliff.calls()));
    sums.put("tokens_over", Long.toString(cliff.tokensOver()));
    sums.put("now_usd", Usd.text(cliff.now().cost()));
    sums.put("then_usd", Usd.text(cliff.then().cost()));
    var evidence =
        study.evidence(
            "saving of prompts of at most %d tokens, %s".formatted(cliff.above(), group.words()),
            habits.source(),
            "cost of the calls minus their cost cut to that size, call by call",
            sums,
            saving);
    return new Draft(
            study,
            kind(),
            "%s calls of %s lie just above %s tokens, where every token costs more: %s to save"
                .formatted(
                    Texts.count(cliff.calls()),
                    group.words(),
                    Texts.count(cliff.above()),
                    Usd.prose(saving)),
            Confidence.MODELLED)
        .scope(group.scope())
        .saves(saving, saving, saving)
        .assuming(
            "Each such prompt loses %s tokens on average, at most one in twenty; the answer stays as long."
                .formatted(Texts.count(each)),
            "List prices of the day of each call.")
        .caveat(
            "What is trimmed must not be what the answer needs: trim the oldest or the least alike.")
        .caveat(Needs.age(study))
        .wouldChangeIf("the provider moves the size or drops the step")
        .evidence(evidence, habits.id())
        .detail("above_tokens", cliff.above())
        .detail("calls", cliff.calls())
        .detail("tokens_over", cliff.tokensOver())
        .cutting(
            List.of(
                cut(group, Cut.Side.INPUT, cliff.now().input(), cliff.then().input()),
                cut(group, Cut.Side.OUTPUT, cliff.now().output(), cliff.then().output())))
        .with(plan(group, cliff.above()));
  }

  private static Cut cut(Study.Group group, Cut.Side side, BigDecimal now, BigDecimal then) {
    var less = now.subtract(then);
    return new Cut(group.provider(), group.model(), group.route(), side, less, less, less);
  }

  private static Plan plan(Study.Group group, long above) {
    return new Plan(
        List.of(
            "Count tokens before sending on %s.".formatted(group.words()),
            "Call below_the_step of below_the_step.py where the prompt's parts are put together: between %s and a twentieth more it drops the least useful part."
                .formatted(Texts.count(above))),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> PythonSnippet.belowTheStep("below_the_step.py", above))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .promptsBeyond("check.sql", above, above + above / 20)),
        "Run check.sql with the parameter workspace_id a day later: beyond is 0.",
        "Send the parts untrimmed again: take the call out.");
  }
}
