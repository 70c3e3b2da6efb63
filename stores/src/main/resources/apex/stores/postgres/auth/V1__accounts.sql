-- Who may sign in, where they belong, and what they are signed in with.

create table auth.users (
  user_id uuid primary key,
  email text not null,
  password_hash text not null,
  created_at timestamptz not null
);
create unique index users_email on auth.users (lower(email));

create table auth.workspaces (
  workspace_id uuid primary key,
  name text not null,
  sample boolean not null,
  billing_zone text not null,
  created_at timestamptz not null
);

create table auth.memberships (
  user_id uuid not null references auth.users,
  workspace_id uuid not null references auth.workspaces,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null,
  primary key (user_id, workspace_id)
);

create table auth.invitations (
  token_hash bytea primary key check (length(token_hash) = 32),
  workspace_id uuid not null references auth.workspaces,
  email text not null,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  invited_by uuid not null references auth.users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table auth.sessions (
  session_id uuid primary key,
  user_id uuid not null references auth.users,
  workspace_id uuid not null references auth.workspaces,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  check ((ended_at is null) = (end_reason is null))
);
create index sessions_live on auth.sessions (user_id) where ended_at is null;

-- A session is the family of its refresh tokens: one unused at a time, the used ones kept to notice reuse.
create table auth.refresh_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id uuid not null references auth.sessions,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create unique index refresh_tokens_one_unused on auth.refresh_tokens (session_id) where used_at is null;

-- Read by number: n rises in the order of the commits, because writers take turns (see SessionStore).
create table auth.session_ends (
  n bigserial primary key,
  session_id uuid not null references auth.sessions,
  ended_at timestamptz not null
);

create table auth.signing_keys (
  kid text primary key,
  public_jwk text not null,
  private_encrypted text not null,
  created_at timestamptz not null,
  retires_at timestamptz not null
);

create table auth.login_attempts (
  subject text not null,
  failed_at timestamptz not null
);
create index login_attempts_recent on auth.login_attempts (subject, failed_at);
create index login_attempts_age on auth.login_attempts (failed_at);
