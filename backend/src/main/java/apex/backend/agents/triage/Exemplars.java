package apex.backend.agents.triage;

import apex.backend.model.SentenceModel;
import apex.backend.model.Vector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Questions whose intent is known, laid out by meaning. Filled on first use after the model has
/// loaded; shared by all runs.
final class Exemplars {
  private record Exemplar(Intent intent, Vector vector) {}

  private final SentenceModel model;
  private volatile List<Exemplar> exemplars = List.of();

  Exemplars(SentenceModel model) {
    this.model = model;
  }

  /// How close `question` comes to each intent's closest exemplar. Empty while the model loads.
  Optional<Map<Intent, Double>> likeness(String question) {
    if (!model.ready()) return Optional.empty();
    return model.vector(question).map(this::closest);
  }

  private Map<Intent, Double> closest(Vector question) {
    var closest = new EnumMap<Intent, Double>(Intent.class);
    for (var exemplar : filled())
      closest.merge(exemplar.intent, question.likeness(exemplar.vector), Math::max);
    return closest;
  }

  /// Two threads may both fill it on the first question: the same list twice, no harm.
  List<Exemplar> filled() {
    if (exemplars.isEmpty()) exemplars = fill();
    return exemplars;
  }

  private List<Exemplar> fill() {
    var filled = new ArrayList<Exemplar>();
    SENTENCES.forEach((intent, sentences) ->
        sentences.forEach(sentence ->
            model.vector(sentence).ifPresent(v -> filled.add(new Exemplar(intent, v)))));
    return List.copyOf(filled);
  }

  private static final Map<Intent, List<String>> SENTENCES =
      Map.ofEntries(
          Map.entry(
              Intent.SPEND,
              List.of(
                  "How much did we spend?",
                  "What is our total cost?",
                  "How high was the bill?",
                  "What did this feature cost us?",
                  "What did we pay this provider?",
                  "Our expenditure on language models")),
          Map.entry(
              Intent.SAVE,
              List.of(
                  "How can we spend less?",
                  "How do we reduce our costs?",
                  "Where do we waste money?",
                  "What are the biggest savings?",
                  "What should we change to make this cheaper?",
                  "Optimize our AI spending",
                  "How do we get the invoice down?")),
          Map.entry(
              Intent.BREAKDOWN,
              List.of(
                  "Which model is the most expensive?",
                  "Show cost by route",
                  "Where does the money go?",
                  "Who spends the most?",
                  "What are the main cost drivers?",
                  "Spend per day")),
          Map.entry(
              Intent.CACHING,
              List.of(
                  "Would prompt caching save money?",
                  "How often is the same prompt prefix sent again?",
                  "What is our cache hit rate?",
                  "Should we turn on the prompt cache?")),
          Map.entry(
              Intent.MODEL_CHOICE,
              List.of(
                  "Can we use a cheaper model?",
                  "What would another model cost for the same calls?",
                  "Compare the prices of models",
                  "Should we switch to a smaller model?",
                  "Is this model too powerful for the task?")),
          Map.entry(
              Intent.OUTPUT_LENGTH,
              List.of(
                  "Are the answers too long?",
                  "What do long outputs cost?",
                  "Should we limit the response length?",
                  "How much do we pay for output tokens?")),
          Map.entry(
              Intent.PROMPT_LENGTH,
              List.of(
                  "Are our prompts too long?",
                  "What do long contexts cost?",
                  "How much do we pay for large inputs?",
                  "Does conversation history make prompts grow?")),
          Map.entry(
              Intent.CHANGE,
              List.of(
                  "Why did our spend go up?",
                  "What changed compared with before?",
                  "Was there a cost spike?",
                  "Is anything unusual in our costs?",
                  "Explain the increase in spending")),
          Map.entry(
              Intent.FORECAST,
              List.of(
                  "What will we spend next month?",
                  "Forecast our costs",
                  "Will we stay within the budget?",
                  "Where will the bill be at the end of the year?")),
          Map.entry(
              Intent.ERRORS,
              List.of(
                  "What do failed calls cost?",
                  "How much do retries cost us?",
                  "Do we pay for duplicate requests?",
                  "Money lost on errors and timeouts")),
          Map.entry(
              Intent.COVERAGE,
              List.of(
                  "Which calls have no price?",
                  "How reliable is this total?",
                  "Is usage data missing?",
                  "How much of the usage could be priced?")),
          Map.entry(
              Intent.HELP,
              List.of(
                  "What can you do?",
                  "How do I import usage data?",
                  "How do I upload a file?",
                  "How does this work?",
                  "hello",
                  "Which questions can I ask?")),
          Map.entry(
              Intent.OFF_TOPIC,
              List.of(
                  "What is the weather today?",
                  "Write a poem",
                  "Tell me something funny",
                  "Who won the football match?",
                  "Translate this sentence",
                  "What is the capital of France?",
                  "Write a program in Python")));
}
