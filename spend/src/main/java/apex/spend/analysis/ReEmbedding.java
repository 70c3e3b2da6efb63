package apex.spend.analysis;

import apex.spend.action.LedgerSql;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.util.List;

/// Text that was embedded before by the same model: a vector does not change, so all but the first
/// were paid for nothing.
final class ReEmbedding implements Analysis {
  @Override
  public String kind() {
    return "re_embedding";
  }

  @Override
  public String answers() {
    return "what does embedding the same text again cost";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.told(
        study,
        Habits.Told::operations,
        new Outcome.Refused(
            "no call tells its operation, so embeddings cannot be told from chat",
            "operation (embeddings or chat) and prompt_hash"),
        habits ->
            habits.value().told().prompts() == 0
                ? new Outcome.Refused("no call tells a hash of its input", "prompt_hash")
                : found(study, habits));
  }

  private Outcome found(Study study, Figure<Habits> habits) {
    return new Outcome.Found(
        PaidForNothing.of(study, habits, WasteKind.REEMBEDDED).stream().map(this::draft).toList());
  }

  private Proposal draft(PaidForNothing waste) {
    return waste
        .draft(
            kind(),
            "%s texts were embedded again by the same model, at %s"
                .formatted(Texts.count(waste.calls()), Usd.prose(waste.usd())),
            Confidence.MEASURED,
            true)
        .assuming("The same input to the same embedding model gives the same vector.")
        .caveat("Only texts whose first embedding lies in the period are seen as repeated.")
        .wouldChangeIf("the index was rebuilt on purpose, for example with other metadata")
        .with(
            new Plan(
                List.of(
                    "Keep the hash of each text beside its vector and embed only what is new.",
                    "On a rebuild of the index copy the vectors over.",
                    "Until then merge litellm_settings of litellm-cache.yaml into the proxy's config.yaml (REDIS_HOST, REDIS_PORT and REDIS_PASSWORD in its environment), or send portkey-cache.json as x-portkey-config beside x-portkey-provider: equal texts are answered from Redis for a month."),
                Action.Effort.HOURS,
                AnswersAgain.kit(AnswersAgain.MONTH, "aembedding")
                    .check(() -> LedgerSql.ALL.repeats("check.sql", "embeddings")),
                "Run check.sql with the parameter workspace_id after the next indexing: repeats fall; what the proxy's cache answers costs nothing.",
                AnswersAgain.UNDO));
  }
}
