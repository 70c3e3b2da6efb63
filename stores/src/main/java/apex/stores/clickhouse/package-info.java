/// What ClickHouse remembers for us: the ledger of usage and what each call cost. Start at
/// [Analytics], the one way in, which answers nothing outside one workspace; [UsageStore] writes
/// the ledger, [UsageQuery] sums it. Nothing here multiplies tokens with prices.
@org.jspecify.annotations.NullMarked
package apex.stores.clickhouse;
