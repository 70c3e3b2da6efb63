package apex.stores.clickhouse;

import apex.spend.figures.Change;
import apex.spend.figures.ToldCall;
import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The calls one by one with what was told beside them, and the sums of two stretches of time.
final class HabitTemplates {
  private static final int SCALE = 18;

  /// Sums of many calls are left out: neither their sizes nor their moments are known. An ambiguous
  /// call has the tokens of its lower reading.
  static final Template CALLS =
      Template.of(
          "told_calls",
          1,
          """
          select ts, provider, model, route, user_hash, conversation, status, latency_ms,
            toInt64(input_tokens), toInt64(cache_read_tokens), toInt64(cache_write_5m_tokens),
            toInt64(cache_write_1h_tokens), toInt64(output_tokens), toInt64(reasoning_tokens),
            service_tier, environment, operation, finish_reason, prompt_hash
          from calls final
          where %s and sign = 1 and summed = 0 and requests = 1
            and (call_key, toUInt16(entry + 1)) not in (
              select call_key, entry from calls final
              where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and sign = -1)
          order by ts, call_key\
          """
              .formatted(Ledger.SLICE));

  /// Each half's sums by model and route, of what has a price.
  static final Template CHANGE =
      Template.of(
          "spend_change",
          1,
          """
          with
            [toInt64(input_tokens) - cache_read_tokens - cache_write_5m_tokens - cache_write_1h_tokens,
             toInt64(cache_read_tokens), toInt64(cache_write_5m_tokens), toInt64(cache_write_1h_tokens),
             toInt64(output_tokens) - reasoning_tokens, toInt64(reasoning_tokens)] as used
          select toInt64(ts >= {middle:DateTime64(9,'UTC')}) as half, provider, model, route,
            sum(toInt64(sign) * requests), sumIf(toInt64(sign) * requests, status != 'ok'),
            sum(sign * used[1]), sum(sign * used[2]), sum(sign * used[3]), sum(sign * used[4]),
            sum(sign * used[5]), sum(sign * used[6]),
            sum(sign * components[1]), sum(sign * components[2]), sum(sign * components[3]),
            sum(sign * components[4]), sum(sign * components[5]), sum(sign * components[6]),
            sum(sign * components[7])
          %s and why_unpriced = ''
          group by half, provider, model, route having sum(toInt64(sign)) > 0
          order by half, provider, model, route\
          """
              .formatted(Ledger.COSTS));

  private HabitTemplates() {}

  static long each(RowReader rows, Consumer<ToldCall> calls) throws IOException {
    long count = 0;
    for (; rows.more(); count++) calls.accept(call(rows));
    return count;
  }

  private static ToldCall call(RowReader row) throws IOException {
    var at = row.instant();
    var provider = row.text();
    var model = row.text();
    var route = row.text();
    var user = row.text();
    var conversation = row.text();
    var status = row.text();
    long latency = row.number();
    var tokens =
        new Tokens(
            row.number(), row.number(), row.number(), row.number(), row.number(), row.number());
    var tier = row.text();
    return new ToldCall(
        new Call(
            at,
            provider,
            model,
            route,
            user,
            conversation,
            status,
            latency,
            tokens,
            List.of(),
            tier),
        new Circumstances(row.text(), row.text(), row.text(), row.number()));
  }

  static Change change(RowReader rows, Instant from, Instant middle, Instant to)
      throws IOException {
    var before = new ArrayList<Change.Sums>();
    var after = new ArrayList<Change.Sums>();
    while (rows.more()) (rows.number() == 0 ? before : after).add(sums(rows));
    return new Change(from, middle, to, before, after);
  }

  private static Change.Sums sums(RowReader row) throws IOException {
    var provider = row.text();
    var model = row.text();
    var route = row.text();
    long calls = row.number();
    long failed = row.number();
    var tokens = new ArrayList<Long>();
    for (int i = 0; i < Change.KINDS; i++) tokens.add(row.number());
    var usd = new ArrayList<BigDecimal>();
    for (int i = 0; i <= Change.KINDS; i++) usd.add(row.decimal(SCALE));
    return new Change.Sums(provider, model, route, calls, failed, tokens, usd);
  }
}
