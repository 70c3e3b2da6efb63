package apex.stores.clickhouse;

import apex.stores.postgres.Receipts;
import apex.stores.postgres.SpoolStretch;
import java.util.List;
import java.util.function.Function;

/// A stretch of a spool on its way into the ledger: all of it arrives, once, or none.
///
/// @param closing what to note in the very transaction that ends it, from what became of `calls`
public record Delivery(
    SpoolStretch stretch,
    List<UsageBatch> calls,
    List<PointBatch> points,
    Function<List<Taken>, Receipts> closing) {
  public Delivery {
    calls = List.copyOf(calls);
    points = List.copyOf(points);
  }
}
