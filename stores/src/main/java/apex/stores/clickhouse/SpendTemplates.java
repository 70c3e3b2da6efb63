package apex.stores.clickhouse;

import apex.spend.figures.Reported;
import apex.spend.figures.Spend;
import apex.spend.figures.TokenSums;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sums of what calls used and of the costs stored for them.
final class SpendTemplates {

  /// Read by [#spend] in this order.
  static final String SUMS =
      """
      sum(toInt64(sign) * requests) as calls, sum(sign * input_tokens), sum(sign * cache_read_tokens),
      sum(sign * cache_write_5m_tokens), sum(sign * cache_write_1h_tokens),
      sum(sign * output_tokens), sum(sign * reasoning_tokens), sum(sign * cost_usd) as cost,
      sumIf(toInt64(sign) * requests, why_unpriced != '') as unpriced,
      sumIf(sign * (toInt64(input_tokens) + output_tokens), why_unpriced != ''),
      sum(sign * low_usd), sum(sign * high_usd), sumIf(toInt64(sign), bounded = 0)
      """;

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
