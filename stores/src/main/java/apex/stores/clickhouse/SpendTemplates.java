package apex.stores.clickhouse;

import apex.spend.figures.Dimension;
import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Reported;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.TokenSums;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sums of what calls used and of the costs stored for them.
final class SpendTemplates {

  /// Read by [#spend] in this order.
  private static final String SUMS =
      """
      sum(toInt64(sign) * requests) as calls, sum(sign * input_tokens), sum(sign * cache_read_tokens),
      sum(sign * cache_write_5m_tokens), sum(sign * cache_write_1h_tokens),
      sum(sign * output_tokens), sum(sign * reasoning_tokens), sum(sign * cost_usd) as cost,
      sumIf(toInt64(sign) * requests, why_unpriced != '') as unpriced,
      sumIf(sign * (toInt64(input_tokens) + output_tokens), why_unpriced != ''),
      sum(sign * low_usd), sum(sign * high_usd), sumIf(toInt64(sign), bounded = 0)
      """;

  /// The total and the sums by model, route and provider are folded from this one query, so that a
  /// million calls are read once for all four. A group is named again in [LengthTemplates] by `k`.
  static final Template GROUPS =
      Template.of(
          "spend_by_model_and_route",
          1,
          """
          select provider, model, route, cityHash64(provider, model, route) as k, %s %s
          group by provider, model, route having sum(toInt64(sign)) > 0
          order by provider, model, route\
          """
              .formatted(SUMS, Ledger.COSTS));

  static final Template DAYS =
      Template.of(
          "spend_by_day",
          1,
          "select toString(toDate(ts, {zone:String})) as day, %s %s group by day having sum(toInt64(sign)) > 0 order by day"
              .formatted(SUMS, Ledger.COSTS));

  static final Template CELLS =
      Template.of(
          "price_cells",
          2,
          """
          select provider, model, route, service_tier,
            toInt64(arrayCount(line -> toUnixTimestamp64Nano(ts) >= line, {dates:Array(Int64)})) as d,
            toInt64(arrayCount(line -> toUnixTimestamp(ts) %% 86400 >= line, {seconds:Array(Int64)})) as s,
            toInt64(arrayCount(line -> intDiv(input_tokens, greatest(requests, 1)) > line, {sizes:Array(Int64)})) as z,
            %s %s
          group by provider, model, route, service_tier, d, s, z having sum(toInt64(sign)) > 0
          order by provider, model, route, service_tier, d, s, z\
          """
              .formatted(SUMS, Ledger.COSTS));

  static final Template BOOKS =
      Template.of(
          "price_books",
          1,
          "select toString(book_id) %s group by book_id having sum(sign) > 0 order by sum(sign) desc, book_id"
              .formatted(Ledger.COSTS));

  /// Only what was reported with a cost; ours of it where it has a price.
  static final Template REPORTED =
      Template.of(
          "reported_by",
          1,
          """
          select multiIf({by:String} = 'day', toString(toDate(ts, {zone:String})),
              {by:String} = 'model', toString(model), {by:String} = 'route', toString(route),
              toString(provider)) as g,
            sum(toInt64(sign) * requests), sum(sign * reported_usd),
            sumIf(toInt64(sign) * requests, why_unpriced = ''),
            sumIf(sign * cost_usd, why_unpriced = ''), sumIf(sign * reported_usd, why_unpriced = '')
          %s and reported = 1
          group by g having sum(toInt64(sign)) > 0 order by g\
          """
              .formatted(Ledger.COSTS));

  /// Addition does not care for the order, and what is reversed cancels out.
  static final Template INPUT_SET =
      Template.of(
          "input_set",
          1,
          """
          select sum(toInt64(sign)), lower(hex(sumIf(h, sign = 1) - sumIf(h, sign = -1))) from (
            select sign, reinterpretAsUInt128(sipHash128Keyed(
              ({key_high:UInt64}, {key_low:UInt64}),
              concat(call_key, content, reinterpretAsFixedString(cost_usd)))) as h
            %s)\
          """
              .formatted(Ledger.COSTS));

  private SpendTemplates() {}

  /// @param key names the group where its names would cost too much
  record Group(String provider, String model, String route, long key, Spend spend) {
    String of(Dimension dimension) {
      return switch (dimension) {
        case MODEL -> model;
        case ROUTE -> route;
        case PROVIDER -> provider;
        case DAY -> throw new IllegalArgumentException("a day is no part of a group");
      };
    }
  }

  static List<Group> groups(RowReader rows) throws IOException {
    var groups = new ArrayList<Group>();
    while (rows.more())
      groups.add(new Group(rows.text(), rows.text(), rows.text(), rows.number(), spend(rows)));
    return groups;
  }

  static Spend total(List<Group> groups) {
    return groups.stream().map(Group::spend).reduce(Spend.NONE, Spend::plus);
  }

  /// Dearest first.
  static List<SpendBy> by(Dimension dimension, List<Group> groups) {
    var sums = new TreeMap<String, Spend>();
    for (var group : groups) sums.merge(group.of(dimension), group.spend, Spend::plus);
    return sums.entrySet().stream()
        .map(sum -> new SpendBy(sum.getKey(), sum.getValue()))
        .sorted(Comparator.comparing((SpendBy by) -> by.spend().cost()).reversed())
        .toList();
  }

  static Spend spend(RowReader row) throws IOException {
    var tokens = tokens(row);
    var cost = row.decimal(CostColumns.SCALE);
    var unpricedCalls = row.number();
    var unpricedTokens = row.number();
    var low = row.decimal(CostColumns.SCALE);
    var high = row.decimal(CostColumns.SCALE);
    return new Spend(
        tokens,
        cost,
        unpricedCalls,
        unpricedTokens,
        low,
        row.number() == 0 ? Optional.of(high) : Optional.empty());
  }

  static List<SpendBy> days(RowReader rows) throws IOException {
    var groups = new ArrayList<SpendBy>();
    while (rows.more()) groups.add(new SpendBy(rows.text(), spend(rows)));
    return groups;
  }

  static List<PriceCell> cells(RowReader rows) throws IOException {
    var cells = new ArrayList<PriceCell>();
    while (rows.more())
      cells.add(
          new PriceCell(
              rows.text(), rows.text(), rows.text(), rows.text(), cell(rows), spend(rows)));
    return cells;
  }

  static Map<String, Reported> reported(RowReader rows) throws IOException {
    var reported = new TreeMap<String, Reported>();
    while (rows.more())
      reported.put(
          rows.text(),
          new Reported(
              rows.number(),
              rows.decimal(CostColumns.SCALE),
              rows.number(),
              rows.decimal(CostColumns.SCALE),
              rows.decimal(CostColumns.SCALE)));
    return reported;
  }

  private static PriceGrid.Cell cell(RowReader row) throws IOException {
    return new PriceGrid.Cell((int) row.number(), (int) row.number(), (int) row.number());
  }

  private static TokenSums tokens(RowReader row) throws IOException {
    return new TokenSums(
        row.number(),
        row.number(),
        row.number(),
        row.number(),
        row.number(),
        row.number(),
        row.number());
  }
}
