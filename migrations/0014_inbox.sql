-- Mail that comes in: what was handed over and is not dealt with yet, what families wrote, and which calendar was heard.

-- incoming -----------------------------------------------------------------------------------------------------------

-- A mail as it came, until it is dealt with. It is acknowledged to whoever brought it when it is here.
create table incoming_mail (
  id uuid primary key,
  -- The envelope sender (RFC 5321 MAIL FROM); empty for what no machine may answer, null when nobody said.
  sender text,
  recipients text[] not null,
  raw bytea not null,
  received_at timestamptz not null
);
create index incoming_mail_at on incoming_mail (received_at);
grant select, insert, delete on incoming_mail to bunting_app;

-- post ---------------------------------------------------------------------------------------------------------------

-- What came by mail from a family, or for one, and is for the hosts to read.
create table family_message (
  circle_id uuid not null,
  id uuid not null,
  envelope_id uuid not null,
  kind text not null check (kind in ('words', 'another_time', 'handed_on', 'stranger')),
  words text not null,
  -- When a family proposed another time in its calendar: the time, if it could be read.
  proposed_at timestamptz,
  -- Names the mail, so that whatever is dealt with twice is here once.
  digest bytea not null,
  received_at timestamptz not null,
  primary key (circle_id, id),
  unique (circle_id, envelope_id, digest),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

-- The last calendar reply that was heard of each adult of a family: an older one that comes later says nothing
-- (RFC 5546 2.1.5). The adult is a hash under the server's key.
create table calendar_reply (
  circle_id uuid not null,
  envelope_id uuid not null,
  adult_hash bytea not null,
  uid text not null,
  sequence int not null,
  stamp timestamptz not null,
  count int not null,
  primary key (circle_id, envelope_id, adult_hash, uid),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['family_message','calendar_reply'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles -----------------------------------------------------------------------------------------------------

-- The circle of an envelope that has left. Asked with an id whose seal was looked at: the address that a mail came to.
create function sealed_home(envelope uuid) returns table (circle_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.id = envelope and p.posted_at is not null;
end;

revoke execute on function sealed_home from public;
grant execute on function sealed_home to bunting_app;
