package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.PythonSnippet;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prompts that came to be longer, and conversations that grow turn by turn.
///
/// From a day on longer: what the prompts since then would have held, had they stayed like those
/// before, is predicted from those; an estimate with an interval of 80 of 100. Turn by turn: input
/// of turn t is about `b + a * t`; forgetting all but a summary of `c` tokens every `k` turns saves
/// what lies above. How large a summary must be is assumed: a hypothesis.
final class PromptGrowth implements Analysis {
  private static final double SPEND_SHARE_MIN = 0.002;
  private static final int TURNS_MIN = 8;
  private static final double GROWTH_MIN = 3;
  private static final long CALLS_PER_TURN_MIN = 5;
  private static final int KEEP = 6;
  private static final int[] KEPT_TURNS = {4, KEEP, 10};
  private static final int SUMMARY = 600;
  private static final int SHORT_SUMMARY = 0;
  private static final int LONG_SUMMARY = 2_400;

  @Override
  public String kind() {
    return "prompt_growth";
  }

  @Override
  public String answers() {
    return "did prompts grow, by day or turn by turn, and what does that cost";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(
        study,
        habits -> {
          var found = new ArrayList<Proposal>();
          for (var group : habits.value().groups()) each(study, habits, group, found);
          return new Outcome.Found(found);
        });
  }

  private void each(Study study, Figure<Habits> habits, Habits.Group habit, List<Proposal> found) {
    var group = new Study.Group(habit.provider(), habit.model(), habit.route());
    var sides = study.groups().get(group);
    if (sides == null || study.share(sides.input()) < SPEND_SHARE_MIN) return;
    habit.drift().ifPresent(drift -> found.add(drift(study, habits, group, sides, drift)));
    var turns =
        habit.turns().stream().takeWhile(turn -> turn.calls() >= CALLS_PER_TURN_MIN).toList();
    if (turns.size() >= TURNS_MIN
        && turns.getLast().meanInput() >= GROWTH_MIN * turns.getFirst().meanInput())
      found.add(turns(study, habits, group, sides, turns));
  }

  private Proposal drift(
      Study study,
      Figure<Habits> habits,
      Study.Group group,
      Study.Sides sides,
      Habits.Drift drift) {
    var price = sides.perInputToken();
    var expected = Prediction.of(drift.before(), drift.after().count());
    var p50 = usd(price, drift.after().sum() - expected.mean());
    var p10 = usd(price, drift.after().sum() - expected.high());
    var p90 = usd(price, drift.after().sum() - expected.low());
    var sums = new LinkedHashMap<String, String>();
    sums.put("calls_before", Long.toString(drift.before().count()));
    sums.put("tokens_before", Long.toString(drift.before().sum()));
    sums.put("calls_since", Long.toString(drift.after().count()));
    sums.put("tokens_since", Long.toString(drift.after().sum()));
    var evidence =
        study.evidence(
            "cost of longer prompts since %s, %s".formatted(drift.since(), group.words()),
            habits.source(),
            "(tokens_since - calls_since * tokens_before / calls_before) * average input price",
            sums,
            p50);
    double more = drift.after().mean() / drift.before().mean() - 1;
    return new Draft(
            study,
            kind(),
            "Prompts of %s are %s longer since %s; that cost %s"
                .formatted(group.words(), Texts.percent(more), drift.since(), Usd.prose(p50)),
            Confidence.ESTIMATED)
        .scope(group.scope())
        .saves(p10, p50, p90)
        .assuming(
            "Without the change the prompts since then would be like those before; the interval holds the truth in 80 of 100 cases.",
            "Tokens are priced at the average of the model on this route, cached ones included.")
        .caveat(
            "What was added may be worth its price: see what changed on that day before you take it back.")
        .caveat(Needs.age(study))
        .wouldChangeIf("the route serves another task since that day")
        .evidence(evidence, habits.id())
        .detail("since", drift.since().toString())
        .detail("mean_before_tokens", drift.before().mean())
        .detail("mean_since_tokens", drift.after().mean())
        .detail("score", drift.score())
        .cutting(
            List.of(
                new Cut(
                    group.provider(),
                    group.model(),
                    group.route(),
                    Cut.Side.INPUT,
                    p10.max(BigDecimal.ZERO),
                    p50.max(BigDecimal.ZERO),
                    p90.max(BigDecimal.ZERO))))
        .with(look(group, drift));
  }

  private static BigDecimal usd(BigDecimal price, double tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }

  private Proposal turns(
      Study study,
      Figure<Habits> habits,
      Study.Group group,
      Study.Sides sides,
      List<Habits.Turn> turns) {
    var price = sides.perInputToken();
    var p50 = usd(price, saved(turns, KEEP, SUMMARY));
    var p10 = usd(price, saved(turns, KEEP, LONG_SUMMARY));
    var p90 = usd(price, saved(turns, KEEP, SHORT_SUMMARY));
    double slope = slope(turns);
    var sums = new LinkedHashMap<String, String>();
    sums.put("first_turn_tokens", Long.toString(Math.round(turns.getFirst().meanInput())));
    sums.put("last_turn_tokens", Long.toString(Math.round(turns.getLast().meanInput())));
    sums.put("tokens_per_turn", Long.toString(Math.round(slope)));
    var evidence =
        study.evidence(
            "saving of a summary of older turns, " + group.words(),
            habits.source(),
            "sum over turns t > %d of calls * (input - input of turn %d - %d) * average input price"
                .formatted(KEEP, KEEP, SUMMARY),
            sums,
            p50);
    return new Draft(
            study,
            kind(),
            "Conversations of %s grow by %s tokens a turn, from %s to %s"
                .formatted(
                    group.words(),
                    Texts.count(Math.round(slope)),
                    Texts.count(Math.round(turns.getFirst().meanInput())),
                    Texts.count(Math.round(turns.getLast().meanInput()))),
            Confidence.HYPOTHESIS)
        .scope(group.scope())
        .saves(p10, p50, p90)
        .assuming(
            "Turns older than the last %d are replaced by a summary of 600 tokens (P50), 2,400 (P10) or none (P90). It is assumed, not measured."
                .formatted(KEEP),
            "Writing the summaries is not counted; it costs about one short call for each.")
        .caveat(
            "What the model forgets it cannot use: compare answers before and after.",
            "A prefix that only grows is served well by a prompt cache; a summary breaks it.")
        .caveat(Needs.age(study))
        .wouldChangeIf("an evaluation shows that shortened conversations answer as well")
        .evidence(evidence, habits.id())
        .detail("tokens_per_turn", slope)
        .detail("curve", curve(price, turns))
        .with(compact(group));
  }

  /// Input tokens saved when at most `kept` turns and a summary are sent.
  private static double saved(List<Habits.Turn> turns, int kept, int summary) {
    double limit = turns.get(Math.min(kept, turns.size()) - 1).meanInput() + summary;
    return turns.stream()
        .mapToDouble(turn -> turn.calls() * Math.max(0, turn.meanInput() - limit))
        .sum();
  }

  private static List<Map<String, Object>> curve(BigDecimal price, List<Habits.Turn> turns) {
    var curve = new ArrayList<Map<String, Object>>();
    for (int kept : KEPT_TURNS)
      curve.add(
          Map.of(
              "kept_turns", kept, "saving_usd", Usd.text(usd(price, saved(turns, kept, SUMMARY)))));
    return curve;
  }

  /// Theil and Sen: the median of the slopes between all pairs.
  private static double slope(List<Habits.Turn> turns) {
    return Robust.slope(turns.stream().mapToDouble(Habits.Turn::meanInput).toArray());
  }

  private static Plan look(Study.Group group, Habits.Drift drift) {
    return new Plan(
        List.of(
            "See what was released for %s on or just before %s: a longer system prompt, more documents, more tools."
                .formatted(group.words(), drift.since()),
            "Take back what does not change the answers, one part at a time.",
            "Run prompt-length-alert.sql each morning with the parameter workspace_id, and tell the team when it has a row."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .growingPrompts("prompt-length-alert.sql"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .promptsBeyond(
                        "check.sql", Math.round(1.2 * drift.before().mean()), Integer.MAX_VALUE)),
        "Run check.sql with the parameter workspace_id a day later: beyond falls to what it was while the mean prompt was near %,d tokens."
            .formatted(Math.round(drift.before().mean())),
        "Put back what was taken out; the alert only reads: stop running it.");
  }

  private static Plan compact(Study.Group group) {
    return new Plan(
        List.of(
            "Keep the system prompt and the last %d turns of %s; replace the rest by a summary: call compact of compact.py before each request."
                .formatted(KEEP, group.words()),
            "Compare answers on conversations longer than that before you roll out."),
        Action.Effort.DAYS,
        new Kit()
            .apply(() -> PythonSnippet.compact("compact.py", KEEP))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .costByDay("check.sql")),
        "Run check.sql with the parameter workspace_id a day later: usd_a_call falls, and the evaluation's score holds.",
        "Send the whole conversation again: take the call of compact out.");
  }
}
