-- The house: accounts, circles, parties, envelopes and answers.
-- A circle is the tenant. Each row below it carries circle_id, first in its key, and row-level security lets the
-- application see only the circle, or the few circles, whose scope was set inside the transaction.

do $$ begin
  if not exists (select from pg_roles where rolname = 'bunting_app') then create role bunting_app nologin; end if;
end $$;
do $$ begin execute format('grant bunting_app to %I', current_user); end $$;
grant usage on schema public to bunting_app;

create function current_circles() returns uuid[] language sql stable parallel safe
return string_to_array(nullif(current_setting('bunting.circle', true), ''), ',')::uuid[];

-- account ------------------------------------------------------------------------------------------------------------

create table account (
  id uuid primary key,
  address text not null unique,
  language text,
  created_at timestamptz not null,
  signed_in_at timestamptz not null
);

create table login_code (
  browser_hash bytea primary key,
  address text not null,
  tries int not null default 0,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index login_code_address on login_code (address, created_at);

create table session (
  token_hash bytea primary key,
  id uuid not null unique,
  account_id uuid not null references account on delete cascade,
  device text not null,
  created_at timestamptz not null
);
create index session_account on session (account_id);

-- circle -------------------------------------------------------------------------------------------------------------

create table circle (
  id uuid primary key,
  name text not null,
  place text not null,
  zone text not null,
  language text not null,
  join_version int not null default 1,
  join_hash bytea not null unique,
  made_up boolean not null default false,
  created_at timestamptz not null
);

create table keeper (
  circle_id uuid not null references circle on delete cascade,
  account_id uuid not null references account on delete cascade,
  created_at timestamptz not null,
  primary key (circle_id, account_id)
);
create index keeper_account on keeper (account_id);

create table family (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  language text,
  leave_hash bytea not null unique,
  created_at timestamptz not null,
  primary key (circle_id, id)
);

create table adult (
  circle_id uuid not null,
  family_id uuid not null,
  id uuid not null,
  name text not null,
  address text,
  phone text,
  told_at timestamptz,
  primary key (circle_id, id),
  foreign key (circle_id, family_id) references family on delete cascade
);
create index adult_family on adult (circle_id, family_id);
create index adult_address on adult (address) where address is not null;

create table child (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (circle_id, id)
);

create table household (
  circle_id uuid not null,
  family_id uuid not null,
  child_id uuid not null,
  primary key (circle_id, family_id, child_id),
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);
create index household_child on household (circle_id, child_id);

create table join_request (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  adult_name text not null,
  address text,
  phone text,
  children text[] not null,
  language text,
  created_at timestamptz not null,
  primary key (circle_id, id)
);

-- party --------------------------------------------------------------------------------------------------------------

create table party (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  family_id uuid not null,
  child_id uuid not null,
  uid uuid not null unique,
  revision int not null default 0,
  typed jsonb,
  title text,
  starts_at timestamptz,
  ends_at timestamptz,
  zone text,
  area text,
  address text,
  greeting text,
  pattern text,
  grown_ups int,
  staying text,
  setting text,
  overnight boolean,
  presents text,
  presents_note text,
  created_at timestamptz not null,
  sent_at timestamptz,
  posted_at timestamptz,
  cancelled_at timestamptz,
  primary key (circle_id, id),
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);
create unique index party_id on party (id);
create index party_family on party (circle_id, family_id);
create index party_child on party (circle_id, child_id);
create index party_ends on party (ends_at);

create table co_host (
  circle_id uuid not null,
  party_id uuid not null,
  address text not null,
  created_at timestamptz not null,
  primary key (circle_id, party_id, address),
  foreign key (circle_id, party_id) references party on delete cascade
);
create index co_host_address on co_host (address);

-- guestlist ----------------------------------------------------------------------------------------------------------

create table guest_list (
  circle_id uuid not null,
  party_id uuid not null,
  whole boolean not null,
  children uuid[] not null,
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- invitation ---------------------------------------------------------------------------------------------------------

create table envelope (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  family_id uuid not null,
  link_version int not null default 1,
  link_hash bytea not null unique,
  how text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  seen_at timestamptz,
  told_at timestamptz,
  primary key (circle_id, id),
  unique (circle_id, party_id, family_id),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (circle_id, family_id) references family on delete cascade
);
create unique index envelope_id on envelope (id);
create index envelope_family on envelope (circle_id, family_id);

create table invitation (
  circle_id uuid not null,
  envelope_id uuid not null,
  child_id uuid not null,
  primary key (circle_id, envelope_id, child_id),
  foreign key (circle_id, envelope_id) references envelope on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);
create index invitation_child on invitation (circle_id, child_id);

-- answer -------------------------------------------------------------------------------------------------------------

create table answer (
  circle_id uuid not null,
  envelope_id uuid not null,
  child_id uuid not null,
  says text not null check (says in ('yes', 'no', 'later')),
  food text,
  ask_again_on date,
  entered_by text not null check (entered_by in ('family', 'host')),
  answered_at timestamptz not null,
  primary key (circle_id, envelope_id, child_id),
  foreign key (circle_id, envelope_id, child_id) references invitation on delete cascade
);

create table company (
  circle_id uuid not null,
  envelope_id uuid not null,
  grown_ups int not null,
  siblings int not null,
  staying text,
  primary key (circle_id, envelope_id),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

-- mail ---------------------------------------------------------------------------------------------------------------

-- One row a mail that was handed over, by its Message-ID: whatever runs twice sends once.
create table sent_mail (
  message_id text primary key,
  delivery text not null check (delivery in ('sent', 'refused')),
  sent_at timestamptz not null
);
create index sent_mail_at on sent_mail (sent_at);

-- Where mail goes while no SMTP server is set: the mailbox page.
create table mailbox_message (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  raw bytea not null,
  sent_at timestamptz not null
);
create index mailbox_message_at on mailbox_message (sent_at);

-- A family or child with a party still ahead stays until the party is cancelled: its guests would never be told.
create function refuse_while_hosting() returns trigger language plpgsql as $$
begin
  -- A circle that has reached its day goes as a whole.
  if exists (select from circle c where c.id = old.circle_id) and exists (
    select from party p
    where p.circle_id = old.circle_id and p.sent_at is not null and p.ends_at > now()
      -- A party that was called off waits until all its guests are told.
      and (p.cancelled_at is null or exists (
        select from envelope e
        where e.circle_id = p.circle_id and e.party_id = p.id and e.told_at is null))
      and case tg_table_name when 'family' then p.family_id = old.id else p.child_id = old.id end
  ) then
    raise exception 'hosting' using errcode = 'BN001';
  end if;
  return old;
end $$;
create trigger refuse_while_hosting before delete on family for each row execute function refuse_while_hosting();
create trigger refuse_while_hosting before delete on child for each row execute function refuse_while_hosting();

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['keeper','family','adult','child','household','join_request',
    'party','co_host','guest_list','envelope','invitation','answer','company'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

alter table circle enable row level security;
create policy scope on circle to bunting_app using (id = any (current_circles())) with check (id = any (current_circles()));
grant select, insert, update, delete on circle, account, login_code, session, sent_mail, mailbox_message to bunting_app;

-- Across circles -----------------------------------------------------------------------------------------------------
-- Each function below is asked with a proof (a link's hash, a proven account) and gives back only where it leads.

create function link_home(hash bytea) returns table (circle_id uuid, envelope_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.id, e.link_version
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.link_hash = hash and p.posted_at is not null;
end;

create function join_home(hash bytea) returns table (circle_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select c.id from circle c where c.join_hash = hash;
end;

create function leave_home(hash bytea) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select f.circle_id, f.id from family f where f.leave_hash = hash;
end;

create function hosted_party(account uuid, party uuid) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with me as (select a.address from account a where a.id = account)
  select p.circle_id, p.family_id
  from party p join adult d on d.circle_id = p.circle_id and d.family_id = p.family_id join me on me.address = d.address
  where p.id = party
  union
  select c.circle_id, p.family_id
  from co_host c join party p on p.circle_id = c.circle_id and p.id = c.party_id join me on me.address = c.address
  where c.party_id = party;
end;

create function invited_envelope(account uuid, envelope uuid) returns table (circle_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.link_version
  from envelope e
  join adult d on d.circle_id = e.circle_id and d.family_id = e.family_id
  join account a on a.address = d.address
  join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.id = envelope and a.id = account and p.posted_at is not null
  limit 1;
end;

create function account_circles(account uuid)
returns table (circle_id uuid, name text, place text, keeps boolean, family_id uuid, children text[])
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as (
    select k.circle_id, null::uuid as family_id from keeper k where k.account_id = account
    union all
    select d.circle_id, d.family_id from adult d join account a on a.address = d.address where a.id = account
  )
  select c.id, c.name, c.place,
    exists (select from keeper k where k.circle_id = c.id and k.account_id = account),
    max(e.family_id::text)::uuid,
    (select array_agg(distinct ch.name order by ch.name)
      from entry mine
      join household h on h.circle_id = mine.circle_id and h.family_id = mine.family_id
      join child ch on ch.circle_id = h.circle_id and ch.id = h.child_id
      where mine.circle_id = c.id)
  from entry e join circle c on c.id = e.circle_id
  group by c.id, c.name, c.place
  order by c.name;
end;

create function account_parties(account uuid)
returns table (circle_id uuid, party_id uuid, envelope_id uuid, child text, title text, starts_at timestamptz,
  ends_at timestamptz, zone text, sent_at timestamptz, cancelled_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as (
    select d.circle_id, d.family_id, d.address from adult d join account a on a.address = d.address where a.id = account
  ), mine as (
    select p.circle_id, p.id as party_id, null::uuid as envelope_id
    from party p join entry e on e.circle_id = p.circle_id and e.family_id = p.family_id
    union
    select c.circle_id, c.party_id, null
    from co_host c join account a on a.address = c.address where a.id = account
    union
    select v.circle_id, v.party_id, v.id
    from envelope v join entry e on e.circle_id = v.circle_id and e.family_id = v.family_id
    join party sent on sent.circle_id = v.circle_id and sent.id = v.party_id and sent.posted_at is not null
  )
  select m.circle_id, m.party_id, m.envelope_id, ch.name, p.title, p.starts_at, p.ends_at, p.zone, p.sent_at, p.cancelled_at
  from mine m
  join party p on p.circle_id = m.circle_id and p.id = m.party_id
  join child ch on ch.circle_id = p.circle_id and ch.id = p.child_id
  order by p.starts_at nulls first, p.created_at;
end;

-- Jobs -----------------------------------------------------------------------------------------------------------------
-- The application may ask for work in its own transaction; it may not read the queue.
create function enqueue(task text, payload json, due timestamptz, key text, mode text) returns void
language sql volatile security definer set search_path = public, pg_temp
as $$ select graphile_worker.add_job(task, payload, run_at => due, job_key => key, job_key_mode => mode) $$;

-- The same for many at once: what is decided together is asked for together.
create function enqueue_all(task text, payloads json[], keys text[]) returns void
language sql volatile security definer set search_path = public, pg_temp
as $$
  select graphile_worker.add_jobs(array_agg(
    (task, wanted.payload, null, null, null, wanted.key, null, null)::graphile_worker.job_spec))
  from unnest(payloads, keys) as wanted (payload, key)
$$;

revoke execute on all functions in schema public from public;
grant execute on all functions in schema public to bunting_app;
