package apex.stores.clickhouse;

/// The parts that every query of the ledger has in common.
final class Ledger {
  /// A workspace's entries of one slice, up to `as_of`.
  static final String SLICE =
      """
      workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
        and ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
        and (empty({providers:Array(String)}) or has(arrayMap(x -> unhex(x), {providers:Array(String)}), provider))
        and (empty({models:Array(String)}) or has(arrayMap(x -> unhex(x), {models:Array(String)}), model))
        and (empty({routes:Array(String)}) or has(arrayMap(x -> unhex(x), {routes:Array(String)}), route))
      """;

  /// Their costs in one pricing: 0 is the one made when they came.
  static final String COSTS = "from call_costs final where pricing = {pricing:UInt64} and " + SLICE;

  private Ledger() {}
}
