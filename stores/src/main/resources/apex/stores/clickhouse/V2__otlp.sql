-- What telemetry tells of a call beside its tokens: who emitted it, the numbers as they were sent (-1: not told), its
-- native ids, and the keys of the spans around it, whose usage repeats its own.
alter table calls
  add column if not exists service LowCardinality(String),
  add column if not exists environment LowCardinality(String),
  add column if not exists operation LowCardinality(String),
  add column if not exists scope LowCardinality(String),
  add column if not exists scope_version LowCardinality(String),
  add column if not exists service_tier LowCardinality(String),
  add column if not exists response_id String,
  add column if not exists trace_id FixedString(16),
  add column if not exists span_id FixedString(8),
  add column if not exists covers Array(FixedString(16)),
  add column if not exists sent_input Int64 default -1,
  add column if not exists sent_cache_read Int64 default -1,
  add column if not exists sent_cache_write Int64 default -1,
  add column if not exists sent_output Int64 default -1,
  add column if not exists sent_reasoning Int64 default -1,
  add column if not exists sent_total Int64 default -1;

-- Token metrics as their clients counted them, point by point: cumulative ones are told apart into increases when they
-- are read, so that the order of their coming does not matter. The same point again is one point.
create table if not exists token_points (
  workspace_id UUID,
  series FixedString(16),
  started_at DateTime64(9,'UTC'),
  ts DateTime64(9,'UTC'),
  ingest_seq UInt64,
  first_wins UInt64 default 18446744073709551615 - ingest_seq,
  service LowCardinality(String),
  environment LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  operation LowCardinality(String),
  metric LowCardinality(String),
  token_type LowCardinality(String),
  temporality LowCardinality(String),
  calls Int64,
  tokens Float64
)
engine = ReplacingMergeTree(first_wins)
partition by toYYYYMM(ts)
order by (workspace_id, toDate(ts), series, ts, started_at)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
