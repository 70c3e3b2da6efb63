package apex.stores.clickhouse;

import apex.spend.figures.PriceCell;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// All sums of a slice in one walk over its calls: by price cell, by day and by price book.
final class OverviewTemplate {
  /// A cell's sums may be repriced; they are folded into the total and the sums by model, route and
  /// provider. A cell's model and route are named again in [LengthTemplates] by `k`.
  static final Template OVERVIEW =
      Template.of(
          "usage_overview",
          1,
          """
          select toUInt8(grouping(day) * 2 + grouping(book)) as what, provider, model, route, service_tier,
            toInt64(arrayCount(line -> toUnixTimestamp64Nano(ts) >= line, {dates:Array(Int64)})) as d,
            toInt64(arrayCount(line -> toUnixTimestamp(ts) %% 86400 >= line, {seconds:Array(Int64)})) as s,
            toInt64(arrayCount(line -> intDiv(input_tokens, greatest(requests, 1)) > line, {sizes:Array(Int64)})) as z,
            cityHash64(provider, model, route) as k,
            toString(toDate(ts, {zone:String})) as day, toString(book_id) as book, min(ts), max(ts), %s,
            sumIf(toInt64(sign), status != 'ok'), toInt64(countIf(sign < 0)),
            %s %s
          group by grouping sets ((provider, model, route, service_tier, d, s, z), (day), (book))
          having sum(toInt64(sign)) > 0
          order by what, provider, model, route, service_tier, d, s, z, day, book\
          """
              .formatted(
                  Arrays.stream(Told.values()).map(Told::count).collect(Collectors.joining(", ")),
                  SpendTemplates.SUMS,
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

  private static final int DAY = 1;
  private static final int BOOK = 2;

  private OverviewTemplate() {}

  /// One row, of which only what its kind of group has is meant.
  private record Line(
      int what,
      Overview.CellSums cell,
      String day,
      String book,
      Instant first,
      Instant last,
      List<Long> told,
      long failed,
      boolean reversed,
      Spend spend) {

    Overview.DaySums daySums() {
      return new Overview.DaySums(new SpendBy(day, spend), first, last, told, failed, reversed);
    }
  }

  static Overview read(RowReader rows) throws IOException {
    var cells = new ArrayList<Overview.CellSums>();
    var days = new ArrayList<Overview.DaySums>();
    var books = new ArrayList<SpendBy>();
    while (rows.more()) {
      var line = line(rows);
      switch (line.what) {
        case DAY -> days.add(line.daySums());
        case BOOK -> books.add(new SpendBy(line.book, line.spend));
        default -> cells.add(line.cell);
      }
    }
    return new Overview(cells, days, books);
  }

  static Overview.Span span(RowReader row) throws IOException {
    return new Overview.Span(row.instant(), row.instant());
  }

  private static Line line(RowReader row) throws IOException {
    int what = row.small();
    var provider = row.text();
    var model = row.text();
    var route = row.text();
    var tier = row.text();
    var cell = new PriceGrid.Cell((int) row.number(), (int) row.number(), (int) row.number());
    long key = row.number();
    var day = row.text();
    var book = row.text();
    var first = row.instant();
    var last = row.instant();
    var told = told(row);
    long failed = row.number();
    boolean reversed = row.number() > 0;
    var spend = SpendTemplates.spend(row);
    var sums = new Overview.CellSums(new PriceCell(provider, model, route, tier, cell, spend), key);
    return new Line(what, sums, day, book, first, last, told, failed, reversed, spend);
  }

  private static List<Long> told(RowReader row) throws IOException {
    var told = new ArrayList<Long>();
    for (int i = 0; i < Told.values().length; i++) told.add(row.number());
    return told;
  }
}
