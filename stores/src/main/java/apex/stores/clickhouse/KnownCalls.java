package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Looks up which calls the ledger holds already.
record KnownCalls(Analytics analytics) {
  private static final int AT_ONCE = 4096;
  private static final long EVERYTHING = -1;
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

  /// The newest entry of a call.
  ///
  /// @param live whether the call counts now; false after its import was undone
  /// @param content of the newest entry that counted
  record Known(int entry, boolean live, CallKey content) {}

  /// Those of `keys` that have an entry between `from` and `to`.
  Map<CallKey, Known> find(
      WorkspaceId workspace, Collection<CallKey> keys, Instant from, Instant to) {
    var found = new HashMap<CallKey, Known>();
    var all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += AT_ONCE)
      find(workspace, all.subList(i, Math.min(all.size(), i + AT_ONCE)), from, to, found);
    return found;
  }

  private void find(
      WorkspaceId workspace,
      List<CallKey> keys,
      Instant from,
      Instant to,
      Map<CallKey, Known> found) {
    var values =
        Map.of(
            "as_of", Value.of(EVERYTHING),
            "from", Value.of(from),
            "to", Value.of(to),
            "keys", Value.of(keys.stream().map(CallKey::hex).collect(Collectors.joining())));
    analytics
        .in(workspace)
        .ask(
            FIND,
            values,
            rows -> {
              while (rows.more())
                found.put(
                    CallKey.read(rows.bytes(16)),
                    new Known((int) rows.number(), rows.small() > 0, CallKey.read(rows.bytes(16))));
              return found.size();
            });
  }
}
