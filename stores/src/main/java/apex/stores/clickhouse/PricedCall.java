package apex.stores.clickhouse;

import apex.spend.price.Cost;
import apex.spend.usage.Call;

/// A call, what it is known by, what it cost by the book of its batch, and what telemetry told
/// beside it.
public record PricedCall(CallIdentity identity, Call call, Cost cost, Emitted emitted) {
  /// A call that came without telemetry.
  public PricedCall(CallIdentity identity, Call call, Cost cost) {
    this(identity, call, cost, Emitted.NONE);
  }
}
