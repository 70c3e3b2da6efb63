package apex.backend.agents.triage;

import apex.backend.model.SentenceModel;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/// Decides what a question wants, from words that tell it and from the closest known questions.
public final class Sense {
  /// A question less like every known one than this, and without a telling word, is off topic.
  private static final double STRANGE = 0.35;

  private final Exemplars exemplars;

  public Sense(SentenceModel model) {
    this.exemplars = new Exemplars(model);
  }

  /// Lays out the known questions, so that the first person need not wait for it.
  public void prepare() {
    exemplars.filled();
  }

  /// What was decided.
  ///
  /// @param score how strongly: cues weigh up to 1.2, likeness up to 1
  /// @param byRulesAlone whether the sentence model could not be asked
  public record Sensed(Intent intent, double score, boolean byRulesAlone) {
    /// By a language model.
    static Sensed chosen(ModelReading.Choice choice) {
      return new Sensed(choice.intent(), 1, false);
    }
  }

  public Sensed of(String question) {
    var cues = Cues.in(question);
    var likeness = exemplars.likeness(question);
    var scores = sum(cues, likeness.orElse(Map.of()));
    var best = scores.entrySet().stream().max(Comparator.comparingDouble(Map.Entry::getValue));
    if (best.isEmpty()) return new Sensed(Intent.SPEND, 0, likeness.isEmpty());
    if (cues.isEmpty() && likeness.isPresent() && best.get().getValue() < STRANGE)
      return new Sensed(Intent.OFF_TOPIC, 1 - best.get().getValue(), false);
    return new Sensed(best.get().getKey(), best.get().getValue(), likeness.isEmpty());
  }

  private static Map<Intent, Double> sum(Map<Intent, Double> cues, Map<Intent, Double> likeness) {
    var scores = new EnumMap<Intent, Double>(Intent.class);
    cues.forEach((intent, weight) -> scores.merge(intent, weight, Double::sum));
    likeness.forEach((intent, like) -> scores.merge(intent, like, Double::sum));
    return scores;
  }
}
