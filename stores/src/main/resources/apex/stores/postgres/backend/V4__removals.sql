-- How long usage is kept, and what was removed for good: by age, or because a person asked. Without a row a workspace
-- keeps everything.
create table backend.retention (
  workspace_id uuid primary key,
  days integer not null check (days between 1 and 36500),
  set_by uuid not null,
  set_at timestamptz not null default now()
);

-- A receipt is written before anything is removed, and completed after: one that is still running is done again.
create table backend.removals (
  workspace_id uuid not null,
  removal_id uuid not null,
  kind text not null check (kind in ('retention', 'erasure')),
  state text not null default 'running' check (state in ('running', 'completed')),
  before timestamptz,
  user_hash text not null default '',
  calls bigint not null,
  cost_usd numeric(38, 18) not null,
  as_of bigint not null,
  requested_by uuid,
  at timestamptz not null default now(),
  primary key (workspace_id, removal_id),
  check ((kind = 'retention') = (before is not null)),
  check ((kind = 'erasure') = (user_hash <> ''))
);
create index removals_newest on backend.removals (workspace_id, at desc);

-- Who was erased is not remembered by name again, whatever is imported later.
create table backend.erased_users (
  workspace_id uuid not null,
  user_hash bytea not null check (length(user_hash) = 16),
  at timestamptz not null default now(),
  primary key (workspace_id, user_hash)
);

do $$
declare t text;
begin
  foreach t in array array['retention', 'removals', 'erased_users'] loop
    execute format('alter table backend.%I enable row level security', t);
    execute format('alter table backend.%I force row level security', t);
    execute format('create policy own_workspace on backend.%I using (workspace_id = backend.current_workspace()) '
                   || 'with check (workspace_id = backend.current_workspace())', t);
  end loop;
end $$;

-- Finds the workspaces whose usage grows too old, and the removals that a process left half done.
create policy apply_retention on backend.retention for select using (backend.current_task() = 'apply_retention');
create policy apply_retention on backend.removals for select using (backend.current_task() = 'apply_retention');
