package apex.stores.clickhouse;

import apex.spend.figures.Lengths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long answers and prompts are: exact, from the count of each length.
final class LengthTemplates {
  static final Template OUTPUTS = template("output_lengths", "output_tokens");
  static final Template PROMPTS = template("prompt_lengths", "input_tokens");

  private LengthTemplates() {}

  static List<Lengths> lengths(RowReader rows) throws IOException {
    var lengths = new ArrayList<Lengths>();
    while (rows.more())
      lengths.add(
          new Lengths(
              rows.text(), rows.text(), rows.text(), rows.number(), rows.number(), tails(rows)));
    return lengths;
  }

  private static List<Lengths.Tail> tails(RowReader row) throws IOException {
    var caps = row.numbers();
    var calls = row.numbers();
    var tokens = row.numbers();
    var inputs = row.numbers();
    var outputs = row.numbers();
    var tails = new ArrayList<Lengths.Tail>();
    for (int i = 0; i < caps.length; i++)
      tails.add(
          new Lengths.Tail(
              Lengths.QUANTILES.get(i), caps[i], calls[i], tokens[i], inputs[i], outputs[i]));
    return tails;
  }

  /// The inner query counts the calls of each length, reversed ones not; the outer one walks the
  /// lengths upwards. A small allowance keeps 0.95 of 20 calls from being 20 of them.
  private static Template template(String name, String length) {
    return Template.of(
        name,
        1,
        """
        select provider, model, route, calls, longest, caps,
          arrayMap(k -> calls - cumulated[k], ks), arrayMap(
            (k, cap) -> arraySum(arraySlice(weights, k + 1)) - cap * (calls - cumulated[k]), ks, caps),
          arrayMap(k -> arraySum(arraySlice(inputs, k + 1)), ks),
          arrayMap(k -> arraySum(arraySlice(outputs, k + 1)), ks)
        from (
          select provider, model, route,
            arraySort(groupArray((len, n, i, o))) as hist,
            arrayMap(h -> h.1, hist) as lens, arrayMap(h -> h.2, hist) as ns,
            arrayMap(h -> h.3, hist) as inputs, arrayMap(h -> h.4, hist) as outputs,
            arrayMap(h -> h.1 * h.2, hist) as weights,
            arrayMap(c -> toInt64(c), arrayCumSum(ns)) as cumulated,
            toInt64(arraySum(ns)) as calls, lens[-1] as longest,
            arrayMap(q -> arrayFirstIndex(c -> c + 1e-6 >= q * calls, cumulated),
              {quantiles:Array(Float64)}) as ks,
            arrayMap(k -> lens[k], ks) as caps
          from (
            select provider, model, route, toInt64(%s) as len, sum(toInt64(sign)) as n,
              sum(sign * input_tokens) as i, sum(sign * output_tokens) as o
            %s
            group by provider, model, route, len having n > 0)
          group by provider, model, route)
        order by provider, model, route\
        """
            .formatted(length, Ledger.COSTS));
  }
}
