package apex.spend.analysis;

import apex.spend.action.BudgetGate;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmKey;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the days to come will cost if they go on as the whole days so far: [DailyForecast], with
/// how it did on days it had not seen.
final class Forecast implements Analysis {
  private static final int MONTH = 30;

  @Override
  public String kind() {
    return "forecast";
  }

  @Override
  public String answers() {
    return "what will we spend until the end of the month and in the next thirty days";
  }

  @Override
  public boolean onlyWhenAsked() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    var figures = study.figures();
    var days =
        WholeDays.of(figures.slice().period(), figures.shape().value(), figures.byDay().value());
    return days.tooFew()
        .<Outcome>map(refused -> refused)
        .orElseGet(() -> new Outcome.Found(List.of(draft(study, days))));
  }

  private Proposal draft(Study study, WholeDays days) {
    var forecast = days.forecast();
    var next = forecast.next(MONTH);
    var last = days.last();
    int left = last.lengthOfMonth() - last.getDayOfMonth();
    var month = month(days, forecast, left);
    var backtest = forecast.backtest();
    var byDay = study.figures().byDay();
    var sums = new LinkedHashMap<String, String>();
    sums.put("days", Integer.toString(days.count()));
    sums.put("p10_usd", usd(next.p10()));
    sums.put("p90_usd", usd(next.p90()));
    var evidence =
        study.evidence(
            "forecast of the thirty days after " + last,
            byDay.source(),
            "trend times weekday share, carried on; interval by block bootstrap",
            sums,
            BigDecimal.valueOf(next.p50()));
    return new Draft(
            study,
            kind(),
            "The thirty days after %s will cost about %s, between %s and %s in 80 of 100 cases"
                .formatted(
                    last,
                    Usd.prose(BigDecimal.valueOf(next.p50())),
                    Usd.prose(BigDecimal.valueOf(next.p10())),
                    Usd.prose(BigDecimal.valueOf(next.p90()))),
            Confidence.ESTIMATED)
        .assuming(
            "The days to come are like the %d whole days so far: the same trend, the same weekends."
                .formatted(days.count()),
            "Prices stay as they are.")
        .caveat(
            "This is what will be spent, not what can be saved.",
            backtest.origins() == 0
                ? "There are too few days to test it on days it had not seen."
                : "On %d weeks it had not seen, %s of the sums lay in their interval; its error was %.2f of that of repeating the week before."
                    .formatted(
                        backtest.origins(), Texts.percent(backtest.covered()), backtest.mase()))
        .wouldChangeIf(
            "a release, a new customer or a change of price breaks the trend",
            "more days are known: from eight weeks on each weekday is told apart")
        .evidence(evidence, byDay.id())
        .detail("whole_days", days.count())
        .detail("after", last.toString())
        .detail("next_30_days_usd", interval(next))
        .detail("month_end", last.plusDays(left).toString())
        .detail("month_usd", month)
        .detail("backtest_weeks", backtest.origins())
        .detail("backtest_mase", backtest.mase())
        .detail("backtest_covered", backtest.covered())
        .with(plan(next));
  }

  /// The whole month of the last day: what is spent and what is still to come.
  private static Map<String, Object> month(WholeDays days, DailyForecast forecast, int left) {
    double spent = days.ofLastMonth();
    var rest = left == 0 ? new DailyForecast.Interval(0, 0, 0) : forecast.next(left);
    return interval(
        new DailyForecast.Interval(spent + rest.p10(), spent + rest.p50(), spent + rest.p90()));
  }

  private static Map<String, Object> interval(DailyForecast.Interval interval) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("p10", usd(interval.p10()));
    shown.put("p50", usd(interval.p50()));
    shown.put("p90", usd(interval.p90()));
    return shown;
  }

  private static String usd(double usd) {
    return Usd.text(BigDecimal.valueOf(usd));
  }

  private static Plan plan(DailyForecast.Interval next) {
    var limit = BigDecimal.valueOf(next.p90()).setScale(2, RoundingMode.UP);
    var daily = limit.divide(BigDecimal.valueOf(30), 6, RoundingMode.UP);
    var gate = new BudgetGate(limit);
    return new Plan(
        List.of(
            "Set the budget at the upper end: reaching it then means that something changed.",
            "Put budget-gate.sh into the repository and budget-gate.yml into .github/workflows, the secrets it names beside them; or POST litellm-team.json to /team/new of the LiteLLM proxy (field max_budget).",
            "Alert when an hour burns 14.4 times, six hours 6 times or three days once the budget's even pace."),
        Action.Effort.MINUTES,
        new Kit()
            .apply(() -> gate.script("budget-gate.sh"))
            .apply(() -> gate.workflow("budget-gate.yml", "budget-gate.sh"))
            .apply(() -> LiteLlmKey.of("everyone", limit, "30d").team("litellm-team.json"))
            .check(() -> LedgerSql.ALL.daysAbove("check.sql", daily)),
        "Run `sh budget-gate.sh` with the command line signed in: it prints `within budget` and ends with 0; run check.sql daily: each row is a day above its thirtieth part.",
        "Delete budget-gate.sh and .github/workflows/budget-gate.yml; delete the team with /team/delete of the proxy.");
  }
}
