package apex.stores.clickhouse;

import apex.spend.usage.Call;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of one numbered batch, as the ledger's two tables take them. For one thread.
final class LedgerRows {
  private static final List<String> CALLS =
      List.of(
          ("workspace_id,call_key,entry,sign,ingest_seq,import_id,ts,provider,model,route,user_hash,"
                  + "conversation,status,latency_ms,input_tokens,cache_read_tokens,"
                  + "cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,"
                  + "prefix_hashes,content,semantics,service,environment,operation,scope,"
                  + "scope_version,service_tier,response_id,trace_id,span_id,covers,sent_input,"
                  + "sent_cache_read,sent_cache_write,sent_output,sent_reasoning,sent_total,"
                  + "requests,summed,finish_reason,prompt_hash")
              .split(","));
  private static final List<String> COSTS =
      List.of(
          ("workspace_id,call_key,entry,sign,ingest_seq,import_id,ts,book_id,provider,model,route,"
                  + "status,told,input_tokens,cache_read_tokens,cache_write_5m_tokens,"
                  + "cache_write_1h_tokens,output_tokens,reasoning_tokens,cost_usd,low_usd,high_usd,"
                  + "bounded,why_unpriced,basis,components,content,requests,summed,reported,"
                  + "reported_usd,service_tier")
              .split(","));

  private final long seq;
  private final RowWriter calls = new RowWriter();
  private final RowWriter costs = new RowWriter();
  private int size;

  LedgerRows(long seq) {
    this.seq = seq;
  }

  /// A call with what it is known by.
  ///
  /// @param around the keys of the spans it lies in
  record Keyed(
      CallKey key, CallKey content, String userHash, List<CallKey> around, PricedCall priced) {}

  /// @param number 0 for a call's first entry
  record Entry(Keyed keyed, int number) {}

  static List<Keyed> keyed(UsageBatch batch) {
    var keyed = new ArrayList<Keyed>(batch.calls().size());
    var hashes = new HashMap<String, String>();
    var spans = new HashMap<CallIdentity.Span, CallKey>();
    for (var priced : batch.calls()) {
      var user = hashes.computeIfAbsent(priced.call().user(), batch.users()::hash);
      var content = CallKey.content(priced.call(), user, priced.emitted().sent());
      var key = CallKey.of(batch.workspace(), priced.identity(), content);
      var around =
          priced.emitted().around().stream()
              .map(span -> spans.computeIfAbsent(span, s -> CallKey.of(batch.workspace(), s)))
              .toList();
      keyed.add(new Keyed(key, content, user, around, priced));
    }
    return keyed;
  }

  /// The users of the batch by their hash.
  static Map<String, String> users(UsageBatch batch) {
    var byHash = new HashMap<String, String>();
    batch.calls().stream()
        .map(priced -> priced.call().user())
        .filter(user -> !user.isEmpty())
        .distinct()
        .forEach(user -> byHash.put(batch.users().hash(user), user));
    return byHash;
  }

  void add(UsageBatch batch, Entry entry) {
    size++;
    call(batch, entry);
    cost(batch, entry);
  }

  /// Durable when it answers. The costs come last: a call without its cost is not known yet and
  /// will be written again. The same number again adds nothing.
  void insert(Analytics analytics, Duration within) {
    if (size == 0) return;
    analytics.insert("calls", CALLS, calls, "calls-" + seq, within);
    analytics.insert("call_costs", COSTS, costs, "costs-" + seq, within);
  }

  private void call(UsageBatch batch, Entry entry) {
    var call = entry.keyed.priced.call();
    begin(calls, batch, entry);
    calls.text(call.provider()).text(call.model()).text(call.route());
    calls.text(entry.keyed.userHash).text(call.conversation());
    calls.text(call.status()).number(call.latencyMs());
    tokens(calls, call);
    calls.numbers(call.prefixHashes()).fixed(entry.keyed.content.bytes());
    emitted(entry.keyed);
    sum(calls, entry.keyed.priced.file());
    var emitted = entry.keyed.priced.emitted();
    calls.text(emitted.finishReason()).number(emitted.promptHash());
  }

  private void emitted(Keyed keyed) {
    var priced = keyed.priced;
    var emitted = priced.emitted();
    calls.text(emitted.semantics()).text(emitted.service()).text(emitted.environment());
    calls.text(emitted.operation()).text(emitted.scope()).text(emitted.scopeVersion());
    calls.text(priced.call().serviceTier()).text(emitted.responseId());
    calls.fixed(emitted.traceId()).fixed(emitted.spanId());
    calls.size(keyed.around.size());
    for (var span : keyed.around) calls.fixed(span.bytes());
    var sent = emitted.sent();
    calls.number(sent.input()).number(sent.cacheRead()).number(sent.cacheWrite());
    calls.number(sent.output()).number(sent.reasoning()).number(sent.total());
  }

  private void cost(UsageBatch batch, Entry entry) {
    var call = entry.keyed.priced.call();
    begin(costs, batch, entry);
    costs.text(batch.book()).text(call.provider()).text(call.model()).text(call.route());
    costs.text(call.status()).small(Told.of(call));
    tokens(costs, call);
    CostColumns.write(costs, entry.keyed.priced.cost());
    costs.fixed(entry.keyed.content.bytes());
    sum(costs, entry.keyed.priced.file());
    var reported = entry.keyed.priced.file().reportedUsd();
    costs.small(reported.isPresent() ? 1 : 0).usd(reported.orElse(BigDecimal.ZERO));
    costs.text(call.serviceTier());
  }

  private static void sum(RowWriter out, FileWords file) {
    out.tokens(file.requests()).small(file.summed() ? 1 : 0);
  }

  private void begin(RowWriter out, UsageBatch batch, Entry entry) {
    out.id(batch.workspace().value()).fixed(entry.keyed.key.bytes());
    out.medium(entry.number).small(1).number(seq).id(batch.source().value());
    out.instant(entry.keyed.priced.call().at());
  }

  private static void tokens(RowWriter out, Call call) {
    var tokens = call.tokens();
    out.tokens(tokens.input())
        .tokens(tokens.cacheRead())
        .tokens(tokens.cacheWrite5m())
        .tokens(tokens.cacheWrite1h())
        .tokens(tokens.output())
        .tokens(tokens.reasoning());
  }
}
