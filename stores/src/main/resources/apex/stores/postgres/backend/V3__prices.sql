-- What a workspace pays otherwise than the price book says, what its owners said its emitters' numbers mean, who
-- changed any of it, and the costs worked out again by another book.
create table backend.price_terms (
  workspace_id uuid not null,
  term_id uuid not null,
  kind text not null check (kind in ('price', 'discount', 'alias')),
  provider text not null,
  model text not null,
  input numeric check (input >= 0),
  cache_read numeric check (cache_read >= 0),
  cache_write_5m numeric check (cache_write_5m >= 0),
  cache_write_1h numeric check (cache_write_1h >= 0),
  output numeric check (output >= 0),
  reasoning numeric check (reasoning >= 0),
  per_thousand_calls numeric check (per_thousand_calls >= 0),
  percent numeric check (percent between 0 and 100),
  as_provider text,
  as_model text,
  valid_from timestamptz,
  valid_to timestamptz,
  source text not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  primary key (workspace_id, term_id),
  check (valid_to > valid_from),
  check ((kind = 'discount') = (percent is not null)),
  check ((kind = 'alias') = (as_model is not null))
);

create table backend.semantics_overrides (
  workspace_id uuid not null,
  scope text not null,
  version text not null,
  provider text not null,
  cache text not null check (cache in ('inclusive', 'exclusive', 'ambiguous')),
  reasoning text not null check (reasoning in ('inclusive', 'exclusive', 'ambiguous')),
  reason text not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  primary key (workspace_id, scope, version, provider)
);

create table backend.price_audit (
  workspace_id uuid not null,
  n bigint generated always as identity,
  at timestamptz not null default now(),
  actor uuid not null,
  action text not null,
  subject text not null,
  before text not null,
  after text not null,
  primary key (workspace_id, n)
);

create table backend.repricings (
  workspace_id uuid not null,
  repricing_id uuid not null,
  pricing integer not null check (pricing >= 1),
  state text not null default 'pending'
    check (state in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  calls_from timestamptz not null,
  calls_to timestamptz not null,
  prices_at timestamptz,
  book_id text not null,
  as_of numeric(20) not null,
  entries bigint not null,
  done bigint not null default 0,
  place text not null default '',
  cancel_requested boolean not null default false,
  failure text not null default '',
  requested_by uuid not null,
  requested_at timestamptz not null default now(),
  ended_at timestamptz,
  owner text,
  lease_until timestamptz,
  primary key (workspace_id, repricing_id),
  unique (workspace_id, pricing),
  check ((ended_at is null) = (state in ('pending', 'running')))
);
create index repricings_unfinished on backend.repricings (requested_at) where ended_at is null;

do $$
declare t text;
begin
  foreach t in array array['price_terms', 'semantics_overrides', 'price_audit', 'repricings'] loop
    execute format('alter table backend.%I enable row level security', t);
    execute format('alter table backend.%I force row level security', t);
    execute format('create policy own_workspace on backend.%I using (workspace_id = backend.current_workspace()) '
                   || 'with check (workspace_id = backend.current_workspace())', t);
  end loop;
end $$;

-- Finds repricings that nobody works on, and takes them over.
create policy reprice on backend.repricings for select using (backend.current_task() = 'reprice');
create policy reprice_take on backend.repricings for update
  using (backend.current_task() = 'reprice') with check (backend.current_task() = 'reprice');
