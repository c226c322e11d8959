-- Mail that waits, leaves and comes back: one row a mail and address, kept until nobody can ask about it any more.

-- mail ---------------------------------------------------------------------------------------------------------------

create table outgoing_mail (
  id uuid primary key,
  -- The order in which mails were written: to one address they leave in it.
  number bigint generated always as identity unique,
  -- By its cause: whatever runs twice writes once.
  message_id text not null unique,
  stream text not null check (stream in ('codes', 'invitations', 'other')),
  -- To whom it goes; gone when it has left, and only the keyed hash stays.
  recipient text not null,
  domain text not null,
  recipient_hash bytea not null,
  circle_id uuid,
  envelope_id uuid,
  -- The job that hears what became of it, and of which round of mails it is.
  told_by text,
  round text,
  -- What it says; gone when it has left.
  letter jsonb,
  written_at timestamptz not null,
  due_at timestamptz not null,
  -- Until when somebody needs it.
  until timestamptz not null,
  -- When its turn among the mails to its domain is; a turn that is long over is none.
  turn_at timestamptz,
  tries int not null default 0,
  -- The process that holds it: an advisory lock shows whether that lives.
  taken_by int,
  settled_at timestamptz,
  outcome text check (outcome in ('sent', 'refused', 'given_up', 'blocked', 'returned', 'complained')),
  -- The last reply code of a mail server, as 451 4.7.1; never its words.
  reply text,
  foreign key (circle_id, envelope_id) references envelope (circle_id, id) on delete cascade
);
create index outgoing_mail_waiting on outgoing_mail (due_at) where settled_at is null;
create index outgoing_mail_line on outgoing_mail (recipient, stream, number) where settled_at is null;
create index outgoing_mail_envelope on outgoing_mail (circle_id, envelope_id);
create index outgoing_mail_settled on outgoing_mail (settled_at);

insert into outgoing_mail
  (id, message_id, stream, recipient, domain, recipient_hash, written_at, due_at, until, settled_at, outcome)
select gen_random_uuid(), message_id, 'other', '', '', '', sent_at, sent_at, sent_at, sent_at, delivery from sent_mail;
drop table sent_mail;

-- Addresses to which no mail goes any more, by keyed hash only.
create table mail_block (
  address_hash bytea not null,
  why text not null check (why in ('bounce', 'complaint', 'unsubscribed')),
  since timestamptz not null,
  primary key (address_hash, why)
);

-- How fast mail to one domain may go: the moment of its next turn (GCRA).
create table mail_pace (
  domain text primary key,
  next_at timestamptz not null
);

-- Streams that stand still until the operator has looked: to one domain, or, with an empty one, altogether.
create table mail_stop (
  stream text not null,
  domain text not null,
  reply text not null,
  stopped_at timestamptz not null,
  primary key (stream, domain)
);

-- The application writes mail, each once by its Message-ID, and reads nobody's letter; it may ask who is blocked.
alter table outgoing_mail enable row level security;
alter table mail_pace enable row level security;
alter table mail_stop enable row level security;
grant select on mail_block to bunting_app;

create function write_mails(mails json) returns void
language sql volatile security definer set search_path = public, pg_temp
begin atomic
  insert into outgoing_mail (id, message_id, stream, recipient, domain, recipient_hash, circle_id, envelope_id, told_by, round,
    letter, written_at, due_at, until)
  select m.id, m.message_id, m.stream, m.recipient, m.domain, decode(m.recipient_hash, 'hex'), m.circle_id, m.envelope_id,
    m.told_by, m.round, m.letter, m.written_at, m.written_at, m.until
  from json_to_recordset(mails) as m (id uuid, message_id text, stream text, recipient text, domain text, recipient_hash text,
    circle_id uuid, envelope_id uuid, told_by text, round text, letter jsonb, written_at timestamptz, until timestamptz)
  on conflict (message_id) do nothing;
end;
revoke execute on function write_mails(json) from public;
grant execute on function write_mails(json) to bunting_app;

-- invitation ---------------------------------------------------------------------------------------------------------

-- When its mail was written: who is added to it later gets a mail of their own.
alter table envelope add column written_at timestamptz;
update envelope set written_at = coalesce(sent_at, failed_at) where not quiet;
