package apex.spend.analysis;

import apex.spend.action.LedgerSql;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.util.List;

/// The same request, answered again within a day: its cost is known call by call.
final class RepeatedPrompts implements Analysis {
  @Override
  public String kind() {
    return "exact_duplicates";
  }

  @Override
  public String answers() {
    return "what do identical prompts cost that were answered before";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.told(
        study,
        Habits.Told::prompts,
        new Outcome.Refused(
            "no call tells a hash of its prompt",
            "prompt_hash: one keyed hash of the whole request (model, parameters, messages); or telemetry with gen_ai.input.messages, which is hashed and not kept"),
        habits -> found(study, habits));
  }

  private Outcome found(Study study, Figure<Habits> habits) {
    return new Outcome.Found(
        PaidForNothing.of(study, habits, WasteKind.DUPLICATE).stream()
            .map(waste -> draft(study, habits, waste))
            .toList());
  }

  private Proposal draft(Study study, Figure<Habits> habits, PaidForNothing waste) {
    return waste
        .draft(
            kind(),
            "%s calls repeat a prompt that was answered within a day before; they cost %s"
                .formatted(Texts.count(waste.calls()), Usd.prose(waste.usd())),
            Confidence.MEASURED,
            true)
        .assuming(
            "An answer may be kept for 24 hours and served again in the same workspace.",
            "Calls of equal prompt_hash and model are the same request, not cut off before it was hashed.")
        .caveat(
            "What is personal, must be fresh or triggers a side effect must not be served again: leave such routes out.",
            "Of %s calls %s tell a prompt hash; the others cannot be judged."
                .formatted(
                    Texts.count(habits.value().told().calls()),
                    Texts.count(habits.value().told().prompts())))
        .wouldChangeIf(
            "answers of a route have to differ each time (temperature above 0 on purpose)",
            "prompts hold a date or a random number, so that equal questions hash differently")
        .detail("share_of_calls", (double) waste.calls() / Math.max(1, study.calls()))
        .with(plan());
  }

  private static Plan plan() {
    return new Plan(
        List.of(
            "Merge litellm_settings of litellm-cache.yaml into the proxy's config.yaml (REDIS_HOST, REDIS_PORT and REDIS_PASSWORD in its environment), or send portkey-cache.json as x-portkey-config beside x-portkey-provider: equal requests of a day are answered again.",
            "Leave out routes whose answers are personal or must be fresh: such callers send {\"cache\": {\"no-cache\": true}}.",
            "Find the sender that asks twice: a fan-out or a retry in code costs less to fix than to cache."),
        Action.Effort.HOURS,
        AnswersAgain.kit(AnswersAgain.DAY, "acompletion")
            .check(() -> LedgerSql.ALL.repeats("check.sql", "")),
        "Run check.sql with the parameter workspace_id a day later: repeats fall, and no complaint about stale answers comes.",
        AnswersAgain.UNDO);
  }
}
