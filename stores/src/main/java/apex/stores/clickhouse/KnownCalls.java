package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks up which calls the ledger holds already.
record KnownCalls(Analytics analytics) {
  private static final int AT_ONCE = 4096;
  private static final long EVERYTHING = -1;
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /// How many times more entries than keys a stretch of time may hold to be read whole.
  private static final int CROWDED = 4;

  private static final Template CROWD =
      Template.of(
          "known_crowd",
          1,
          """
          select toInt64(count()) from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}\
          """);
  private static final Template STRETCH =
      Template.of(
          "known_stretch",
          1,
          """
          select call_key, toInt64(max(entry)), argMax(sign, entry), argMaxIf(content, entry, sign = 1)
          from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
          group by call_key\
          """);
  private static final Template FIND =
      Template.of(
          "known_calls",
          1,
          """
          select call_key, toInt64(max(entry)), argMax(sign, entry), argMaxIf(content, entry, sign = 1)
          from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
            and call_key in (
              select arrayJoin(arrayMap(
                i -> toFixedString(substring(unhex({keys:String}), i * 16 + 1, 16), 16),
                range(toUInt64(length({keys:String}) / 32)))))
          group by call_key\
          """);

  private static final String KEYS =
      """
      (select arrayJoin(arrayMap(
        i -> toFixedString(substring(unhex({keys:String}), i * 16 + 1, 16), 16),
        range(toUInt64(length({keys:String}) / 32)))))\
      """;
  private static final Template FIND_BUT_OURS =
      Template.of(
          "known_calls_of_others",
          1,
          """
          select call_key, toInt64(max(entry)), argMax(sign, entry), argMaxIf(content, entry, sign = 1)
          from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
            and not has({ours:Array(Int64)}, toInt64(ingest_seq)) and call_key in %s
          group by call_key\
          """
              .formatted(KEYS));
  private static final Template COVERED =
      Template.of(
          "covered_spans",
          1,
          """
          select distinct arrayJoin(covers) as around from calls final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
            and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
            and not has({ours:Array(Int64)}, toInt64(ingest_seq)) and around in %s\
          """
              .formatted(KEYS));

  /// A stretch of time, and the numbers of the batches whose own rows do not count as known.
  record Where(Instant from, Instant to, List<Long> ours) {}

  /// The newest entry of a call.
  ///
  /// @param live whether the call counts now; false after its import was undone
  /// @param content of the newest entry that counted
  record Known(int entry, boolean live, CallKey content) {}

  /// Those of `keys` that have an entry between `from` and `to`, and perhaps their neighbours. A
  /// quiet stretch of time is read whole, which is cheaper than asking by key; most imports are of
  /// times that hold nothing yet.
  Map<CallKey, Known> find(
      WorkspaceId workspace, Collection<CallKey> keys, Instant from, Instant to) {
    var found = new HashMap<CallKey, Known>();
    var room = analytics.in(workspace);
    var stretch = stretch(from, to);
    var crowd = room.ask(CROWD, stretch, RowReader::number);
    if (crowd == 0) return found;
    if (crowd <= (long) CROWDED * keys.size())
      room.ask(STRETCH, stretch, rows -> collect(rows, found));
    else byKey(room, keys, stretch, found);
    return found;
  }

  /// Those of `keys` that have an entry, whenever it was.
  Map<CallKey, Known> find(WorkspaceId workspace, Collection<CallKey> keys) {
    var found = new HashMap<CallKey, Known>();
    byKey(analytics.in(workspace), keys, stretch(EARLIEST, LATEST), found);
    return found;
  }

  /// Those of `keys` that have an entry there which is none of ours.
  Map<CallKey, Known> find(WorkspaceId workspace, Collection<CallKey> keys, Where where) {
    var found = new HashMap<CallKey, Known>();
    each(workspace, FIND_BUT_OURS, keys, where, rows -> collect(rows, found));
    return found;
  }

  /// Those of `keys` that a call made there names as a span around it.
  Set<CallKey> covered(WorkspaceId workspace, Collection<CallKey> keys, Where where) {
    var found = new HashSet<CallKey>();
    each(
        workspace,
        COVERED,
        keys,
        where,
        rows -> {
          while (rows.more()) found.add(CallKey.read(rows.bytes(16)));
          return found.size();
        });
    return found;
  }

  private void each(
      WorkspaceId workspace,
      Template template,
      Collection<CallKey> keys,
      Where where,
      Analytics.Reader<Integer> reader) {
    var all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      var values = new HashMap<>(stretch(where.from(), where.to()));
      values.put("ours", Value.numbers(where.ours()));
      values.put("keys", Value.of(hex(all.subList(i, Math.min(all.size(), i + AT_ONCE)))));
      analytics.in(workspace).ask(template, values, reader);
    }
  }

  static String hex(Collection<CallKey> keys) {
    return keys.stream().map(CallKey::hex).collect(Collectors.joining());
  }

  private static Map<String, Value> stretch(Instant from, Instant to) {
    return Map.of("as_of", Value.of(EVERYTHING), "from", Value.of(from), "to", Value.of(to));
  }

  private static void byKey(
      Analytics.Room room,
      Collection<CallKey> keys,
      Map<String, Value> stretch,
      Map<CallKey, Known> found) {
    var all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      var some = all.subList(i, Math.min(all.size(), i + AT_ONCE));
      var values = new HashMap<>(stretch);
      values.put("keys", Value.of(some.stream().map(CallKey::hex).collect(Collectors.joining())));
      room.ask(FIND, values, rows -> collect(rows, found));
    }
  }

  private static int collect(RowReader rows, Map<CallKey, Known> found) throws IOException {
    while (rows.more())
      found.put(
          CallKey.read(rows.bytes(16)),
          new Known((int) rows.number(), rows.small() > 0, CallKey.read(rows.bytes(16))));
    return found.size();
  }
}
