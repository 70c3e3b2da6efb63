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
import apex.spend.figures.SpendBy;
import apex.spend.price.Coverage;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.Sourced;
import apex.stores.clickhouse.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The second step: reads the figures of the asked calls, all at the run's one `as_of`, each by one
/// query template and with its evidence.
public final class Data {
  private final RunContext run;
  private final Readings readings;
  private final PriceBook book;
  private final AtOnce atOnce;
  private final StandingStudy standing;

  /// @param standing what was studied before where they are more
  public Data(
      RunContext run, Readings readings, PriceBook book, AtOnce atOnce, StandingStudy standing) {
    this.run = run;
    this.readings = readings;
    this.book = book;
    this.atOnce = atOnce;
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
    var shape = tools.read("data_shape", reading::shape, Tools::shown);
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
        triaged,
        Optional.of(figures),
        Optional.of(coverage),
        new Lacks(atOnce, book.version(), run.askedAt()).of(figures, coverage, reading));
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
        tools.read("spend_total", reading::total, Tools::shown),
        by(reading, tools, Dimension.MODEL),
        by(reading, tools, Dimension.ROUTE),
        by(reading, tools, Dimension.PROVIDER),
        by(reading, tools, Dimension.DAY),
        tools.read("price_cells", reading::cells, Tools::counted),
        tools.read("output_lengths", outputs, Tools::counted),
        tools.read("prompt_lengths", prompts, Tools::counted),
        replay
            .or(() -> before.flatMap(Data::replayedBefore))
            .map(sums -> tools.read("prefix_replay", sums, Tools::counted)),
        habits
            .or(() -> before.map(found -> found.counted()::habits))
            .map(counted -> tools.read("call_habits", counted, Tools::shown)),
        before.map(StandingStudy.Found::countedAt),
        change.map(sums -> tools.read("spend_change", sums, Tools::shown)));
  }

  /// What the calls do beside their sums, where an analysis asks for it and they are few enough.
  private Optional<Supplier<Sourced<Habits>>> habits(
      ReadAhead ahead, Slice slice, List<String> kinds, UsageReading reading, DataShape shape) {
    if (!Analyses.needHabits(kinds) || !atOnce.studied(shape)) return Optional.empty();
    return Optional.of(ahead.ask(() -> OneByOne.habits(reading, book, slice.period())));
  }

  /// The study made in the background, for questions about everything.
  private Optional<StandingStudy.Found> standing(
      Triaged triaged, List<String> kinds, DataShape shape) {
    boolean all =
        triaged.origin() == Timing.Origin.ALL_DATA
            && triaged.slice().equals(Slice.all(triaged.slice().period()));
    boolean needed =
        Analyses.needHabits(kinds) && !atOnce.studied(shape) || !atOnce.replayed(shape);
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
    return tools.read("spend_by_" + dimension.word(), () -> reading.by(dimension), Tools::shown);
  }

  /// The cache policies over the calls that tell their prefixes; empty when none does.
  private Optional<Supplier<Sourced<List<ReplaySums>>>> replay(
      ReadAhead ahead, UsageReading reading, DataShape shape) {
    if (shape.withPrefixHashes() == 0 || !atOnce.replayed(shape)) return Optional.empty();
    return Optional.of(ahead.ask(() -> OneByOne.replay(reading, book)));
  }

  private static Optional<Supplier<Sourced<List<ReplaySums>>>> replayedBefore(
      StandingStudy.Found found) {
    return found.counted().replay().map(sums -> () -> sums);
  }

  private static String reasoning(Figures figures) {
    return "Read %d figures over %d calls as of batch %d."
        .formatted(
            figures.all().count(),
            figures.shape().value().calls(),
            figures.total().source().inputSet().asOf());
  }
}
