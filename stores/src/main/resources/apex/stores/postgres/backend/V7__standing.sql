-- Studies of all calls of a workspace that take too long to be made while someone waits: made in the background, at
-- most once a day, for workspaces that asked lately. Old ones stay for a while, so that an answer can be computed again.
create table backend.standing_studies (
  workspace_id uuid not null,
  counted_at timestamptz not null,
  as_of numeric(20) not null,
  book_id text not null,
  calls_from timestamptz not null,
  calls_to timestamptz not null,
  body text not null,
  primary key (workspace_id, counted_at)
);

create table backend.study_wishes (
  workspace_id uuid primary key,
  asked_at timestamptz not null default now(),
  counted_at timestamptz,
  lease_until timestamptz
);

do $$
declare t text;
begin
  foreach t in array array['standing_studies', 'study_wishes'] loop
    execute format('alter table backend.%I enable row level security', t);
    execute format('alter table backend.%I force row level security', t);
    execute format('create policy own_workspace on backend.%I using (workspace_id = backend.current_workspace()) '
                   || 'with check (workspace_id = backend.current_workspace())', t);
  end loop;
end $$;

-- Finds workspaces whose study is due, and takes them over.
create policy study on backend.study_wishes for select using (backend.current_task() = 'study');
create policy study_take on backend.study_wishes for update
  using (backend.current_task() = 'study') with check (backend.current_task() = 'study');
