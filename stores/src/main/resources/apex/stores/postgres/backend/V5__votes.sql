-- What the numbers of each emitter have said about what they mean, summed over all that any process brought to the
-- ledger: added in the transaction that ends a delivery, so that a restart loses none and two processes agree.
create table backend.emitter_votes (
  workspace_id uuid not null,
  scope text not null,
  version text not null,
  provider text not null,
  part text not null check (part in ('cache', 'reasoning')),
  impossible bigint not null,
  naive bigint not null,
  total_inside bigint not null,
  total_outside bigint not null,
  open bigint not null,
  heard_at timestamptz not null default now(),
  primary key (workspace_id, scope, version, provider, part)
);
alter table backend.emitter_votes enable row level security;
alter table backend.emitter_votes force row level security;
create policy own_workspace on backend.emitter_votes using (workspace_id = backend.current_workspace())
  with check (workspace_id = backend.current_workspace());
