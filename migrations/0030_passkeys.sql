-- Passkeys, and how a session was proven.

-- A public key of an account's, as WebAuthn gives it. `credential` is its id there; nothing in this row opens anything.
create table passkey (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  credential text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  used_on date not null
);
create index passkey_account on passkey (account_id);

-- What a browser was asked to sign: once, for five minutes, by the browser that holds the token of this hash. Whoever
-- makes a passkey is named; whoever signs in is not known yet.
create table passkey_challenge (
  browser_hash bytea primary key,
  challenge text not null,
  account_id uuid references account on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index passkey_challenge_account on passkey_challenge (account_id);

-- A session begins with a proof and is replaced by the next one: `created_at` is when it was given. `seen_at` moves on
-- now and then, so that a session which nobody uses ends. The defaults are for the version before this one.
alter table session add column by_passkey boolean not null default false;
alter table session add column seen_at timestamptz not null default now();

grant select, insert, update, delete on passkey, passkey_challenge to bunting_app;
