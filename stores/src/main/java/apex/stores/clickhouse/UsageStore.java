package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Cost;
import apex.spend.usage.Call;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.UserNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ledger of usage. The first write of a call wins; nothing is changed or deleted. Undoing an
/// import adds entries that reverse its own, and importing it again adds the next ones.
public final class UsageStore {
  /// How long a batch may be under way; its inserts give up earlier.
  private static final Duration OPEN = Duration.ofSeconds(60);

  private static final Duration INSERT = Duration.ofSeconds(25);

  private static final List<String> CALLS =
      List.of(
          ("workspace_id,call_key,entry,sign,ingest_seq,import_id,ts,provider,model,route,user_hash,"
                  + "conversation,status,latency_ms,input_tokens,cache_read_tokens,"
                  + "cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,"
                  + "prefix_hashes,content")
              .split(","));
  private static final List<String> COSTS =
      List.of(
          ("workspace_id,call_key,entry,sign,ingest_seq,import_id,ts,book_id,provider,model,route,"
                  + "status,told,input_tokens,cache_read_tokens,cache_write_5m_tokens,"
                  + "cache_write_1h_tokens,output_tokens,reasoning_tokens,cost_usd,low_usd,high_usd,"
                  + "bounded,why_unpriced,basis,components,content")
              .split(","));

  private final Analytics analytics;
  private final IngestBatches batches;
  private final UserNames names;
  private final KnownCalls known;
  private final Undo undo;

  public UsageStore(Analytics analytics, IngestBatches batches, UserNames names) {
    this.analytics = analytics;
    this.batches = batches;
    this.names = names;
    this.known = new KnownCalls(analytics);
    this.undo = new Undo(analytics);
  }

  /// Keeps the calls that are new, durable when it answers. A call that the ledger holds is a
  /// duplicate and changes nothing. Sending a batch again after a failure is safe.
  public Appended append(UsageBatch batch) {
    var keyed = keyed(batch);
    var fresh = new LinkedHashMap<CallKey, Entry>();
    var appended = sort(batch, keyed, fresh);
    if (!fresh.isEmpty()) {
      rememberUsers(batch);
      numbered(OPEN, seq -> write(batch, fresh.values(), seq));
    }
    return appended;
  }

  /// Reverses what the import added and still counts, and answers how many calls that were.
  public long undo(WorkspaceId workspace, ImportId source) {
    var seq = numbered(OPEN.multipliedBy(2), number -> undo.reverse(workspace, source, number));
    return undo.reversed(workspace, source, seq);
  }

  private record Keyed(CallKey key, CallKey content, String userHash, PricedCall priced) {}

  private record Entry(Keyed keyed, int number) {}

  private interface Writing {
    void under(long seq);
  }

  private static List<Keyed> keyed(UsageBatch batch) {
    var keyed = new ArrayList<Keyed>(batch.calls().size());
    var hashes = new HashMap<String, String>();
    for (var priced : batch.calls()) {
      var user = hashes.computeIfAbsent(priced.call().user(), batch.users()::hash);
      var content = CallKey.content(priced.call(), user);
      var key = CallKey.of(batch.workspace(), priced.identity(), content);
      keyed.add(new Keyed(key, content, user, priced));
    }
    return keyed;
  }

  private Appended sort(UsageBatch batch, List<Keyed> keyed, Map<CallKey, Entry> fresh) {
    var found = known(batch, keyed);
    long duplicate = 0;
    long conflicting = 0;
    for (var call : keyed) {
      var earlier = fresh.get(call.key);
      var before = found.get(call.key);
      if (earlier != null) {
        duplicate++;
        if (!earlier.keyed.content.equals(call.content)) conflicting++;
      } else if (before != null && before.live()) {
        duplicate++;
        if (!before.content().equals(call.content)) conflicting++;
      } else {
        fresh.put(call.key, new Entry(call, before == null ? 0 : before.entry() + 1));
      }
    }
    return new Appended(fresh.size(), duplicate, conflicting);
  }

  /// A row's time is part of its key, so only the days of the batch need to be searched; a span or
  /// a response may come back with another time.
  private Map<CallKey, KnownCalls.Known> known(UsageBatch batch, List<Keyed> keyed) {
    if (keyed.isEmpty()) return Map.of();
    var keys = keyed.stream().map(Keyed::key).distinct().toList();
    var rowsOnly = batch.calls().stream().allMatch(c -> c.identity() instanceof CallIdentity.Row);
    if (!rowsOnly) return known.find(batch.workspace(), keys);
    var times = batch.calls().stream().map(c -> c.call().at()).sorted().toList();
    return known.find(batch.workspace(), keys, times.getFirst(), times.getLast().plusNanos(1));
  }

  private void rememberUsers(UsageBatch batch) {
    var told = new HashMap<String, String>();
    for (var priced : batch.calls()) {
      var user = priced.call().user();
      if (!user.isEmpty()) told.computeIfAbsent(user, batch.users()::hash);
    }
    var byHash = new HashMap<String, String>();
    told.forEach((user, hash) -> byHash.put(hash, user));
    names.remember(batch.workspace(), byHash);
  }

  /// A batch that ClickHouse refused is ended at once. One that got no answer may still arrive, so
  /// its number stays open until its time is over.
  private long numbered(Duration open, Writing writing) {
    var seq = batches.begin(open);
    try {
      writing.under(seq);
    } catch (ApexException failed) {
      if (ClickHouseFailure.refused(failed)) batches.abandon(seq);
      throw failed;
    }
    batches.written(seq);
    return seq;
  }

  /// The costs come last: a call without its cost is not known yet and will be written again.
  private void write(UsageBatch batch, Iterable<Entry> entries, long seq) {
    var calls = new RowWriter();
    var costs = new RowWriter();
    for (var entry : entries) {
      call(calls, batch, entry, seq);
      cost(costs, batch, entry, seq);
    }
    analytics.insert("calls", CALLS, calls, "calls-" + seq, INSERT);
    analytics.insert("call_costs", COSTS, costs, "costs-" + seq, INSERT);
  }

  private static void call(RowWriter out, UsageBatch batch, Entry entry, long seq) {
    var call = entry.keyed.priced.call();
    begin(out, batch, entry, seq);
    out.text(call.provider()).text(call.model()).text(call.route());
    out.text(entry.keyed.userHash).text(call.conversation());
    out.text(call.status()).number(call.latencyMs());
    tokens(out, call);
    out.numbers(call.prefixHashes()).fixed(entry.keyed.content.bytes());
  }

  private static void cost(RowWriter out, UsageBatch batch, Entry entry, long seq) {
    var call = entry.keyed.priced.call();
    begin(out, batch, entry, seq);
    out.text(batch.book()).text(call.provider()).text(call.model()).text(call.route());
    out.text(call.status()).small(Told.of(call));
    tokens(out, call);
    cost(out, entry.keyed.priced.cost());
    out.fixed(entry.keyed.content.bytes());
  }

  private static void begin(RowWriter out, UsageBatch batch, Entry entry, long seq) {
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

  private static void cost(RowWriter out, Cost cost) {
    switch (cost) {
      case Cost.Priced(var usd, var parts, var price) -> {
        out.usd(usd).usd(usd).usd(usd).small(1).text("").text(price.basis().name());
        components(out, parts);
      }
      case Cost.Ambiguous(var least, var most) -> {
        out.usd(least.usd()).usd(least.usd()).usd(most.usd()).small(1).text("");
        out.text(least.price().basis().name());
        components(out, least.components());
      }
      case Cost.Unpriced(var why, _, _, var low, var high) -> {
        out.usd(BigDecimal.ZERO).usd(low).usd(high.orElse(BigDecimal.ZERO));
        out.small(high.isPresent() ? 1 : 0).text(why.name()).text("").small(0);
      }
    }
  }

  private static void components(RowWriter out, Cost.Components parts) {
    out.small(7) // the length of the array
        .usd(parts.input())
        .usd(parts.cacheRead())
        .usd(parts.cacheWrite5m())
        .usd(parts.cacheWrite1h())
        .usd(parts.output())
        .usd(parts.reasoning())
        .usd(parts.requests());
  }
}
