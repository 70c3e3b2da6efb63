package apex.stores.clickhouse;

import apex.spend.figures.DayCharges;
import apex.spend.figures.DayCharges.Metered;
import apex.spend.figures.DayCharges.TokenKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What each model was charged for on each day, at each set of unit prices, in a fixed order.
final class ChargeTemplates {

  /// A stored component holds its price times its tokens, both exact: their quotient is the price,
  /// here as an integer of 10^-18 dollars a token.
  static final Template CHARGES =
      Template.of(
          "day_charges",
          1,
          """
          with
            [toInt64(input_tokens) - cache_read_tokens - cache_write_5m_tokens - cache_write_1h_tokens,
             toInt64(cache_read_tokens), toInt64(cache_write_5m_tokens), toInt64(cache_write_1h_tokens),
             toInt64(output_tokens) - reasoning_tokens, toInt64(reasoning_tokens)] as used
          select toString(toDate(ts, {zone:String})) as day, provider, model, toString(basis) as how,
            arrayStringConcat(arrayMap(
              (usd, n) -> if(n <= 0, '-', toString(intDiv(reinterpretAsInt128(usd), toInt128(n)))),
              arraySlice(components, 1, 6), used), ' ') as units,
            sum(toInt64(sign) * requests),
            sum(sign * used[1]), sum(sign * used[2]), sum(sign * used[3]), sum(sign * used[4]),
            sum(sign * used[5]), sum(sign * used[6]),
            sum(sign * components[1]), sum(sign * components[2]), sum(sign * components[3]),
            sum(sign * components[4]), sum(sign * components[5]), sum(sign * components[6]),
            sum(sign * components[7])
          %s and why_unpriced = ''
          group by day, provider, model, how, units having sum(toInt64(sign)) > 0
          order by day, provider, model, how, units\
          """
              .formatted(Ledger.COSTS));

  private ChargeTemplates() {}

  static long each(RowReader rows, Consumer<DayCharges> charges) throws IOException {
    long count = 0;
    for (; rows.more(); count++) charges.accept(charges(rows));
    return count;
  }

  private static DayCharges charges(RowReader row) throws IOException {
    var day = LocalDate.parse(row.text());
    var provider = row.text();
    var model = row.text();
    var basis = row.text();
    var units = row.text().split(" ");
    long requests = row.number();
    var kinds = TokenKind.values();
    var tokens = new long[kinds.length];
    for (int i = 0; i < kinds.length; i++) tokens[i] = row.number();
    var metered = new ArrayList<Metered>();
    for (int i = 0; i < kinds.length; i++)
      metered.add(
          new Metered(kinds[i], tokens[i], row.decimal(CostColumns.SCALE), perMillion(units[i])));
    return new DayCharges(
        day,
        provider,
        model,
        basis,
        requests,
        List.copyOf(metered),
        row.decimal(CostColumns.SCALE));
  }

  private static Optional<BigDecimal> perMillion(String unit) {
    return unit.equals("-")
        ? Optional.empty()
        : Optional.of(
            new BigDecimal(unit).scaleByPowerOfTen(6 - CostColumns.SCALE).stripTrailingZeros());
  }
}
