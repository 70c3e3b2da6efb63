package apex.stores.clickhouse;

import apex.spend.figures.Dimension;
import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.TokenSums;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sums of what calls used and of the costs stored for them.
final class SpendTemplates {
  private static final int SCALE = 18;

  /// Read by [#spend] in this order.
  private static final String SUMS =
      """
      sum(toInt64(sign)) as calls, sum(sign * input_tokens), sum(sign * cache_read_tokens),
      sum(sign * cache_write_5m_tokens), sum(sign * cache_write_1h_tokens),
      sum(sign * output_tokens), sum(sign * reasoning_tokens), sum(sign * cost_usd) as cost,
      sumIf(toInt64(sign), why_unpriced != '') as unpriced,
      sumIf(sign * (toInt64(input_tokens) + output_tokens), why_unpriced != ''),
      sum(sign * low_usd), sum(sign * high_usd), sumIf(toInt64(sign), bounded = 0)
      """;

  static final Template TOTAL = Template.of("spend_total", 1, "select " + SUMS + Ledger.COSTS);

  private static final Template BY_MODEL = by("model", "model", "cost desc, g");
  private static final Template BY_ROUTE = by("route", "route", "cost desc, g");
  private static final Template BY_PROVIDER = by("provider", "provider", "cost desc, g");
  private static final Template BY_DAY = by("day", "toString(toDate(ts, {zone:String}))", "g");

  static final Template CELLS =
      Template.of(
          "price_cells",
          1,
          """
          select provider, model, route,
            toInt64(arrayCount(line -> toUnixTimestamp64Nano(ts) >= line, {dates:Array(Int64)})) as d,
            toInt64(arrayCount(line -> toUnixTimestamp(ts) %% 86400 >= line, {seconds:Array(Int64)})) as s,
            toInt64(arrayCount(line -> input_tokens > line, {sizes:Array(Int64)})) as z,
            %s %s
          group by provider, model, route, d, s, z having calls > 0
          order by provider, model, route, d, s, z\
          """
              .formatted(SUMS, Ledger.COSTS));

  static final Template BOOKS =
      Template.of(
          "price_books",
          1,
          "select toString(book_id) %s group by book_id having sum(sign) > 0 order by sum(sign) desc, book_id"
              .formatted(Ledger.COSTS));

  /// Addition does not care for the order, and what is reversed cancels out.
  static final Template INPUT_SET =
      Template.of(
          "input_set",
          1,
          """
          select sum(toInt64(sign)), lower(hex(sumIf(h, sign = 1) - sumIf(h, sign = -1))) from (
            select sign, reinterpretAsUInt128(sipHash128Keyed(
              ({key_high:UInt64}, {key_low:UInt64}), call_key, content, toString(book_id), cost_usd)) as h
            %s)\
          """
              .formatted(Ledger.COSTS));

  private SpendTemplates() {}

  static Template by(Dimension dimension) {
    return switch (dimension) {
      case MODEL -> BY_MODEL;
      case ROUTE -> BY_ROUTE;
      case PROVIDER -> BY_PROVIDER;
      case DAY -> BY_DAY;
    };
  }

  static Spend spend(RowReader row) throws IOException {
    var tokens = tokens(row);
    var cost = row.decimal(SCALE);
    var unpricedCalls = row.number();
    var unpricedTokens = row.number();
    var low = row.decimal(SCALE);
    var high = row.decimal(SCALE);
    return new Spend(
        tokens,
        cost,
        unpricedCalls,
        unpricedTokens,
        low,
        row.number() == 0 ? Optional.of(high) : Optional.empty());
  }

  static List<SpendBy> groups(RowReader rows) throws IOException {
    var groups = new ArrayList<SpendBy>();
    while (rows.more()) groups.add(new SpendBy(rows.text(), spend(rows)));
    return groups;
  }

  static List<PriceCell> cells(RowReader rows) throws IOException {
    var cells = new ArrayList<PriceCell>();
    while (rows.more())
      cells.add(new PriceCell(rows.text(), rows.text(), rows.text(), cell(rows), spend(rows)));
    return cells;
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

  private static Template by(String word, String column, String order) {
    return Template.of(
        "spend_by_" + word,
        1,
        "select %s as g, %s %s group by g having calls > 0 order by %s"
            .formatted(column, SUMS, Ledger.COSTS, order));
  }
}
