-- Which second set of costs a workspace's totals are made from. Without a row it is the first one, made when the calls
-- came. The set itself is named, so that it cannot be taken away while it counts.
create table backend.adopted_costs (
  workspace_id uuid primary key,
  repricing_id uuid not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  foreign key (workspace_id, repricing_id) references backend.repricings (workspace_id, repricing_id)
);
alter table backend.adopted_costs enable row level security;
alter table backend.adopted_costs force row level security;
create policy own_workspace on backend.adopted_costs using (workspace_id = backend.current_workspace())
  with check (workspace_id = backend.current_workspace());

-- A receipt tells the interval of what went, as every total does.
alter table backend.removals
  add column unpriced_calls bigint not null default 0,
  add column low_usd numeric(38, 18),
  add column high_usd numeric(38, 18);

-- One removal of a workspace goes on at a time, and its receipt counts what goes before anything has gone: whoever
-- finishes a removal that was cut off must know whether that was counted.
alter table backend.removals
  add column counted boolean not null default true;
create unique index removals_running on backend.removals (workspace_id) where state = 'running';
