package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.PortkeyConfig;
import apex.spend.action.PythonSnippet;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Calls that failed and were billed, answers nobody waited for, and the same prompt again and
/// again in one conversation. Each was paid for: the sum of their own costs.
final class WastedCalls implements Analysis {
  @Override
  public String kind() {
    return "wasted_calls";
  }

  @Override
  public String answers() {
    return "what do failed calls, retries, loops and abandoned answers cost";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(study, habits -> new Outcome.Found(found(study, habits)));
  }

  private List<Proposal> found(Study study, Figure<Habits> habits) {
    return Stream.of(failed(study, habits), abandoned(study, habits), loops(study, habits))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Proposal> failed(Study study, Figure<Habits> habits) {
    return PaidForNothing.of(study, habits, WasteKind.FAILED)
        .map(waste ->
            waste
                .draft(
                    kind(),
                    "%s failed calls were billed, most on %s; they cost %s"
                        .formatted(
                            Texts.count(waste.calls()), waste.where(), Usd.prose(waste.usd())),
                    Confidence.MEASURED,
                    true)
                .assuming("A call whose status is not ok and whose tokens are told was billed.")
                .caveat(
                    "Some providers do not bill some failures: compare with the invoice before you count on all of it.")
                .wouldChangeIf("the provider's invoice does not hold the failed calls")
                .with(retries(waste)));
  }

  private Optional<Proposal> abandoned(Study study, Figure<Habits> habits) {
    return PaidForNothing.of(study, habits, WasteKind.ABANDONED)
        .map(waste ->
            waste
                .draft(
                    kind(),
                    "%s answers were given up by whoever asked, most on %s; they cost %s"
                        .formatted(
                            Texts.count(waste.calls()), waste.where(), Usd.prose(waste.usd())),
                    Confidence.MEASURED,
                    true)
                .assuming("A finish reason such as cancelled means that nobody read the answer.")
                .caveat("Part of an answer may have been read before it was given up.")
                .wouldChangeIf("given-up answers turn out to have been read")
                .with(cancel(waste)));
  }

  private Optional<Proposal> loops(Study study, Figure<Habits> habits) {
    return PaidForNothing.of(study, habits, WasteKind.LOOP)
        .map(waste ->
            waste
                .draft(
                    kind(),
                    "The same prompt came three times or more in one conversation: %s calls on %s cost %s"
                        .formatted(
                            Texts.count(waste.calls()), waste.where(), Usd.prose(waste.usd())),
                    Confidence.MEASURED,
                    true)
                .assuming("All but the first of equal prompts in one conversation were in vain.")
                .caveat("An agent that polls on purpose looks the same.")
                .wouldChangeIf("the repeated prompts are polls that someone wants")
                .with(breaker(waste)));
  }

  private static Plan retries(PaidForNothing waste) {
    var group = waste.first();
    return new Plan(
        List.of(
            "Read ten of the failures of %s: a timeout shorter than the answer takes is the usual cause."
                .formatted(group.words()),
            "Wait longer between attempts and stop after two: merge litellm_settings.num_retries and request_timeout of litellm-retries.yaml into the proxy's config.yaml, or retry.attempts of portkey-retries.json (sent as x-portkey-config beside x-portkey-provider).",
            "Let a failing deployment rest for a minute (router_settings.cooldown_time); do not send again what can only fail again."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .retrying(1, 120, 3, 60)
                    .artefact(
                        "litellm-retries.yaml",
                        "fewer attempts, a patient timeout, and a rest for what fails."))
            .apply(
                () -> PortkeyConfig.retrying(1, List.of(429, 503)).artefact("portkey-retries.json"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).failures("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .retrying(3, 6000, 3, 5)
                    .artefact("litellm-undo.yaml", "its defaults; put your former numbers here.")),
        "Run check.sql with the parameter workspace_id a day later: failed_usd falls.",
        "Put the former numbers (litellm-undo.yaml has the proxy's defaults) back and reload the proxy.");
  }

  private static Plan cancel(PaidForNothing waste) {
    var group = waste.first();
    return new Plan(
        List.of(
            "When a reader leaves, close the stream to the provider: most stop generating, and billing, there. relay of cancel.py does it where the answer is handed on.",
            "Ask for a shorter first answer and for more on request."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> PythonSnippet.cancel("cancel.py"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).answers("check.sql")),
        "Run check.sql with the parameter workspace_id a day later: given_up may stay, mean_output falls.",
        "Take relay out and hand the stream on as before.");
  }

  private static Plan breaker(PaidForNothing waste) {
    var group = waste.first();
    return new Plan(
        List.of(
            "Count equal tool calls and prompts in the agent's loop and stop at the second: call check of LoopGuard (loop_guard.py) before each request.",
            "Tell the model that it has asked that before, with the answer it got."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> PythonSnippet.loopGuard("loop_guard.py"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).loops("check.sql")),
        "Run check.sql with the parameter workspace_id a day later: it has no row of a conversation begun since.",
        "Raise `most`, or remove the guard from the loop.");
  }
}
