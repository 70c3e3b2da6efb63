package apex.backend.agents.triage;

import apex.backend.agents.asking.RunModel;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.SliceWords;
import apex.backend.agents.step.Voice;
import apex.backend.agents.triage.NameRules.Named;
import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import java.time.Instant;
import java.time.ZonedDateTime;
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
  private final Supplier<DataShape> usage;
  private final Sense sense;
  private final ModelReading model;

  /// By rules alone.
  ///
  /// @param usage asks the stores what the workspace holds
  public Triage(RunContext run, Supplier<DataShape> usage, Sense sense) {
    this(run, usage, sense, RunModel.none(run));
  }

  /// @param model reads the question where one is set, and the rules where it cannot
  public Triage(RunContext run, Supplier<DataShape> usage, Sense sense, RunModel model) {
    this.run = run;
    this.usage = usage;
    this.sense = sense;
    this.model = new ModelReading(model);
  }

  public Triaged sort(Question question, Voice voice) {
    var shape = shape(voice);
    var read = model.read(question.text(), shape, voice);
    var sensed = read.choice().map(Sense.Sensed::chosen).orElseGet(() -> sense.of(question.text()));
    var found = new NameRules(shape).find(question.text());
    var named = read.choice().map(choice -> choice.over(found)).orElse(found);
    var carried = carried(question);
    var timing = timing(question.text(), shape, carried, read);
    var slice = slice(named, timing.period(), carried);
    var sufficiency =
        new SufficiencyRules(shape, run.askedAt()).judge(sensed.intent(), timing, named);
    voice.think(reasoning(sensed, slice, sufficiency), 15);
    return new Triaged(
        question.text(),
        sensed.intent(),
        slice,
        timing.origin(),
        named.targets(),
        sufficiency,
        notes(sensed, timing, named, read),
        read.calls());
  }

  /// When nothing could be learnt of the question: all spend of the month so far.
  public static Triaged unsorted(RunContext run, Question question) {
    var month = monthSoFar(run);
    var period = new Period(month.from().toInstant(), month.to().toInstant(), run.zone());
    return new Triaged(
        question.text(),
        Intent.SPEND,
        Slice.all(period),
        Timing.Origin.ALL_DATA,
        List.of(),
        Sufficiency.ENOUGH,
        List.of("The question could not be sorted: this is the month so far."));
  }

  private DataShape shape(Voice voice) {
    return voice.tool("data_shape", Map.of("as_of", run.asOf()), () -> shown(usage.get()));
  }

  private static Voice.Result<DataShape> shown(DataShape shape) {
    var shown =
        Map.of(
            "calls", shape.calls(),
            "models", shape.models().size(),
            "routes", shape.routes().size(),
            "days", shape.days());
    return new Voice.Result<>(shape, shown, List.of());
  }

  /// What the question before was about, when this one leans on it.
  private static Optional<Slice> carried(Question question) {
    return question
        .before()
        .filter(_ -> FOLLOW_UP.matcher(question.text().strip().toLowerCase(Locale.ROOT)).find());
  }

  private static Slice slice(Named named, Period period, Optional<Slice> carried) {
    if (!named.none() || carried.isEmpty()) return named.in(period);
    var before = carried.get();
    return new Slice(period, before.providers(), before.models(), before.routes());
  }

  private Timing timing(
      String text, DataShape shape, Optional<Slice> carried, ModelReading.Read read) {
    var now = run.askedAt().atZone(run.zone());
    var data = span(shape);
    var rules = new PeriodRules(new BillingCalendar(now, data));
    return rules
        .find(text)
        .or(() -> read.choice().flatMap(choice -> choice.period().words()).flatMap(rules::find))
        .map(asked -> timing(asked, Timing.Origin.ASKED))
        .or(() -> carried.map(slice -> new Timing(slice.period(), Timing.Origin.CARRIED)))
        .orElseGet(() -> timing(data.orElseGet(() -> monthSoFar(run)), Timing.Origin.ALL_DATA));
  }

  private Timing timing(Stretch stretch, Timing.Origin origin) {
    var from = stretch.from().toInstant();
    return new Timing(new Period(from, stretch.to().toInstant(), run.zone()), origin);
  }

  /// From the first call until just after the last one.
  private Optional<Stretch> span(DataShape shape) {
    return shape
        .first()
        .flatMap(first -> shape.last().map(last -> new Stretch(at(first), at(last.plusNanos(1)))));
  }

  private ZonedDateTime at(Instant instant) {
    return instant.atZone(run.zone());
  }

  private static Stretch monthSoFar(RunContext run) {
    var today = run.askedAt().atZone(run.zone()).toLocalDate();
    return Stretch.days(today.withDayOfMonth(1), today.plusDays(1), run.zone());
  }

  private static String reasoning(Sense.Sensed sensed, Slice slice, Sufficiency sufficiency) {
    return "The question asks %s, for %s, over %s; the data are %s."
        .formatted(
            sensed.intent().words(),
            SliceWords.of(slice.period()),
            SliceWords.calls(slice),
            sufficiency.level().name().toLowerCase(Locale.ROOT));
  }

  private static List<String> notes(
      Sense.Sensed sensed, Timing timing, Named named, ModelReading.Read read) {
    var notes = new ArrayList<String>();
    read.note().ifPresent(notes::add);
    if (sensed.byRulesAlone())
      notes.add("The sentence model was not loaded yet: the question was read by rules alone.");
    switch (timing.origin()) {
      case ALL_DATA -> notes.add("The question names no period: this is all the data there is.");
      case CARRIED -> notes.add("The period is that of the question before.");
      case ASKED -> {}
    }
    if (!named.targets().isEmpty())
      notes.add("Asked about moving to " + String.join(", ", named.targets()) + ".");
    return notes;
  }
}
