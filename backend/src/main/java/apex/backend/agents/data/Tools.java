package apex.backend.agents.data;

import apex.backend.agents.step.Voice;
import apex.spend.figures.Change;
import apex.spend.figures.DataShape;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.stores.clickhouse.Sourced;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Numbers the figures in the order they are read, and tells of each reading.
final class Tools {
  private static final int GROUPS_SHOWN = 10;

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

  static Object shown(DataShape shape) {
    return Map.of("calls", shape.calls(), "days", shape.days(), "models", shape.models().size());
  }

  static Object shown(Habits habits) {
    return Map.of(
        "calls", habits.told().calls(),
        "with_prompt_hash", habits.told().prompts(),
        "groups", habits.groups().size());
  }

  static Object shown(Change change) {
    return Map.of(
        "middle", change.middle(), "rows", change.before().size() + change.after().size());
  }

  static Object shown(Spend spend) {
    return Map.of("calls", spend.tokens().calls(), "cost_usd", usd(spend.cost()));
  }

  static Object shown(List<SpendBy> groups) {
    return groups.stream()
        .limit(GROUPS_SHOWN)
        .map(group ->
            Map.of(
                "group", group.group(),
                "calls", group.spend().tokens().calls(),
                "cost_usd", usd(group.spend().cost())))
        .toList();
  }

  static Object counted(List<?> rows) {
    return Map.of("rows", rows.size());
  }

  private static BigDecimal usd(BigDecimal exact) {
    return exact.setScale(6, RoundingMode.HALF_EVEN);
  }
}
