package apex.spend.analysis;

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
                .with(cancel()));
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
                .with(breaker()));
  }

  private static Plan retries(PaidForNothing waste) {
    var group = waste.first();
    return new Plan(
        List.of(
            "Read ten of the failures of %s: a timeout shorter than the answer takes is the usual cause."
                .formatted(group.words()),
            "Wait longer between attempts and stop after two; do not send again what can only fail again.",
            "Let a failing deployment rest for a minute."),
        Action.Effort.HOURS,
        List.of(
            new Action.Artefact(
                "litellm-retries.yaml",
                "application/yaml",
                """
                # LiteLLM proxy: fewer attempts, a patient timeout, and a rest for what fails.
                litellm_settings:
                  num_retries: 1
                  request_timeout: 120
                router_settings:
                  allowed_fails: 3
                  cooldown_time: 60
                """)),
        "Ask again after a day: the share of failed calls that were billed has fallen.",
        "Restore the former numbers and reload the proxy.");
  }

  private static Plan cancel() {
    return new Plan(
        List.of(
            "When a reader leaves, close the stream to the provider: most stop generating, and billing, there.",
            "Ask for a shorter first answer and for more on request."),
        Action.Effort.HOURS,
        List.of(
            new Action.Artefact(
                "cancel.py",
                "text/x-python",
                """
                # Stop the provider's stream as soon as the reader is gone.
                async def relay(request, stream):
                    try:
                        async for chunk in stream:
                            if await request.is_disconnected():
                                break
                            yield chunk
                    finally:
                        await stream.close()
                """)),
        "Output tokens of cancelled answers fall, their number may stay.",
        "Take the check for the disconnected reader out again.");
  }

  private static Plan breaker() {
    return new Plan(
        List.of(
            "Count equal tool calls and prompts in the agent's loop and stop at the second.",
            "Tell the model that it has asked that before, with the answer it got."),
        Action.Effort.HOURS,
        List.of(
            new Action.Artefact(
                "loop_guard.py",
                "text/x-python",
                """
                # Refuse the third equal step of one run.
                import hashlib, json
                from collections import Counter

                class LoopGuard:
                    def __init__(self, most=2):
                        self.seen, self.most = Counter(), most

                    def check(self, messages):
                        key = hashlib.sha256(json.dumps(messages, sort_keys=True).encode()).hexdigest()
                        self.seen[key] += 1
                        if self.seen[key] > self.most:
                            raise RuntimeError("the agent repeats itself; stopped")
                """)),
        "No conversation holds three equal prompts any more.",
        "Raise `most`, or remove the guard from the loop.");
  }
}
