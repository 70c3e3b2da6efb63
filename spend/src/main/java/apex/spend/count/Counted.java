package apex.spend.count;

import apex.spend.figures.Change;
import apex.spend.figures.DataShape;
import apex.spend.figures.Dimension;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.Habits;
import apex.spend.figures.InputSet;
import apex.spend.figures.Lengths;
import apex.spend.figures.Period;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.PriceCell;
import apex.spend.figures.Slice;
import apex.spend.figures.Source;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.TokenSums;
import apex.spend.figures.ToldCall;
import apex.spend.habits.HabitStudy;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.replay.PrefixReplay;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The figures of a list of calls, counted one by one: what the query templates must answer too.
public final class Counted {
  private Counted() {}

  /// @param calls at least one
  public static Figures of(List<Call> calls, PriceBook book) {
    return told(calls.stream().map(ToldCall::of).toList(), book);
  }

  /// With their habits.
  ///
  /// @param told at least one
  public static Figures told(List<ToldCall> told, PriceBook book) {
    var calls = told.stream().map(ToldCall::call).toList();
    var times = calls.stream().map(Call::at).sorted().toList();
    var period = new Period(times.getFirst(), times.getLast().plusNanos(1), ZoneOffset.UTC);
    var grid = book.grid();
    var costs = calls.stream().map(call -> spend(book, call)).toList();
    var cells = new LinkedHashMap<PriceCell, Spend>();
    for (int i = 0; i < calls.size(); i++) {
      var call = calls.get(i);
      cells.merge(
          new PriceCell(
              call.provider(),
              call.model(),
              call.route(),
              call.serviceTier(),
              grid.cell(call.at(), call.tokens().input()),
              Spend.NONE),
          costs.get(i),
          Spend::plus);
    }
    var cellList =
        cells.entrySet().stream()
            .map(e ->
                new PriceCell(
                    e.getKey().provider(),
                    e.getKey().model(),
                    e.getKey().route(),
                    e.getKey().tier(),
                    e.getKey().cell(),
                    e.getValue()))
            .toList();
    var replayable = calls.stream().filter(call -> !call.prefixHashes().isEmpty()).count();
    return new Figures(
        Slice.all(period),
        book.version(),
        grid,
        figure(2, "data_shape@1", calls, shape(calls, replayable)),
        figure(1, "spend_total@1", calls, costs.stream().reduce(Spend.NONE, Spend::plus)),
        figure(3, "spend_by_model@1", calls, by(calls, costs, Call::model)),
        figure(4, "spend_by_route@1", calls, by(calls, costs, Call::route)),
        figure(5, "spend_by_provider@1", calls, by(calls, costs, Call::provider)),
        figure(
            6,
            "spend_by_day@1",
            calls,
            by(calls, costs, call -> call.at().atOffset(ZoneOffset.UTC).toLocalDate().toString())),
        figure(7, "price_cells@1", calls, cellList),
        figure(8, "output_lengths@1", calls, lengths(calls, Tokens::output)),
        figure(9, "prompt_lengths@1", calls, lengths(calls, Tokens::input)),
        replayable == 0
            ? Optional.empty()
            : Optional.of(figure(10, "prefix_replay@1", calls, replay(calls, book).sums())),
        Optional.of(figure(11, "told_calls@1", calls, habits(told, book, period))),
        Optional.empty(),
        Optional.of(figure(12, "spend_change@1", calls, change(calls, book, period))));
  }

  private static Habits habits(List<ToldCall> told, PriceBook book, Period period) {
    var study = new HabitStudy(book, period);
    told.stream().sorted(Comparator.comparing(one -> one.call().at())).forEach(study::take);
    return study.habits();
  }

  /// The second half of the period beside the first.
  private static Change change(List<Call> calls, PriceBook book, Period period) {
    var middle = period.from().plus(period.length().dividedBy(2));
    var before = new LinkedHashMap<List<String>, Change.Sums>();
    var after = new LinkedHashMap<List<String>, Change.Sums>();
    for (var call : calls)
      if (Cost.of(book, call) instanceof Cost.Priced priced)
        (call.at().isBefore(middle) ? before : after)
            .merge(
                List.of(call.provider(), call.model(), call.route()),
                sums(call, priced.components()),
                Counted::sum);
    return new Change(
        period.from(),
        middle,
        period.to(),
        List.copyOf(before.values()),
        List.copyOf(after.values()));
  }

  private static Change.Sums sums(Call call, Cost.Components usd) {
    var tokens = call.tokens();
    return new Change.Sums(
        call.provider(),
        call.model(),
        call.route(),
        1,
        call.status().equals("ok") ? 0 : 1,
        List.of(
            tokens.uncachedInput(),
            tokens.cacheRead(),
            tokens.cacheWrite5m(),
            tokens.cacheWrite1h(),
            tokens.output() - tokens.reasoning(),
            tokens.reasoning()),
        List.of(
            usd.input(),
            usd.cacheRead(),
            usd.cacheWrite5m(),
            usd.cacheWrite1h(),
            usd.output(),
            usd.reasoning(),
            usd.requests()));
  }

  private static Change.Sums sum(Change.Sums one, Change.Sums other) {
    var tokens = new ArrayList<Long>();
    var usd = new ArrayList<BigDecimal>();
    for (int i = 0; i < Change.KINDS; i++) tokens.add(one.tokens().get(i) + other.tokens().get(i));
    for (int i = 0; i <= Change.KINDS; i++) usd.add(one.usd().get(i).add(other.usd().get(i)));
    return new Change.Sums(
        one.provider(),
        one.model(),
        one.route(),
        one.calls() + other.calls(),
        one.failed() + other.failed(),
        tokens,
        usd);
  }

  public static PrefixReplay replay(List<Call> calls, PriceBook book) {
    var replay = new PrefixReplay(book.grid(), book.rules());
    calls.stream()
        .filter(call -> !call.prefixHashes().isEmpty())
        .sorted(Comparator.comparing(Call::at))
        .forEach(call -> replay.take(prefix(call)));
    return replay;
  }

  public static PrefixCall prefix(Call call) {
    return new PrefixCall(
        call.at(),
        call.provider(),
        call.model(),
        call.route(),
        call.serviceTier(),
        call.tokens(),
        call.prefixHashes().stream().mapToLong(Long::longValue).toArray());
  }

  private static Spend spend(PriceBook book, Call call) {
    var tokens = TokenSums.of(call.tokens());
    return switch (Cost.of(book, call)) {
      case Cost.Priced priced -> Spend.priced(tokens, priced.usd());
      case Cost.Ambiguous(var least, var most) ->
          new Spend(tokens, least.usd(), 0, 0, least.usd(), java.util.Optional.of(most.usd()));
      case Cost.Unpriced cost ->
          new Spend(tokens, BigDecimal.ZERO, 1, tokens.all(), cost.low(), cost.high());
    };
  }

  private static List<SpendBy> by(
      List<Call> calls, List<Spend> costs, Function<Call, String> group) {
    var sums = new LinkedHashMap<String, Spend>();
    for (int i = 0; i < calls.size(); i++)
      sums.merge(group.apply(calls.get(i)), costs.get(i), Spend::plus);
    return sums.entrySet().stream().map(e -> new SpendBy(e.getKey(), e.getValue())).toList();
  }

  private static List<Lengths> lengths(List<Call> calls, ToLongFunction<Tokens> length) {
    var groups = new LinkedHashMap<List<String>, List<Tokens>>();
    for (var call : calls)
      groups
          .computeIfAbsent(
              List.of(call.provider(), call.model(), call.route()), k -> new ArrayList<>())
          .add(call.tokens());
    return groups.entrySet().stream()
        .map(e -> {
          var sorted = e.getValue().stream().sorted(Comparator.comparingLong(length)).toList();
          return new Lengths(
              e.getKey().get(0),
              e.getKey().get(1),
              e.getKey().get(2),
              sorted.size(),
              length.applyAsLong(sorted.getLast()),
              Lengths.QUANTILES.stream().map(q -> tail(sorted, length, q)).toList());
        })
        .toList();
  }

  private static Lengths.Tail tail(
      List<Tokens> sorted, ToLongFunction<Tokens> length, double quantile) {
    long cap = length.applyAsLong(sorted.get((int) Math.ceil(quantile * sorted.size()) - 1));
    var above = sorted.stream().filter(tokens -> length.applyAsLong(tokens) > cap).toList();
    return new Lengths.Tail(
        quantile,
        cap,
        above.size(),
        above.stream().mapToLong(tokens -> length.applyAsLong(tokens) - cap).sum(),
        above.stream().mapToLong(Tokens::input).sum(),
        above.stream().mapToLong(Tokens::output).sum());
  }

  private static DataShape shape(List<Call> calls, long replayable) {
    var times = calls.stream().map(Call::at).sorted().toList();
    return new DataShape(
        calls.size(),
        Optional.of(times.getFirst()),
        Optional.of(times.getLast()),
        calls.stream().filter(call -> !call.route().isEmpty()).count(),
        calls.stream().filter(call -> !call.user().isEmpty()).count(),
        calls.stream().filter(call -> !call.conversation().isEmpty()).count(),
        calls.stream().filter(call -> call.latencyMs() >= 0).count(),
        replayable,
        calls.stream().filter(call -> call.tokens().cacheRead() > 0).count(),
        calls.stream().filter(call -> !call.status().equals("ok")).count(),
        calls.stream().map(Call::provider).distinct().toList(),
        calls.stream().map(Call::model).distinct().toList(),
        calls.stream().map(Call::route).distinct().toList(),
        new HashSet<>(
                calls.stream()
                    .map(call -> call.at().atOffset(ZoneOffset.UTC).toLocalDate())
                    .toList())
            .size());
  }

  private static <T> Figure<T> figure(int number, String template, List<Call> calls, T value) {
    return new Figure<>(
        "e" + number,
        value,
        new Source(
            template,
            Map.of("dimension", Dimension.MODEL.word()),
            calls.size(),
            new InputSet(1, calls.size(), "00")));
  }
}
