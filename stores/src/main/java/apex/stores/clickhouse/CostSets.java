package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Cost;
import apex.spend.usage.Call;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.SentTokens;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Further sets of costs for entries that the ledger holds: read in order, priced by the caller,
/// and written beside the first set, which stays as it is. Writing an entry of a set again changes
/// nothing.
public final class CostSets {
  /// Entries read and written at once, at most.
  public static final int MOST = 100_000;

  private static final Duration INSERT = Duration.ofSeconds(25);
  private static final List<String> COLUMNS =
      List.of(
          ("workspace_id,call_key,entry,sign,ingest_seq,import_id,ts,pricing,book_id,provider,model,"
                  + "route,status,told,input_tokens,cache_read_tokens,cache_write_5m_tokens,"
                  + "cache_write_1h_tokens,output_tokens,reasoning_tokens,"
                  + CostColumns.NAMES
                  + ",content,requests,summed,service_tier,origin_seq,reported,reported_usd")
              .split(","));
  private static final String ENTRIES =
      """
      from calls final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
        and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
      """;
  private static final Template COUNT =
      Template.of("entries_to_price", 1, "select toInt64(count()) " + ENTRIES);
  private static final Template READ =
      Template.of(
          "entries",
          1,
          """
          select toString(toDate(ts)), lower(hex(call_key)), toInt64(entry), toInt64(sign),
            toInt64(ingest_seq), import_id, ts, provider, model, route, status, latency_ms,
            toInt64(input_tokens), toInt64(cache_read_tokens), toInt64(cache_write_5m_tokens),
            toInt64(cache_write_1h_tokens), toInt64(output_tokens), toInt64(reasoning_tokens),
            lower(hex(content)), %s, service_tier, scope, scope_version, sent_input,
            sent_cache_read, sent_cache_write, sent_output, sent_reasoning, sent_total,
            toInt64(requests), toInt64(summed), toInt64(origin_seq)
          %s
            and toDate(ts) >= toDate({day:String})
            and (toDate(ts), call_key, entry) > (
              toDate({day:String}), toFixedString(unhex({key:String}), 16), {entry:UInt64})
          order by toDate(ts), call_key, entry limit {limit:UInt64}\
          """
              .formatted(Told.ofColumns(), ENTRIES));

  /// What files reported of the entries of one batch; kept with the first costs.
  private static final Template REPORTED =
      Template.of(
          "reported_entries",
          1,
          """
          select concat(lower(hex(call_key)), ' ', toString(entry)), reported_usd from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
            and pricing = 0 and reported = 1
            and toDate(ts) >= toDate({day:String}) and toDate(ts) <= toDate({last_day:String})
            and (toDate(ts), call_key, entry) > (
              toDate({day:String}), toFixedString(unhex({key:String}), 16), {entry:UInt64})
            and (toDate(ts), call_key, entry) <= (
              toDate({last_day:String}), toFixedString(unhex({last_key:String}), 16),
              {last_entry:UInt64})\
          """);

  /// Whether two sets hold the same entries of a range: those of calls that had come by `as_of` of
  /// the set, with whatever reversed them since.
  private static final Template SAME =
      Template.of(
          "entries_of_set",
          1,
          """
          select toInt64(countIf(pricing = 0)), toInt64(countIf(pricing = {pricing:UInt64})),
            toInt64(sumIf(cityHash64(call_key, entry, sign), pricing = 0)
              = sumIf(cityHash64(call_key, entry, sign), pricing = {pricing:UInt64}))
          from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
            and origin_seq <= {set_as_of:UInt64} and pricing in (0, {pricing:UInt64})\
          """);

  private final Analytics analytics;

  public CostSets(Analytics analytics) {
    this.analytics = analytics;
  }

  /// Which entries are to be priced.
  ///
  /// @param to exclusive
  public record Range(WorkspaceId workspace, Instant from, Instant to, long asOf) {}

  /// Some entries, in order, and where the next ones begin.
  public record Batch(List<LedgerEntry> entries, String place) {
    public Batch {
      entries = List.copyOf(entries);
    }

    private Batch reporting(Map<String, BigDecimal> reported) {
      if (reported.isEmpty()) return this;
      return new Batch(
          entries.stream()
              .map(entry ->
                  entry.reporting(
                      Optional.ofNullable(reported.get(entry.key() + " " + entry.number()))))
              .toList(),
          place);
    }
  }

  public long count(Range range) {
    return analytics.in(range.workspace).ask(COUNT, values(range), RowReader::number);
  }

  /// The next entries after `place`; none when it was the last.
  ///
  /// @param place as the batch before gave it, empty for the first
  public Batch read(Range range, String place, int limit) {
    var at = Place.parse(place);
    var values = new HashMap<>(values(range));
    values.put("day", Value.of(at.day));
    values.put("key", Value.of(at.key));
    values.put("entry", Value.of(at.entry));
    values.put("limit", Value.of(Math.min(limit, MOST)));
    var room = analytics.in(range.workspace);
    var batch = room.ask(READ, values, rows -> batch(rows, place));
    if (batch.entries.isEmpty()) return batch;
    var last = Place.parse(batch.place);
    values.put("last_day", Value.of(last.day));
    values.put("last_key", Value.of(last.key));
    values.put("last_entry", Value.of(last.entry));
    return batch.reporting(room.ask(REPORTED, values, CostSets::reported));
  }

  private static Map<String, BigDecimal> reported(RowReader rows) throws IOException {
    var reported = new HashMap<String, BigDecimal>();
    while (rows.more()) reported.put(rows.text(), rows.decimal(CostColumns.SCALE));
    return reported;
  }

  /// Whether the set holds just the calls that it should: false when some were taken back while it
  /// was worked out, so that they would count on.
  ///
  /// @param asOf the newest usage that can no longer change
  public boolean whole(Range range, int pricing, long asOf) {
    var values = new HashMap<>(values(range));
    values.put("set_as_of", Value.of(range.asOf));
    values.put("as_of", Value.of(asOf));
    values.put("pricing", Value.of(pricing));
    return analytics.in(range.workspace).ask(SAME, values, CostSets::same);
  }

  private static boolean same(RowReader row) throws IOException {
    long first = row.number();
    long second = row.number();
    return row.number() == 1 && first == second;
  }

  /// Durable when it answers.
  ///
  /// @param costs one for each entry, in order
  public void write(Range range, int pricing, String book, Batch batch, List<Cost> costs) {
    if (costs.size() != batch.entries.size())
      throw new IllegalArgumentException("there must be one cost for each entry");
    var rows = new RowWriter();
    for (int i = 0; i < costs.size(); i++)
      row(rows, range.workspace, pricing, book, batch.entries.get(i), costs.get(i));
    var token = "pricing-%s-%d-%s".formatted(range.workspace, pricing, batch.place);
    analytics.insert("call_costs", COLUMNS, rows, token, INSERT);
  }

  private static void row(
      RowWriter out,
      WorkspaceId workspace,
      int pricing,
      String book,
      LedgerEntry entry,
      Cost cost) {
    var call = entry.call();
    var tokens = call.tokens();
    out.id(workspace.value()).fixed(HexFormat.of().parseHex(entry.key()));
    out.medium(entry.number()).small(entry.sign()).number(entry.ingestSeq()).id(entry.source());
    out.instant(call.at()).tokens(pricing).text(book);
    out.text(call.provider()).text(call.model()).text(call.route()).text(call.status());
    out.small(entry.told()).tokens(tokens.input()).tokens(tokens.cacheRead());
    out.tokens(tokens.cacheWrite5m()).tokens(tokens.cacheWrite1h());
    out.tokens(tokens.output()).tokens(tokens.reasoning());
    CostColumns.write(out, cost);
    out.fixed(HexFormat.of().parseHex(entry.content()));
    out.tokens(entry.requests()).small(entry.summed() ? 1 : 0);
    out.text(call.serviceTier()).number(entry.originSeq());
    out.small(entry.reportedUsd().isPresent() ? 1 : 0);
    out.usd(entry.reportedUsd().orElse(BigDecimal.ZERO));
  }

  private static Map<String, Value> values(Range range) {
    return Map.of(
        "as_of", Value.of(range.asOf),
        "from", Value.of(range.from),
        "to", Value.of(range.to));
  }

  private static Batch batch(RowReader rows, String before) throws IOException {
    var entries = new ArrayList<LedgerEntry>();
    var place = before;
    while (rows.more()) {
      var day = rows.text();
      var entry = entry(rows);
      entries.add(entry);
      place = new Place(day, entry.key(), entry.number()).text();
    }
    return new Batch(entries, place);
  }

  private static LedgerEntry entry(RowReader row) throws IOException {
    var key = row.text();
    int number = (int) row.number();
    int sign = (int) row.number();
    long seq = row.number();
    var source = id(row.bytes(16));
    var at = row.instant();
    var provider = row.text();
    var model = row.text();
    var route = row.text();
    var status = row.text();
    long latency = row.number();
    var tokens =
        new Tokens(
            row.number(), row.number(), row.number(), row.number(), row.number(), row.number());
    var content = row.text();
    int told = (int) row.number();
    var call =
        new Call(
            at, provider, model, route, "", "", status, latency, tokens, List.of(), row.text());
    var emitter = new EmitterGroup(row.text(), row.text(), provider);
    var sent = sent(row, tokens);
    return new LedgerEntry(
        key,
        number,
        sign,
        seq,
        source,
        told,
        content,
        call,
        emitter,
        sent,
        row.number(),
        row.number() == 1,
        row.number(),
        Optional.empty());
  }

  /// What was sent does not tell one-hour writes apart; those of the call are among them.
  private static Optional<SentTokens> sent(RowReader row, Tokens tokens) throws IOException {
    long input = row.number();
    long read = row.number();
    long write = Math.max(0, row.number());
    long output = row.number();
    long reasoning = row.number();
    long total = row.number();
    if (input < 0 && output < 0) return Optional.empty();
    long hour = Math.min(write, tokens.cacheWrite1h());
    return Optional.of(
        new SentTokens(
            Math.max(0, input),
            Math.max(0, read),
            write - hour,
            hour,
            Math.max(0, output),
            Math.max(0, reasoning),
            total < 0 ? OptionalLong.empty() : OptionalLong.of(total)));
  }

  private static UUID id(byte[] bytes) {
    var halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new UUID(halves.getLong(), halves.getLong());
  }

  private record Place(String day, String key, long entry) {
    static Place parse(String text) {
      if (text.isEmpty()) return new Place("1970-01-01", "0".repeat(32), 0);
      var parts = text.split(" ", -1);
      return new Place(parts[0], parts[1], Long.parseLong(parts[2]));
    }

    String text() {
      return "%s %s %d".formatted(day, key, entry);
    }
  }
}
