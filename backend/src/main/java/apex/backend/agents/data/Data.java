package apex.backend.agents.data;

import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.agents.triage.Timing;
import apex.backend.agents.triage.Triaged;
import apex.spend.analysis.Analyses;
import apex.spend.figures.Change;
import apex.spend.figures.DataShape;
import apex.spend.figures.Dimension;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.ReplaySums;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.price.Coverage;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.Sourced;
import apex.stores.clickhouse.UsageReading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The second step: reads the figures of the asked calls, all at the run's one `as_of`, each by one
/// query template and with its evidence.
public final class Data {
  private static final int SHOWN = 10;

  private final RunContext run;
  private final Readings readings;
  private final PriceBook book;
  private final long replayCallsMax;
  private final long studyCallsMax;
  private final StandingStudy standing;

  /// @param replayCallsMax with more calls than this the prefixes are not replayed while one waits
  /// @param studyCallsMax with more calls than this they are not studied one by one while one waits
  /// @param standing what was studied before where they are more
  public Data(
      RunContext run,
      Readings readings,
      PriceBook book,
      long replayCallsMax,
      long studyCallsMax,
      StandingStudy standing) {
    this.run = run;
    this.readings = readings;
    this.book = book;
    this.replayCallsMax = replayCallsMax;
    this.studyCallsMax = studyCallsMax;
    this.standing = standing;
  }

  public Gathered gather(Triaged triaged, Voice voice) {
    return gather(triaged, voice, false);
  }

  /// As [#gather], also when there is nothing to read.
  public Gathered gatherAnyway(Triaged triaged, Voice voice) {
    return gather(triaged, voice, true);
  }

  private Gathered gather(Triaged triaged, Voice voice, boolean anyway) {
    var reading = readings.of(triaged.slice());
    var tools = new Tools(triaged.slice(), voice);
    var shape = tools.read("data_shape", reading::shape, Data::shown);
    return anyway || shape.value().calls() > 0
        ? gathered(triaged, reading, tools, shape, voice)
        : nothing(triaged);
  }

  private Gathered gathered(
      Triaged triaged, UsageReading reading, Tools tools, Figure<DataShape> shape, Voice voice) {
    var figures = figures(triaged, reading, tools, shape);
    var coverage = Coverage.of(figures, book);
    voice.think(reasoning(figures), 45);
    return new Gathered(
        triaged, Optional.of(figures), Optional.of(coverage), reasons(figures, coverage, reading));
  }

  private static Gathered nothing(Triaged triaged) {
    return new Gathered(
        triaged,
        Optional.empty(),
        Optional.empty(),
        List.of("No call matches the question: no usage in that period with those names."));
  }

  private Figures figures(
      Triaged triaged, UsageReading reading, Tools tools, Figure<DataShape> shape) {
    try (var ahead = new ReadAhead()) {
      return figures(triaged, ahead, reading, tools, shape);
    }
  }

  /// The slow readings are begun first, dearest first; each is told of when its turn comes.
  private Figures figures(
      Triaged triaged,
      ReadAhead ahead,
      UsageReading reading,
      Tools tools,
      Figure<DataShape> shape) {
    var grid = book.grid();
    var kinds = triaged.intent().analyses();
    ahead.ask(reading::inputSet);
    var habits = habits(ahead, triaged.slice(), kinds, reading, shape.value());
    var change = change(ahead, triaged, kinds, reading, shape.value());
    var replay = replay(ahead, reading, shape.value());
    var outputs = ahead.ask(reading::outputs);
    var prompts = ahead.ask(reading::prompts);
    var before = standing(triaged, kinds, shape.value());
    return new Figures(
        triaged.slice(),
        book.version(),
        grid,
        shape,
        tools.read("spend_total", reading::total, Data::shown),
        by(reading, tools, Dimension.MODEL),
        by(reading, tools, Dimension.ROUTE),
        by(reading, tools, Dimension.PROVIDER),
        by(reading, tools, Dimension.DAY),
        tools.read("price_cells", reading::cells, rows -> counted(rows)),
        tools.read("output_lengths", outputs, lengths -> counted(lengths)),
        tools.read("prompt_lengths", prompts, lengths -> counted(lengths)),
        replay
            .or(() -> before.flatMap(Data::replayedBefore))
            .map(sums -> tools.read("prefix_replay", sums, rows -> counted(rows))),
        habits
            .or(() -> before.map(found -> found.counted()::habits))
            .map(counted -> tools.read("call_habits", counted, Data::shown)),
        before.map(StandingStudy.Found::countedAt),
        change.map(sums -> tools.read("spend_change", sums, Data::shown)));
  }

  /// What the calls do beside their sums, where an analysis asks for it and they are few enough.
  private Optional<Supplier<Sourced<Habits>>> habits(
      ReadAhead ahead, Slice slice, List<String> kinds, UsageReading reading, DataShape shape) {
    if (!Analyses.needHabits(kinds) || shape.calls() > studyCallsMax) return Optional.empty();
    return Optional.of(ahead.ask(() -> OneByOne.habits(reading, book, slice.period())));
  }

  /// The study made in the background, for questions about everything.
  private Optional<StandingStudy.Found> standing(
      Triaged triaged, List<String> kinds, DataShape shape) {
    boolean all =
        triaged.origin() == Timing.Origin.ALL_DATA
            && triaged.slice().equals(Slice.all(triaged.slice().period()));
    boolean needed = Analyses.needHabits(kinds) && shape.calls() > studyCallsMax || tooMany(shape);
    if (!all || !needed) return Optional.empty();
    return standing.find(run.workspace().id(), run.askedAt(), book.version());
  }

  /// The period beside the one before it; of all the data the second half beside the first.
  private Optional<Supplier<Sourced<Change>>> change(
      ReadAhead ahead, Triaged triaged, List<String> kinds, UsageReading reading, DataShape shape) {
    if (!kinds.contains(Analyses.CHANGE)) return Optional.empty();
    var both = both(triaged, shape);
    var wide =
        new Slice(
            both.period(),
            triaged.slice().providers(),
            triaged.slice().models(),
            triaged.slice().routes());
    return Optional.of(ahead.ask(() -> readings.of(wide).change(both.middle())));
  }

  private record Both(Period period, Instant middle) {}

  private static Both both(Triaged triaged, DataShape shape) {
    var period = triaged.slice().period();
    if (triaged.origin() != Timing.Origin.ALL_DATA)
      return new Both(
          new Period(period.from().minus(period.length()), period.to(), period.zone()),
          period.from());
    var from = shape.first().orElse(period.from());
    var to = shape.last().orElse(period.to());
    return new Both(period, from.plus(Duration.between(from, to).dividedBy(2)));
  }

  private static Figure<List<SpendBy>> by(UsageReading reading, Tools tools, Dimension dimension) {
    return tools.read(
        "spend_by_" + dimension.word(), () -> reading.by(dimension), groups -> shown(groups));
  }

  /// The cache policies over the calls that tell their prefixes; empty when none does.
  private Optional<Supplier<Sourced<List<ReplaySums>>>> replay(
      ReadAhead ahead, UsageReading reading, DataShape shape) {
    if (shape.withPrefixHashes() == 0 || tooMany(shape)) return Optional.empty();
    return Optional.of(ahead.ask(() -> OneByOne.replay(reading, book)));
  }

  private static Optional<Supplier<Sourced<List<ReplaySums>>>> replayedBefore(
      StandingStudy.Found found) {
    return found.counted().replay().map(sums -> () -> sums);
  }

  private boolean tooMany(DataShape shape) {
    return shape.withPrefixHashes() > replayCallsMax;
  }

  /// Numbers the figures in the order they are read, and tells of each reading.
  private static final class Tools {
    private final Slice slice;
    private final Voice voice;
    private int read;

    Tools(Slice slice, Voice voice) {
      this.slice = slice;
      this.voice = voice;
    }

    <T> Figure<T> read(String name, Supplier<Sourced<T>> query, Function<T, Object> shown) {
      var id = "e" + ++read;
      return voice.tool(name, parameters(), () -> result(query.get().figure(id), shown));
    }

    private Map<String, Object> parameters() {
      var parameters = new LinkedHashMap<String, Object>();
      parameters.put("from", slice.period().from());
      parameters.put("to", slice.period().to());
      parameters.put("models", slice.models());
      parameters.put("routes", slice.routes());
      parameters.put("providers", slice.providers());
      return parameters;
    }

    private static <T> Voice.Result<Figure<T>> result(Figure<T> figure, Function<T, Object> shown) {
      return new Voice.Result<>(figure, shown.apply(figure.value()), List.of(figure.id()));
    }
  }

  private static Object shown(DataShape shape) {
    return Map.of("calls", shape.calls(), "days", shape.days(), "models", shape.models().size());
  }

  private static Object shown(Habits habits) {
    return Map.of(
        "calls", habits.told().calls(),
        "with_prompt_hash", habits.told().prompts(),
        "groups", habits.groups().size());
  }

  private static Object shown(Change change) {
    return Map.of(
        "middle", change.middle(), "rows", change.before().size() + change.after().size());
  }

  private static Object shown(Spend spend) {
    return Map.of("calls", spend.tokens().calls(), "cost_usd", usd(spend.cost()));
  }

  private static Object shown(List<SpendBy> groups) {
    return groups.stream()
        .limit(SHOWN)
        .map(group ->
            Map.of(
                "group", group.group(),
                "calls", group.spend().tokens().calls(),
                "cost_usd", usd(group.spend().cost())))
        .toList();
  }

  private static Object counted(List<?> rows) {
    return Map.of("rows", rows.size());
  }

  private static BigDecimal usd(BigDecimal exact) {
    return exact.setScale(6, RoundingMode.HALF_EVEN);
  }

  private static String reasoning(Figures figures) {
    return "Read %d figures over %d calls as of batch %d."
        .formatted(
            figures.all().count(),
            figures.shape().value().calls(),
            figures.total().source().inputSet().asOf());
  }

  private List<String> reasons(Figures figures, Coverage coverage, UsageReading reading) {
    var reasons = new ArrayList<String>();
    var total = figures.total().value();
    if (!coverage.unpriced().isEmpty())
      reasons.add(
          "%d of %d calls have no known price: %s."
              .formatted(total.unpricedCalls(), total.tokens().calls(), models(coverage)));
    figures
        .habitsCounted()
        .ifPresent(at ->
            reasons.add(
                "The calls were studied one by one in the background, %s ago: what came since is not in those findings."
                    .formatted(words(Duration.between(at, run.askedAt())))));
    if (figures.shape().value().calls() > studyCallsMax && figures.habits().isEmpty())
      reasons.add(
          "Calls were not studied one by one: there are more than %d. It is done in the background where all data are asked for; else ask for a shorter period or one route."
              .formatted(studyCallsMax));
    if (tooMany(figures.shape().value()) && figures.replay().isEmpty())
      reasons.add(
          "Prompt prefixes were not replayed: more than %d calls have them. It is done in the background where all data are asked for; else ask for a shorter period."
              .formatted(replayCallsMax));
    var others = reading.books().stream().filter(name -> !name.equals(book.version())).toList();
    if (reading.set().pricing() != 0)
      reasons.add(
          "The totals count the adopted repricing (set %d) for the calls of %s to %s, the first costs elsewhere."
              .formatted(
                  reading.set().pricing(), day(reading.set().from()), day(reading.set().to())));
    if (!others.isEmpty())
      reasons.add("Some calls were priced by another price book: %s.".formatted(others));
    return reasons;
  }

  private static String words(Duration age) {
    return age.toHours() > 0 ? age.toHours() + " hours" : Math.max(1, age.toMinutes()) + " minutes";
  }

  private static String day(Instant at) {
    return at.toString().substring(0, 10);
  }

  private static String models(Coverage coverage) {
    var names = coverage.unpriced().stream().limit(SHOWN).map(m -> m.model()).toList();
    return String.join(", ", names);
  }
}
