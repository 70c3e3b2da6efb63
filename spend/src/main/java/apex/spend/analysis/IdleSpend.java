package apex.spend.analysis;

import apex.spend.action.BlockedKey;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmKey;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Spend that serves nobody: calls from test environments, and routes that are still called though
/// they have not succeeded for a week.
final class IdleSpend implements Analysis {
  private static final LiteLlmKey TESTS = LiteLlmKey.of("tests", BigDecimal.valueOf(5), "30d");

  @Override
  public String kind() {
    return "dev_and_zombie";
  }

  @Override
  public String answers() {
    return "what do development, test and forgotten jobs cost";
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
    PaidForNothing.of(study, habits, WasteKind.TEST_ENVIRONMENT)
        .map(this::tests)
        .ifPresent(found::add);
    PaidForNothing.of(study, habits, WasteKind.ZOMBIE).map(this::zombie).ifPresent(found::add);
    return found.isEmpty() && habits.value().told().environments() == 0
        ? new Outcome.Refused(
            "no call tells its environment, and every route has succeeded within a week",
            "environment, such as production or ci (deployment.environment.name in telemetry)")
        : new Outcome.Found(found);
  }

  private Proposal tests(PaidForNothing waste) {
    return waste
        .draft(
            kind(),
            "%s calls came from test environments, most on %s; they cost %s"
                .formatted(Texts.count(waste.calls()), waste.where(), Usd.prose(waste.usd())),
            Confidence.MEASURED,
            true)
        .assuming("Tests can run against recorded answers, so that none of these calls is needed.")
        .caveat(
            "An evaluation of the model itself needs real calls: keep those and count the rest.")
        .wouldChangeIf("these calls are evaluations that someone reads")
        .with(
            new Plan(
                List.of(
                    "Record answers once and replay them in tests.",
                    "Where a real call is wanted use the smallest model, with a budget of its own: POST litellm-key.json to /key/generate of the LiteLLM proxy (field max_budget)."),
                Action.Effort.HOURS,
                new Kit()
                    .apply(() -> TESTS.generate("litellm-key.json"))
                    .check(() -> LedgerSql.ALL.environments("check.sql"))
                    .undo(() -> TESTS.delete("litellm-key-undo.json")),
                "Run check.sql with the parameter workspace_id a week later: the test environments' calls have become few, and the key's spend at /key/info stays under max_budget.",
                "POST litellm-key-undo.json to /key/delete and hand the tests the former key."));
  }

  private Proposal zombie(PaidForNothing waste) {
    var group = waste.first();
    return waste
        .draft(
            kind(),
            "%s is still called though no call has succeeded for a week: %s calls cost %s"
                .formatted(waste.where(), Texts.count(waste.calls()), Usd.prose(waste.usd())),
            Confidence.MEASURED,
            true)
        .assuming("What has not succeeded for seven days, in at least 20 calls, serves nobody.")
        .caveat("A job that fails may still be wanted: repair it or stop it.")
        .wouldChangeIf("the route succeeds again")
        .with(
            new Plan(
                List.of(
                    "Find who calls %s: the key or the schedule.".formatted(waste.where()),
                    "Stop it: run block-key.sh with LITELLM_URL, LITELLM_MASTER_KEY and FORGOTTEN_KEY set, and watch for a week whether anyone misses it."),
                Action.Effort.MINUTES,
                new Kit()
                    .apply(() -> BlockedKey.block("block-key.sh"))
                    .check(() ->
                        new LedgerSql(group.provider(), group.model(), group.route())
                            .costByDay("check.sql"))
                    .undo(() -> BlockedKey.unblock("unblock-key.sh")),
                "Run check.sql with the parameter workspace_id a day later: there is no row after the day of the change.",
                "Run unblock-key.sh with the same variables."));
  }
}
