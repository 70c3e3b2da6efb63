package apex.stores.clickhouse;

import apex.spend.figures.DataShape;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a workspace has sent.
final class ShapeTemplates {
  private static final int NAMES_MAX = 100;

  static final Template DAYS =
      Template.of(
          "data_shape",
          1,
          """
          select toDate(ts, {zone:String}) as day, sum(toInt64(sign)) as calls, min(ts), max(ts),
            %s, sumIf(toInt64(sign), status != 'ok'), toInt64(countIf(sign < 0))
          %s
          group by day having calls > 0\
          """
              .formatted(
                  Arrays.stream(Told.values()).map(Told::count).collect(Collectors.joining(", ")),
                  Ledger.COSTS));

  static final Template NAMES =
      Template.of(
          "names",
          1,
          "select provider, model, route, sum(toInt64(sign)) as calls %s group by provider, model, route having calls > 0"
              .formatted(Ledger.COSTS));

  /// The first and last call that still counts, where some were reversed.
  static final Template SPAN =
      Template.of(
          "span",
          1,
          """
          select min(at), max(at) from (
            select call_key, ts as at, sum(toInt64(sign)) as calls %s
            group by call_key, at having calls > 0)\
          """
              .formatted(Ledger.COSTS));

  private ShapeTemplates() {}

  record Span(Instant first, Instant last) {}

  record Names(Map<String, Long> providers, Map<String, Long> models, Map<String, Long> routes) {
    private static List<String> mostUsed(Map<String, Long> calls) {
      return calls.entrySet().stream()
          .filter(entry -> !entry.getKey().isEmpty())
          .sorted(
              Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                  .thenComparing(Map.Entry::getKey))
          .limit(NAMES_MAX)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /// @param told for each of [Told], how many calls told it
  record Days(
      long days, long calls, Optional<Span> span, List<Long> told, long failed, boolean reversed) {
    Days between(Span exact) {
      return new Days(days, calls, calls == 0 ? span : Optional.of(exact), told, failed, reversed);
    }

    DataShape shape(Names names) {
      return new DataShape(
          calls,
          span.map(Span::first),
          span.map(Span::last),
          told(Told.ROUTE),
          told(Told.USER),
          told(Told.CONVERSATION),
          told(Told.LATENCY),
          told(Told.PREFIX_HASHES),
          told(Told.CACHED_TOKENS),
          failed,
          Names.mostUsed(names.providers),
          Names.mostUsed(names.models),
          Names.mostUsed(names.routes),
          days);
    }

    private long told(Told what) {
      return told.get(what.ordinal());
    }
  }

  static Days days(RowReader rows) throws IOException {
    long days = 0;
    long calls = 0;
    long failed = 0;
    long reversed = 0;
    var told = new Long[Told.values().length];
    Arrays.fill(told, 0L);
    var span = Optional.<Span>empty();
    for (; rows.more(); days++) {
      rows.medium();
      calls += rows.number();
      span = Optional.of(wider(span, new Span(rows.instant(), rows.instant())));
      for (int i = 0; i < told.length; i++) told[i] += rows.number();
      failed += rows.number();
      reversed += rows.number();
    }
    return new Days(days, calls, span, List.of(told), failed, reversed > 0);
  }

  static Names names(RowReader rows) throws IOException {
    var names = new Names(new HashMap<>(), new HashMap<>(), new HashMap<>());
    while (rows.more()) {
      var provider = rows.text();
      var model = rows.text();
      var route = rows.text();
      var calls = rows.number();
      names.providers.merge(provider, calls, Long::sum);
      names.models.merge(model, calls, Long::sum);
      names.routes.merge(route, calls, Long::sum);
    }
    return names;
  }

  static Span span(RowReader row) throws IOException {
    return new Span(row.instant(), row.instant());
  }

  private static Span wider(Optional<Span> known, Span more) {
    return known
        .map(span ->
            new Span(
                span.first.isBefore(more.first) ? span.first : more.first,
                span.last.isAfter(more.last) ? span.last : more.last))
        .orElse(more);
  }
}
