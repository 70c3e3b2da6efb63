package apex.spend.proof;

import apex.spend.figures.Change;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.Habits;
import apex.spend.figures.Lengths;
import apex.spend.figures.Source;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The evidence of one answer, numbered in the order it is added. Belongs to one run and one
/// thread; the same steps give the same numbers.
public final class Evidences {
  private final String priceBook;
  private final Map<String, Evidence> byId = new LinkedHashMap<>();
  private int last;

  /// Begins with the evidence of the figures themselves, under the ids they have.
  public Evidences(Figures figures) {
    priceBook = figures.book();
    figures.all().forEach(figure -> last = Math.max(last, number(figure)));
    var total = figures.total();
    add(total, "spend in the period", spend(total.value()));
    add(figures.shape(), "calls in the period", count(figures.shape().value().calls()));
    add(figures.byModel(), "spend by model", groups(figures.byModel().value()));
    add(figures.byRoute(), "spend by route", groups(figures.byRoute().value()));
    add(figures.byProvider(), "spend by provider", groups(figures.byProvider().value()));
    add(figures.byDay(), "spend by day", groups(figures.byDay().value()));
    add(
        figures.cells(),
        "spend by model, route, price period and tier",
        spend(
            figures.cells().value().stream()
                .map(cell -> cell.spend())
                .reduce(Spend.NONE, Spend::plus)));
    add(
        figures.outputs(),
        "calls whose answer length was read",
        lengths(figures.outputs().value()));
    add(
        figures.prompts(),
        "calls whose prompt length was read",
        lengths(figures.prompts().value()));
    figures
        .replay()
        .ifPresent(replay ->
            add(
                replay,
                "sums of the cache replay",
                new Evidence.Computation(
                    "replay of prefix hashes",
                    Map.of(),
                    Integer.toString(replay.value().size()),
                    "rows")));
    figures
        .habits()
        .ifPresent(habits -> add(habits, "calls studied one by one", habits(habits.value())));
    figures
        .change()
        .ifPresent(change -> add(change, "spend of both stretches", change(change.value())));
  }

  /// Adds one that follows from a figure.
  ///
  /// @return its id
  public String add(String subject, Source source, Evidence.Computation computation) {
    var id = "e" + ++last;
    byId.put(id, Evidence.of(id, subject, source, priceBook, computation));
    return id;
  }

  public Map<String, Evidence> byId() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(byId));
  }

  private void add(Figure<?> figure, String subject, Evidence.Computation computation) {
    byId.put(
        figure.id(), Evidence.of(figure.id(), subject, figure.source(), priceBook, computation));
  }

  private static Evidence.Computation spend(Spend spend) {
    var tokens = spend.tokens();
    var sums = new LinkedHashMap<String, String>();
    sums.put("calls", Long.toString(tokens.calls()));
    sums.put("input_tokens", Long.toString(tokens.input()));
    sums.put("output_tokens", Long.toString(tokens.output()));
    sums.put("unpriced_calls", Long.toString(spend.unpricedCalls()));
    return new Evidence.Computation("sum(sign * cost_usd)", sums, usd(spend.cost()), "usd");
  }

  private static Evidence.Computation groups(List<SpendBy> groups) {
    var sums = new LinkedHashMap<String, String>();
    for (var group : groups) sums.put(group.group(), usd(group.spend().cost()));
    var sum =
        groups.stream().map(group -> group.spend().cost()).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Evidence.Computation("sum(sign * cost_usd) by group", sums, usd(sum), "usd");
  }

  private static Evidence.Computation lengths(List<Lengths> lengths) {
    return count(lengths.stream().mapToLong(group -> group.calls()).sum());
  }

  private static Evidence.Computation habits(Habits habits) {
    var told = habits.told();
    var sums = new LinkedHashMap<String, String>();
    sums.put("with_prompt_hash", Long.toString(told.prompts()));
    sums.put("with_environment", Long.toString(told.environments()));
    sums.put("with_operation", Long.toString(told.operations()));
    sums.put("with_finish_reason", Long.toString(told.finishReasons()));
    return new Evidence.Computation(
        "calls in the order of time, each at its own price",
        sums,
        Long.toString(told.calls()),
        "calls");
  }

  private static Evidence.Computation change(Change change) {
    var before = sum(change.before());
    var after = sum(change.after());
    var sums = new LinkedHashMap<String, String>();
    sums.put("before_usd", usd(before));
    sums.put("after_usd", usd(after));
    return new Evidence.Computation(
        "sum(sign * cost_usd) by model, route and stretch", sums, usd(before.add(after)), "usd");
  }

  private static BigDecimal sum(List<Change.Sums> rows) {
    return rows.stream().map(Change.Sums::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Evidence.Computation count(long count) {
    return new Evidence.Computation("sum(sign)", Map.of(), Long.toString(count), "calls");
  }

  private static String usd(BigDecimal usd) {
    return usd.setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static int number(Figure<?> figure) {
    return Integer.parseInt(figure.id().substring(1));
  }
}
