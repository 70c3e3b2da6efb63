package apex.backend.agents.triage;

import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.agents.triage.NameRules.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The first step: what a question wants, about which time and which calls, and whether the
/// workspace holds what that needs.
public final class Triage {
  private static final Pattern FOLLOW_UP =
      Pattern.compile(
          "^(?:and|also|but|so|then|now|ok|what about|how about|same|only|just|why|which|by|per)\\b"
              + "|\\b(?:that|those|this period|the same|of it|of them|instead)\\b");

  private final RunContext run;
  private final Supplier<Inventory> usage;
  private final Sense sense;

  /// @param usage asks the stores what the workspace holds
  public Triage(RunContext run, Supplier<Inventory> usage, Sense sense) {
    this.run = run;
    this.usage = usage;
    this.sense = sense;
  }

  public Triaged sort(Question question, Voice voice) {
    var inventory = inventory(voice);
    var sensed = sense.of(question.text());
    var named = new NameRules(inventory).find(question.text());
    var carried = carried(question);
    var filters = filters(named, carried);
    var period = period(question.text(), inventory, carried);
    var sufficiency =
        new SufficiencyRules(inventory, run.askedAt()).judge(sensed.intent(), period, named);
    voice.think(reasoning(sensed, period, filters, sufficiency), 15);
    return new Triaged(
        question.text(),
        sensed.intent(),
        period,
        filters,
        named.targets(),
        sufficiency,
        notes(sensed, period, named));
  }

  private Inventory inventory(Voice voice) {
    return voice.tool(
        "workspace_inventory", Map.of("as_of", run.asOf()), () -> shown(usage.get()));
  }

  private static Voice.Result<Inventory> shown(Inventory inventory) {
    var shown =
        Map.of(
            "calls", inventory.calls(),
            "models", inventory.models().size(),
            "routes", inventory.routes().size(),
            "unpriced_calls", inventory.unpriced());
    return new Voice.Result<>(inventory, shown, List.of());
  }

  /// What the question before was about, when this one leans on it.
  private static Optional<Question.Subject> carried(Question question) {
    return question
        .before()
        .filter(_ -> FOLLOW_UP.matcher(question.text().strip().toLowerCase(Locale.ROOT)).find());
  }

  private static Filters filters(Named named, Optional<Question.Subject> carried) {
    return named.filters().none()
        ? carried.map(Question.Subject::filters).orElse(Filters.NONE)
        : named.filters();
  }

  private Period period(String text, Inventory inventory, Optional<Question.Subject> carried) {
    var now = run.askedAt().atZone(run.zone());
    var data = inventory.span().map(this::stretch);
    return new PeriodRules(new BillingCalendar(now, data))
        .find(text)
        .map(asked -> period(asked, Period.Basis.ASKED))
        .or(() -> carried.map(subject -> subject.period().carried()))
        .orElseGet(() -> period(data.orElseGet(this::monthSoFar), Period.Basis.ALL_DATA));
  }

  private Period period(Stretch stretch, Period.Basis basis) {
    return new Period(
        stretch.from().toInstant(), stretch.to().toInstant(), run.zone(), basis);
  }

  /// From the first call until just after the last one.
  private Stretch stretch(Inventory.Span span) {
    return new Stretch(at(span.first()), at(span.last().plusNanos(1)));
  }

  private java.time.ZonedDateTime at(Instant instant) {
    return instant.atZone(run.zone());
  }

  private Stretch monthSoFar() {
    var now = run.askedAt().atZone(run.zone());
    return Stretch.days(now.toLocalDate().withDayOfMonth(1), now.toLocalDate().plusDays(1), run.zone());
  }

  private static String reasoning(
      Sense.Sensed sensed, Period period, Filters filters, Sufficiency sufficiency) {
    return "The question asks %s, for %s, over %s; the data are %s."
        .formatted(
            sensed.intent().words(),
            period.words(),
            filters.words(),
            sufficiency.level().name().toLowerCase(Locale.ROOT));
  }

  private static List<String> notes(Sense.Sensed sensed, Period period, Named named) {
    var notes = new ArrayList<String>();
    if (sensed.byRulesAlone())
      notes.add("The sentence model was not loaded yet: the question was read by rules alone.");
    switch (period.basis()) {
      case ALL_DATA -> notes.add("The question names no period: all the data there is.");
      case CARRIED -> notes.add("The period is that of the question before.");
      case ASKED -> {}
    }
    if (!named.targets().isEmpty())
      notes.add("Asked about moving to " + String.join(", ", named.targets()) + ".");
    return notes;
  }
}
