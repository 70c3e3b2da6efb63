package apex.stores.clickhouse;

import apex.spend.figures.Lengths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long answers and prompts are: exact, from the count of each length.
final class LengthTemplates {
  static final Template OUTPUTS = template("output_lengths", "output_tokens");
  static final Template PROMPTS = template("prompt_lengths", "input_tokens");

  private LengthTemplates() {}

  /// In the order of `groups`.
  ///
  /// @param groups by the key that the rows name them by
  static List<Lengths> lengths(RowReader rows, Map<Long, Overview.Group> groups)
      throws IOException {
    var found = new HashMap<Long, Measured>();
    while (rows.more()) found.put(rows.number(), measured(rows));
    var lengths = new ArrayList<Lengths>();
    groups.forEach((key, group) -> {
      var measured = found.get(key);
      if (measured != null) lengths.add(measured.of(group));
    });
    return lengths;
  }

  private record Measured(long calls, long longest, List<Lengths.Tail> tails) {
    Lengths of(Overview.Group group) {
      return new Lengths(group.provider(), group.model(), group.route(), calls, longest, tails);
    }
  }

  private static Measured measured(RowReader row) throws IOException {
    return new Measured(row.number(), row.number(), tails(row));
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
        select k, calls, longest, caps,
          arrayMap(j -> calls - cumulated[j], ks), arrayMap(
            (j, cap) -> arraySum(arraySlice(weights, j + 1)) - cap * (calls - cumulated[j]), ks, caps),
          arrayMap(j -> arraySum(arraySlice(inputs, j + 1)), ks),
          arrayMap(j -> arraySum(arraySlice(outputs, j + 1)), ks)
        from (
          select k,
            arraySort(groupArray((len, n, i, o))) as hist,
            arrayMap(h -> h.1, hist) as lens, arrayMap(h -> h.2, hist) as ns,
            arrayMap(h -> h.3, hist) as inputs, arrayMap(h -> h.4, hist) as outputs,
            arrayMap(h -> h.1 * h.2, hist) as weights,
            arrayMap(c -> toInt64(c), arrayCumSum(ns)) as cumulated,
            toInt64(arraySum(ns)) as calls, lens[-1] as longest,
            arrayMap(q -> arrayFirstIndex(c -> c + 1e-6 >= q * calls, cumulated),
              {quantiles:Array(Float64)}) as ks,
            arrayMap(j -> lens[j], ks) as caps
          from (
            select cityHash64(provider, model, route) as k, toInt64(%s) as len, sum(toInt64(sign)) as n,
              sum(sign * input_tokens) as i, sum(sign * output_tokens) as o
            %s and summed = 0
            group by k, len having n > 0)
          group by k)\
        """
            .formatted(length, Ledger.COSTS));
  }
}
