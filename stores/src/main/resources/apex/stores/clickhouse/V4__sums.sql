-- A row may stand for many calls of which a file told only the sum, and may carry what its source says it cost.
alter table calls
  add column if not exists requests UInt32 default 1,
  add column if not exists summed UInt8 default 0;

alter table call_costs
  add column if not exists requests UInt32 default 1,
  add column if not exists summed UInt8 default 0,
  add column if not exists reported UInt8 default 0,
  add column if not exists reported_usd Decimal(38, 18) default 0
