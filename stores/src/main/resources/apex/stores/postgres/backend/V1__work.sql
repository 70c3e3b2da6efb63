-- Conversations, runs, imports and keys. A table of tenants' rows begins its keys with workspace_id and shows
-- only the rows of the transaction's workspace (apex.workspace), to its owner too. Work that crosses workspaces
-- names its task in apex.task and sees, through a policy of its own, what that task needs and nothing else.

create function backend.current_workspace() returns uuid stable language sql
  return nullif(current_setting('apex.workspace', true), '')::uuid;

create function backend.current_task() returns text stable language sql
  return coalesce(current_setting('apex.task', true), '');

create table backend.workspaces (
  workspace_id uuid primary key,
  sample boolean not null,
  billing_zone text not null,
  user_hash_key bytea not null check (length(user_hash_key) = 32)
);

create table backend.threads (
  workspace_id uuid not null,
  thread_id uuid not null,
  user_id uuid not null,
  title text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, thread_id)
);
create index threads_of_user on backend.threads (workspace_id, user_id, updated_at desc);

create table backend.messages (
  workspace_id uuid not null,
  message_id uuid not null,
  thread_id uuid not null,
  user_id uuid not null,
  client_message_id text,
  speaker text not null check (speaker in ('user', 'assistant')),
  content text not null,
  run_id uuid not null,
  n bigint generated always as identity,
  created_at timestamptz not null default now(),
  primary key (workspace_id, message_id),
  unique (workspace_id, user_id, client_message_id),
  foreign key (workspace_id, thread_id) references backend.threads,
  check ((speaker = 'user') = (client_message_id is not null))
);
create index messages_of_thread on backend.messages (workspace_id, thread_id, n);

create table backend.runs (
  workspace_id uuid not null,
  run_id uuid not null,
  thread_id uuid not null,
  user_id uuid not null,
  question text not null,
  status text not null default 'pending'
    check (status in ('pending', 'running', 'completed', 'failed', 'cancelled', 'degraded')),
  owner text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  stop_requested boolean not null default false,
  last_seq bigint not null default 0,
  as_of numeric(20),
  period text,
  accepted_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, thread_id) references backend.threads,
  check ((ended_at is null) = (status in ('pending', 'running')))
);
create index runs_of_thread on backend.runs (workspace_id, thread_id);
create index runs_unfinished on backend.runs (coalesce(lease_until, accepted_at)) where ended_at is null;

alter table backend.messages add foreign key (workspace_id, run_id) references backend.runs;

create table backend.run_events (
  workspace_id uuid not null,
  run_id uuid not null,
  seq bigint not null check (seq >= 1),
  type text not null,
  agent_name text not null,
  at timestamptz not null,
  data text not null,
  primary key (workspace_id, run_id, seq),
  foreign key (workspace_id, run_id) references backend.runs
);
create unique index run_events_one_end on backend.run_events (workspace_id, run_id)
  where agent_name = 'workflow' and type in ('agent_completed', 'agent_error');

create table backend.run_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  step text not null,
  input_hash text not null,
  output text not null,
  epoch bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (workspace_id, run_id, step, input_hash),
  foreign key (workspace_id, run_id) references backend.runs
);

create table backend.imports (
  workspace_id uuid not null,
  import_id uuid not null,
  name text not null,
  format text not null,
  state text not null default 'running' check (state in ('running', 'completed', 'failed', 'undone')),
  created_by uuid,
  key_id uuid,
  read_rows bigint not null default 0,
  accepted_rows bigint not null default 0,
  duplicate_rows bigint not null default 0,
  conflicting_rows bigint not null default 0,
  rejected_rows bigint not null default 0,
  rejections text not null default '[]',
  receipt text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (workspace_id, import_id),
  check (read_rows = accepted_rows + duplicate_rows + rejected_rows),
  check (conflicting_rows <= duplicate_rows)
);
create index imports_newest on backend.imports (workspace_id, started_at desc);

create table backend.ingest_keys (
  workspace_id uuid not null,
  key_id uuid not null,
  key_hash bytea not null unique check (length(key_hash) = 32),
  name text not null,
  scope text not null default 'ingest' check (scope = 'ingest'),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, key_id)
);

create table backend.user_names (
  workspace_id uuid not null,
  user_hash bytea not null check (length(user_hash) = 16),
  name text not null,
  primary key (workspace_id, user_hash)
);

do $$
declare t text;
begin
  foreach t in array array['workspaces', 'threads', 'messages', 'runs', 'run_events', 'run_steps', 'imports',
                           'ingest_keys', 'user_names'] loop
    execute format('alter table backend.%I enable row level security', t);
    execute format('alter table backend.%I force row level security', t);
    execute format('create policy own_workspace on backend.%I using (workspace_id = backend.current_workspace()) '
                   || 'with check (workspace_id = backend.current_workspace())', t);
  end loop;
end $$;

-- Finds runs whose owner went silent, and takes them over.
create policy recover_runs on backend.runs for select using (backend.current_task() = 'recover_runs');
create policy recover_runs_take on backend.runs for update
  using (backend.current_task() = 'recover_runs') with check (backend.current_task() = 'recover_runs');
-- Finds the workspace that an ingest key opens, by the key's hash.
create policy verify_key on backend.ingest_keys for select using (backend.current_task() = 'verify_key');

-- What no workspace owns.
create table backend.ws_tickets (
  token_hash bytea primary key check (length(token_hash) = 32),
  holder text not null,
  expires_at timestamptz not null
);
create index ws_tickets_age on backend.ws_tickets (expires_at);

create table backend.rate_limits (
  subject text not null,
  minute timestamptz not null,
  used integer not null,
  primary key (subject, minute)
);

create table backend.ended_sessions (
  session_id uuid primary key,
  ended_at timestamptz not null
);
create table backend.ended_sessions_cursor (
  only_row boolean primary key default true check (only_row),
  n bigint not null
);
insert into backend.ended_sessions_cursor (n) values (0);

create table backend.key_set_cache (
  only_row boolean primary key default true check (only_row),
  jwks text not null,
  fetched_at timestamptz not null
);

-- One row for each batch of usage. Numbers are given and committed one at a time (see IngestBatches), so every
-- number up to the highest seen is either ended here or still open here.
create sequence backend.ingest_seq;
create table backend.ingest_batches (
  ingest_seq bigint primary key default nextval('backend.ingest_seq'),
  state text not null default 'open' check (state in ('open', 'written', 'abandoned')),
  open_until timestamptz not null
);
create index ingest_batches_open on backend.ingest_batches (ingest_seq) where state = 'open';
