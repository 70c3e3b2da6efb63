-- The ledger of usage: nothing is updated or deleted, a correction is a reversing entry and a new one.
-- Of two rows with the same key and entry, the one with the lower ingest_seq stays.
create table if not exists calls (
  workspace_id UUID,
  call_key FixedString(16),
  entry UInt16,
  sign Int8,
  ingest_seq UInt64,
  first_wins UInt64 default 18446744073709551615 - ingest_seq,
  import_id UUID,
  ts DateTime64(9,'UTC'),
  provider LowCardinality(String),
  model LowCardinality(String),
  route LowCardinality(String),
  user_hash String,
  conversation String,
  status LowCardinality(String),
  latency_ms Int64,
  input_tokens UInt32,
  cache_read_tokens UInt32,
  cache_write_5m_tokens UInt32,
  cache_write_1h_tokens UInt32,
  output_tokens UInt32,
  reasoning_tokens UInt32,
  semantics LowCardinality(String) default 'inclusive',
  prefix_hashes Array(Int64),
  content FixedString(16)
)
engine = ReplacingMergeTree(first_wins)
partition by toYYYYMM(ts)
order by (workspace_id, toDate(ts), call_key, entry)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What each entry cost, priced once, beside everything that a total may be grouped by: totals read this
-- table alone. A pricing is a whole set of costs: 0 is the one made when the call arrived.
create table if not exists call_costs (
  workspace_id UUID,
  call_key FixedString(16),
  entry UInt16,
  sign Int8,
  ingest_seq UInt64,
  first_wins UInt64 default 18446744073709551615 - ingest_seq,
  import_id UUID,
  ts DateTime64(9,'UTC'),
  pricing UInt32 default 0,
  book_id LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  route LowCardinality(String),
  status LowCardinality(String),
  told UInt8,
  input_tokens UInt32,
  cache_read_tokens UInt32,
  cache_write_5m_tokens UInt32,
  cache_write_1h_tokens UInt32,
  output_tokens UInt32,
  reasoning_tokens UInt32,
  cost_usd Decimal(38, 18),
  low_usd Decimal(38, 18),
  high_usd Decimal(38, 18),
  bounded UInt8,
  why_unpriced LowCardinality(String),
  basis LowCardinality(String),
  components Array(Decimal(38, 18)),
  content FixedString(16)
)
engine = ReplacingMergeTree(first_wins)
partition by toYYYYMM(ts)
order by (workspace_id, toDate(ts), call_key, entry, pricing)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

create table if not exists probes (
  probe UUID,
  at DateTime64(3,'UTC') default now64(3)
)
engine = MergeTree
order by (at, probe)
ttl toDateTime(at) + interval 1 hour
