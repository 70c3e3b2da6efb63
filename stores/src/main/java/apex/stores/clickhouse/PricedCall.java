package apex.stores.clickhouse;

import apex.spend.price.Cost;
import apex.spend.usage.Call;

/// A call, what it is known by, what it cost by the book of its batch, what telemetry told beside
/// it, and what a file told of it.
public record PricedCall(
    CallIdentity identity, Call call, Cost cost, Emitted emitted, FileWords file) {
  /// A call that came by telemetry.
  public PricedCall(CallIdentity identity, Call call, Cost cost, Emitted emitted) {
    this(identity, call, cost, emitted, FileWords.NONE);
  }

  /// A call that came without telemetry.
  public PricedCall(CallIdentity identity, Call call, Cost cost) {
    this(identity, call, cost, Emitted.NONE);
  }
}
