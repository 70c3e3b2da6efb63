package apex.stores.clickhouse;

import apex.spend.price.Cost;
import apex.spend.usage.Call;

/// A call, what it is known by, and what it cost by the book of its batch.
public record PricedCall(CallIdentity identity, Call call, Cost cost) {}
