-- What the analyses need of a call beside its sums: why its answer ended, and a hash that is equal for equal requests
-- (0: not told).
alter table calls
  add column if not exists finish_reason LowCardinality(String),
  add column if not exists prompt_hash Int64 default 0
