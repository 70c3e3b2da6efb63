package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Change;
import apex.spend.figures.DataShape;
import apex.spend.figures.DayCharges;
import apex.spend.figures.Dimension;
import apex.spend.figures.InputSet;
import apex.spend.figures.Lengths;
import apex.spend.figures.Period;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Reported;
import apex.spend.figures.Slice;
import apex.spend.figures.Source;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.ToldCall;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// One slice of a workspace's usage at one `as_of`. Its methods may be asked at once from several
/// threads. What several answers need, the input set and the overview, is read once, by whoever
/// needs it first.
public final class UsageReading {
  private static final long CALLS_AT_ONCE = 100_000;

  private final Analytics.Room room;
  private final WorkspaceId workspace;
  private final Slice slice;
  private final long asOf;
  private final CostSet set;
  private final PriceGrid grid;
  private final Once<InputSet> inputSet;
  private final Once<Overview> overview;
  private final Once<Optional<Overview.Span>> span;

  private UsageReading(
      Analytics.Room room,
      WorkspaceId workspace,
      Slice slice,
      long asOf,
      CostSet set,
      PriceGrid grid) {
    this.room = room;
    this.workspace = workspace;
    this.slice = slice;
    this.asOf = asOf;
    this.set = set;
    this.grid = grid;
    this.inputSet = new Once<>(this::readInputSet);
    this.overview = new Once<>(this::readOverview);
    this.span = new Once<>(this::readSpan);
  }

  /// The same calls by another slice that holds them all.
  private UsageReading(UsageReading same, Slice slice) {
    this.room = same.room;
    this.workspace = same.workspace;
    this.slice = slice;
    this.asOf = same.asOf;
    this.set = same.set;
    this.grid = same.grid;
    this.inputSet = same.inputSet;
    this.overview = same.overview;
    this.span = same.span;
  }

  static UsageReading of(
      Analytics analytics,
      WorkspaceId workspace,
      Slice slice,
      long asOf,
      CostSet set,
      PriceGrid grid) {
    return new UsageReading(analytics.in(workspace), workspace, slice, asOf, set, grid);
  }

  /// The calls of this reading that lie in `narrower`. Where those are all of them, what was read
  /// is not read again.
  public UsageReading in(Slice narrower) {
    return holdsAll(narrower)
        ? new UsageReading(this, narrower)
        : new UsageReading(room, workspace, narrower, asOf, set, grid);
  }

  private boolean holdsAll(Slice other) {
    var period = other.period();
    return other.equals(new Slice(period, slice.providers(), slice.models(), slice.routes()))
        && period.zone().equals(slice.period().zone())
        && span.value().map(all -> all.within(period.from(), period.to())).orElse(false);
  }

  /// Which costs are counted.
  public CostSet set() {
    return set;
  }

  /// Which calls every other answer of this reading counts.
  public InputSet inputSet() {
    return inputSet.value();
  }

  public Sourced<DataShape> shape() {
    return overview(sums -> sums.shape(span.value()));
  }

  public Sourced<Spend> total() {
    return overview(Overview::total);
  }

  /// Dearest first; days in order. A group whose calls were all reversed is left out.
  public Sourced<List<SpendBy>> by(Dimension dimension) {
    return overview(sums -> sums.by(dimension));
  }

  /// The finest sums that may be repriced: one for each model, route and cell of the grid.
  public Sourced<List<PriceCell>> cells() {
    return overview(sums -> sums.cells().stream().map(Overview.CellSums::cell).toList());
  }

  /// The price books that priced these calls, most calls first.
  public List<String> books() {
    return overview.value().bookNames();
  }

  /// What others reported that calls cost, by group; groups of which nothing was reported are
  /// absent.
  public Map<String, Reported> reported(Dimension dimension) {
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    values.put("by", Value.of(dimension.word()));
    return room.ask(SpendTemplates.REPORTED, values, SpendTemplates::reported);
  }

  /// How long the answers are, by provider, model and route.
  public Sourced<List<Lengths>> outputs() {
    return lengths(LengthTemplates.OUTPUTS);
  }

  /// How long the prompts are, by provider, model and route.
  public Sourced<List<Lengths>> prompts() {
    return lengths(LengthTemplates.PROMPTS);
  }

  /// Hands over every call with prefix hashes, oldest first, and answers how they were asked for.
  /// Nothing is kept here: `calls` must keep up or slow the reading down.
  public Source prefixCalls(Consumer<PrefixCall> calls) {
    return walk(PrefixTemplates.CALLS, rows -> PrefixTemplates.each(rows, calls));
  }

  /// Hands over every single call with what was told beside it, oldest first, and answers how they
  /// were asked for. Nothing is kept here: `calls` must keep up or slow the reading down.
  public Source toldCalls(Consumer<ToldCall> calls) {
    return walk(HabitTemplates.CALLS, rows -> HabitTemplates.each(rows, calls));
  }

  /// Piece by piece, so that no query sorts more than it has the time and memory for.
  private Source walk(Template template, Analytics.Reader<Long> reader) {
    for (var piece : overview.value().pieces(slice.period(), CALLS_AT_ONCE)) {
      var values = values();
      values.putAll(period(piece));
      room.ask(template, values, reader);
    }
    return source(template, values());
  }

  /// The sums before and from `middle` on, within the period.
  public Sourced<Change> change(Instant middle) {
    var values = values();
    values.put("middle", Value.of(middle));
    var period = slice.period();
    return sourced(
        HabitTemplates.CHANGE,
        values,
        room.ask(
            HabitTemplates.CHANGE,
            values,
            rows -> HabitTemplates.change(rows, period.from(), middle, period.to())));
  }

  /// Hands over what each model was charged for on each day, ordered by day, provider and model.
  /// Nothing is kept here: `charges` must keep up or slow the reading down.
  public Source charges(Consumer<DayCharges> charges) {
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    room.ask(ChargeTemplates.CHARGES, values, rows -> ChargeTemplates.each(rows, charges));
    return source(ChargeTemplates.CHARGES, values);
  }

  private Sourced<List<Lengths>> lengths(Template template) {
    var values = values();
    values.put("quantiles", Value.fractions(Lengths.QUANTILES));
    var lengths =
        room.ask(
            template, values, rows -> LengthTemplates.lengths(rows, overview.value().groups()));
    return sourced(template, values, lengths);
  }

  private <T> Sourced<T> overview(Function<Overview, T> part) {
    return sourced(OverviewTemplate.OVERVIEW, overviewValues(), part.apply(overview.value()));
  }

  private Overview readOverview() {
    return room.ask(OverviewTemplate.OVERVIEW, overviewValues(), OverviewTemplate::read);
  }

  private Map<String, Value> overviewValues() {
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    values.put("dates", Value.moments(grid.dates()));
    values.put("seconds", Value.numbers(grid.secondsOfDay()));
    values.put("sizes", Value.numbers(grid.sizes()));
    return values;
  }

  /// Asked of the store only where a call was reversed.
  private Optional<Overview.Span> readSpan() {
    var sums = overview.value();
    if (sums.cells().isEmpty() || !sums.reversed()) return sums.span();
    return Optional.of(room.ask(OverviewTemplate.SPAN, values(), OverviewTemplate::span));
  }

  private InputSet readInputSet() {
    var values = values();
    values.put("key_high", Value.of(workspace.value().getMostSignificantBits()));
    values.put("key_low", Value.of(workspace.value().getLeastSignificantBits()));
    return room.ask(
        SpendTemplates.INPUT_SET, values, rows -> new InputSet(asOf, rows.number(), rows.text()));
  }

  private Map<String, Value> values() {
    var values = new HashMap<String, Value>();
    values.put("as_of", Value.of(asOf));
    values.putAll(set.values());
    values.putAll(period(slice.period()));
    values.put("providers", Value.texts(slice.providers()));
    values.put("models", Value.texts(slice.models()));
    values.put("routes", Value.texts(slice.routes()));
    return values;
  }

  private static Map<String, Value> period(Period period) {
    return Map.of("from", Value.of(period.from()), "to", Value.of(period.to()));
  }

  private <T> Sourced<T> sourced(Template template, Map<String, Value> values, T value) {
    return new Sourced<>(value, source(template, values));
  }

  private Source source(Template template, Map<String, Value> values) {
    var plain = new TreeMap<String, Object>();
    values.forEach((name, value) -> {
      if (template.parameters().containsKey(name) && set.tells(name))
        plain.put(name, value.plain());
    });
    return new Source(template.id(), plain, inputSet().rows(), inputSet());
  }
}
