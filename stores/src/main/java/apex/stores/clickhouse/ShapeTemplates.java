package apex.stores.clickhouse;

import apex.spend.figures.DataShape;
import apex.spend.figures.Dimension;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a workspace has sent.
final class ShapeTemplates {
  private static final int NAMES_MAX = 100;

  static final Template DAYS =
      Template.of(
          "data_shape",
          1,
          """
          select toDate(ts, {zone:String}) as day, sum(toInt64(sign) * requests) as calls, min(ts), max(ts),
            %s, sumIf(toInt64(sign), status != 'ok'), toInt64(countIf(sign < 0))
          %s
          group by day having sum(toInt64(sign)) > 0\
          """
              .formatted(
                  Arrays.stream(Told.values()).map(Told::count).collect(Collectors.joining(", ")),
                  Ledger.COSTS));

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

  /// @param told for each of [Told], how many calls told it
  record Days(
      long days, long calls, Optional<Span> span, List<Long> told, long failed, boolean reversed) {
    Days between(Span exact) {
      return new Days(days, calls, calls == 0 ? span : Optional.of(exact), told, failed, reversed);
    }

    DataShape shape(List<SpendTemplates.Group> groups) {
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
          mostUsed(groups, Dimension.PROVIDER),
          mostUsed(groups, Dimension.MODEL),
          mostUsed(groups, Dimension.ROUTE),
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

  private static List<String> mostUsed(List<SpendTemplates.Group> groups, Dimension dimension) {
    var calls = new TreeMap<String, Long>();
    for (var group : groups)
      calls.merge(group.of(dimension), group.spend().tokens().calls(), Long::sum);
    return calls.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(NAMES_MAX)
        .map(Map.Entry::getKey)
        .toList();
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
