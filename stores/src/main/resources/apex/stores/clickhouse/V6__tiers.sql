-- A reversing entry belongs to the set of costs that its original belongs to: origin_seq is the number of the batch
-- that brought the original.
alter table calls
  add column if not exists origin_seq UInt64 default ingest_seq;

alter table call_costs
  add column if not exists origin_seq UInt64 default ingest_seq,
  add column if not exists service_tier LowCardinality(String);

-- Costs that were kept before say from now on under which terms their call was made. Of two rows that are alike in key
-- and version the one written later stays.
insert into call_costs
select c.* replace (t.tier as service_tier)
from call_costs as c
inner join (
  select workspace_id, call_key, entry, toString(any(service_tier)) as tier from calls
  where service_tier != '' group by workspace_id, call_key, entry) as t
on c.workspace_id = t.workspace_id and c.call_key = t.call_key and c.entry = t.entry
where c.service_tier = ''
