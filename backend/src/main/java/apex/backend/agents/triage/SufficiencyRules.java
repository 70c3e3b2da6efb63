package apex.backend.agents.triage;

import apex.backend.agents.triage.Sufficiency.Guide;
import apex.backend.agents.triage.Sufficiency.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Judges whether a workspace holds what a question needs, with the reason and what to send.
final class SufficiencyRules {
  /// Fewer calls than this say little about shares and tails.
  private static final long FEW = 30;

  /// Usage may begin this much later than the period without a word about it.
  private static final Duration LATE = Duration.ofDays(1);

  /// What no analysis computes yet: the spend is shown, and that it is not the whole answer.
  private static final Set<Intent> NOT_COMPUTED =
      Set.of(Intent.FORECAST, Intent.CHANGE, Intent.ERRORS);

  private final Inventory inventory;
  private final Instant now;

  SufficiencyRules(Inventory inventory, Instant now) {
    this.inventory = inventory;
    this.now = now;
  }

  Sufficiency judge(Intent intent, Period period, NameRules.Named named) {
    if (!intent.needsUsage()) return none(offTopic(intent), Guides.firstUsage(now));
    if (inventory.span().isEmpty())
      return none("This workspace holds no usage yet.", Guides.firstUsage(now));
    if (!named.strangers().isEmpty() && named.filters().none())
      return none(unknownNames(named.strangers()), List.of());
    var span = inventory.span().get();
    if (!period.overlaps(span.first(), span.last())) return none(elsewhere(period, span), List.of());
    return partial(intent, period, named, span);
  }

  private Sufficiency partial(
      Intent intent, Period period, NameRules.Named named, Inventory.Span span) {
    var reasons = new ArrayList<String>();
    var guides = new ArrayList<Guide>();
    if (!named.strangers().isEmpty()) reasons.add(unknownNames(named.strangers()));
    if (inventory.calls() < FEW)
      reasons.add("There are only %d calls: shares and tails say little.".formatted(inventory.calls()));
    if (inventory.unpriced() > 0)
      reasons.add(
          "%d of %d calls have no known price."
              .formatted(inventory.unpriced(), inventory.calls()));
    if (NOT_COMPUTED.contains(intent))
      reasons.add(
          "%s is not computed yet; the spend of the period is shown instead."
              .formatted(capital(intent.words())));
    if (late(period, span))
      reasons.add("Usage begins at %s, after the period does.".formatted(span.first()));
    if (intent == Intent.CACHING && inventory.withPrefixHashes() == 0) {
      reasons.add("No call tells its prompt's prefixes, so caching cannot be computed.");
      guides.add(Guides.prefixHashes(now));
    }
    return reasons.isEmpty()
        ? Sufficiency.ENOUGH
        : new Sufficiency(Level.PARTIAL, reasons, guides);
  }

  private static boolean late(Period period, Inventory.Span span) {
    return period.basis() == Period.Basis.ASKED
        && span.first().isAfter(period.from().plus(LATE));
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
        .formatted(
            String.join(", ", strangers), some(inventory.models()), some(inventory.routes()));
  }

  private static String some(List<String> names) {
    var shown = String.join(", ", names.subList(0, Math.min(10, names.size())));
    return names.size() > 10 ? shown + ", …" : names.isEmpty() ? "(none)" : shown;
  }

  private static String elsewhere(Period period, Inventory.Span span) {
    return "There is no usage in %s: it lies from %s to %s."
        .formatted(period.words(), span.first(), span.last());
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
