package apex.backend.agents.triage;

import apex.backend.agents.step.SliceWords;
import apex.backend.agents.triage.Sufficiency.Guide;
import apex.backend.agents.triage.Sufficiency.Level;
import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Judges whether a workspace holds what a question needs, with the reason and what to send.
final class SufficiencyRules {
  /// Fewer calls than this say little about shares and tails.
  private static final long FEW = 30;

  /// Usage may begin this much later than the period without a word about it.
  private static final Duration LATE = Duration.ofDays(1);

  private final DataShape shape;
  private final Instant now;

  SufficiencyRules(DataShape shape, Instant now) {
    this.shape = shape;
    this.now = now;
  }

  Sufficiency judge(Intent intent, Timing timing, NameRules.Named named) {
    if (!intent.needsUsage()) return none(offTopic(intent), Guides.firstUsage(now));
    if (shape.calls() == 0)
      return none("This workspace holds no usage yet.", Guides.firstUsage(now));
    if (!named.strangers().isEmpty() && named.none())
      return none(unknownNames(named.strangers()), List.of());
    if (elsewhere(timing.period())) return none(away(timing.period()), List.of());
    return partial(intent, timing, named);
  }

  private boolean elsewhere(Period period) {
    return first().compareTo(period.to()) >= 0 || last().isBefore(period.from());
  }

  private Instant first() {
    return shape.first().orElse(now);
  }

  private Instant last() {
    return shape.last().orElse(now);
  }

  private Sufficiency partial(Intent intent, Timing timing, NameRules.Named named) {
    var reasons = new ArrayList<String>();
    var guides = new ArrayList<Guide>();
    if (!named.strangers().isEmpty()) reasons.add(unknownNames(named.strangers()));
    if (shape.calls() < FEW)
      reasons.add("There are only %d calls: shares and tails say little.".formatted(shape.calls()));
    if (late(timing)) reasons.add("Usage begins at %s, after the period does.".formatted(first()));
    if (intent == Intent.CACHING && shape.withPrefixHashes() == 0) {
      reasons.add("No call tells its prompt's prefixes, so caching cannot be computed.");
      guides.add(Guides.prefixHashes(now));
    }
    return reasons.isEmpty() ? Sufficiency.ENOUGH : new Sufficiency(Level.PARTIAL, reasons, guides);
  }

  private boolean late(Timing timing) {
    return timing.origin() == Timing.Origin.ASKED
        && first().isAfter(timing.period().from().plus(LATE));
  }

  private static Sufficiency none(String reason, List<Guide> guides) {
    return new Sufficiency(Level.INSUFFICIENT, List.of(reason), guides);
  }

  private static String offTopic(Intent intent) {
    return intent == Intent.HELP
        ? "You can ask what was spent, where it goes and how to spend less, for any period, model or"
            + " route of this workspace."
        : "This is not a question about the usage of language models and what it costs.";
  }

  private String unknownNames(List<String> strangers) {
    return "This workspace holds no calls of %s. It knows the models %s and the routes %s."
        .formatted(String.join(", ", strangers), some(shape.models()), some(shape.routes()));
  }

  private static String some(List<String> names) {
    var shown = String.join(", ", names.subList(0, Math.min(10, names.size())));
    return names.size() > 10 ? shown + ", …" : names.isEmpty() ? "(none)" : shown;
  }

  private String away(Period period) {
    return "There is no usage in %s: it lies from %s to %s."
        .formatted(SliceWords.of(period), first(), last());
  }
}
