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

  /// The number of the set that an entry's cost is read from, as [CostSet] names it. A reversing
  /// entry belongs to the set of its original, whenever it came.
  static final String SET =
      """
      if({pricing:UInt64} = {otherwise:UInt64}, {pricing:UInt64},
        if(ts >= {set_from:DateTime64(9,'UTC')} and ts < {set_to:DateTime64(9,'UTC')}
          and origin_seq <= {set_as_of:UInt64}, {pricing:UInt64}, {otherwise:UInt64}))\
      """;

  static final String COSTS = "from call_costs final where pricing = " + SET + " and " + SLICE;

  private Ledger() {}
}
