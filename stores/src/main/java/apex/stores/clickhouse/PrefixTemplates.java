package apex.stores.clickhouse;

import apex.spend.figures.PrefixCall;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.util.function.Consumer;

/// The calls whose prompts can be replayed.
final class PrefixTemplates {
  static final Template CALLS =
      Template.of(
          "prefix_calls",
          2,
          """
          select ts, provider, model, route, service_tier, toInt64(input_tokens), toInt64(cache_read_tokens),
            toInt64(cache_write_5m_tokens), toInt64(cache_write_1h_tokens), toInt64(output_tokens),
            toInt64(reasoning_tokens), prefix_hashes
          from calls final
          where %s and sign = 1 and notEmpty(prefix_hashes)
            and (call_key, toUInt16(entry + 1)) not in (
              select call_key, entry from calls final
              where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and sign = -1)
          order by ts, call_key\
          """
              .formatted(Ledger.SLICE));

  private PrefixTemplates() {}

  static long each(RowReader rows, Consumer<PrefixCall> calls) throws IOException {
    long count = 0;
    for (; rows.more(); count++) calls.accept(call(rows));
    return count;
  }

  private static PrefixCall call(RowReader row) throws IOException {
    return new PrefixCall(
        row.instant(), row.text(), row.text(), row.text(), row.text(), tokens(row), row.numbers());
  }

  private static Tokens tokens(RowReader row) throws IOException {
    return new Tokens(
        row.number(), row.number(), row.number(), row.number(), row.number(), row.number());
  }
}
