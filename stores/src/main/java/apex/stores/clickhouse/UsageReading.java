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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One slice of a workspace's usage at one `as_of`. Its methods may be asked at once from several
/// threads. What several answers need, the input set and the sums by model and route, is read once,
/// by whoever needs it first.
public final class UsageReading {
  private final Analytics.Room room;
  private final Slice slice;
  private final long asOf;
  private final CostSet set;
  private final WorkspaceId workspace;
  private final Once<InputSet> inputSet = new Once<>(this::readInputSet);
  private final Once<List<SpendTemplates.Group>> groups = new Once<>(this::readGroups);

  UsageReading(Analytics analytics, WorkspaceId workspace, Slice slice, long asOf, CostSet set) {
    this.room = analytics.in(workspace);
    this.slice = slice;
    this.asOf = asOf;
    this.set = set;
    this.workspace = workspace;
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
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    var days = room.ask(ShapeTemplates.DAYS, values, ShapeTemplates::days);
    if (days.reversed())
      days = days.between(room.ask(ShapeTemplates.SPAN, values, ShapeTemplates::span));
    return sourced(ShapeTemplates.DAYS, values, days.shape(groups.value()));
  }

  public Sourced<Spend> total() {
    return sourced(SpendTemplates.GROUPS, values(), SpendTemplates.total(groups.value()));
  }

  /// Dearest first; days in order. A group whose calls were all reversed is left out.
  public Sourced<List<SpendBy>> by(Dimension dimension) {
    if (dimension == Dimension.DAY) return byDay();
    return sourced(SpendTemplates.GROUPS, values(), SpendTemplates.by(dimension, groups.value()));
  }

  private Sourced<List<SpendBy>> byDay() {
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    return sourced(
        SpendTemplates.DAYS, values, room.ask(SpendTemplates.DAYS, values, SpendTemplates::days));
  }

  /// What others reported that calls cost, by group; groups of which nothing was reported are
  /// absent.
  public Map<String, Reported> reported(Dimension dimension) {
    var values = values();
    values.put("zone", Value.of(slice.period().zone()));
    values.put("by", Value.of(dimension.word()));
    return room.ask(SpendTemplates.REPORTED, values, SpendTemplates::reported);
  }

  /// The finest sums that may be repriced: one for each model, route and cell of the grid.
  public Sourced<List<PriceCell>> cells(PriceGrid grid) {
    var values = values();
    values.put("dates", Value.moments(grid.dates()));
    values.put("seconds", Value.numbers(grid.secondsOfDay()));
    values.put("sizes", Value.numbers(grid.sizes()));
    return sourced(
        SpendTemplates.CELLS,
        values,
        room.ask(SpendTemplates.CELLS, values, SpendTemplates::cells));
  }

  /// How long the answers are, by provider, model and route.
  public Sourced<List<Lengths>> outputs() {
    return lengths(LengthTemplates.OUTPUTS);
  }

  /// How long the prompts are, by provider, model and route.
  public Sourced<List<Lengths>> prompts() {
    return lengths(LengthTemplates.PROMPTS);
  }

  /// The price books that priced these calls, most calls first.
  public List<String> books() {
    return room.ask(
        SpendTemplates.BOOKS,
        values(),
        rows -> {
          var books = new ArrayList<String>();
          while (rows.more()) books.add(rows.text());
          return books;
        });
  }

  /// Hands over every call with prefix hashes, oldest first, and answers how they were asked for.
  /// Nothing is kept here: `calls` must keep up or slow the reading down.
  public Source prefixCalls(Consumer<PrefixCall> calls) {
    var values = values();
    room.ask(PrefixTemplates.CALLS, values, rows -> PrefixTemplates.each(rows, calls));
    return source(PrefixTemplates.CALLS, values);
  }

  /// Hands over every single call with what was told beside it, oldest first, and answers how they
  /// were asked for. Nothing is kept here: `calls` must keep up or slow the reading down.
  public Source toldCalls(Consumer<ToldCall> calls) {
    var values = values();
    room.ask(HabitTemplates.CALLS, values, rows -> HabitTemplates.each(rows, calls));
    return source(HabitTemplates.CALLS, values);
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
    var lengths = room.ask(template, values, rows -> LengthTemplates.lengths(rows, groups.value()));
    return sourced(template, values, lengths);
  }

  private List<SpendTemplates.Group> readGroups() {
    return room.ask(SpendTemplates.GROUPS, values(), SpendTemplates::groups);
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
