-- Usage that comes through a spool. A batch names the stretch of its spool, so that a process that died in the middle
-- writes the very same batch again under the very same number.
alter table backend.ingest_batches
  add column spool_id uuid,
  add column spool_from bigint,
  add column spool_to bigint,
  add check ((spool_id is null) = (spool_from is null) and (spool_id is null) = (spool_to is null));
create index ingest_batches_of_spool on backend.ingest_batches (spool_id, spool_from) where spool_id is not null;

-- How far each spool has reached the ledger; no workspace owns it.
create table backend.spools (
  spool_id uuid primary key,
  drained bigint not null,
  drained_at timestamptz not null default now()
);

-- What became of what was sent, by the hour it came.
create table backend.ingest_receipts (
  workspace_id uuid not null,
  hour timestamptz not null,
  signal text not null,
  outcome text not null,
  reason text not null,
  count bigint not null,
  primary key (workspace_id, hour, signal, outcome, reason)
);

-- How long it took from the acknowledgement until it could be asked for: calls by the eighth of a power of two of
-- milliseconds, 2^(bucket / 8).
create table backend.ingest_delays (
  workspace_id uuid not null,
  hour timestamptz not null,
  bucket smallint not null,
  count bigint not null,
  primary key (workspace_id, hour, bucket)
);

do $$
declare t text;
begin
  foreach t in array array['ingest_receipts', 'ingest_delays'] loop
    execute format('alter table backend.%I enable row level security', t);
    execute format('alter table backend.%I force row level security', t);
    execute format('create policy own_workspace on backend.%I using (workspace_id = backend.current_workspace()) '
                   || 'with check (workspace_id = backend.current_workspace())', t);
  end loop;
end $$;
