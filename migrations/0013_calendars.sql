-- Calendars that answer, and a family's own feed.

-- SEQUENCE (RFC 5546 2.1.4) is the revision and, for whoever was asked after the others, what they are ahead of it: taking
-- an invitation back and asking again must each be higher than what was said before, and no other family's calendar may
-- tell of it. This is the highest number so far, raised with each of the two.
alter table party add column list_turns int not null default 0;
alter table envelope add column ahead int not null default 0;

-- The secret address of an adult's own calendar. The version outlives a stop, so that no old address ever comes back; the
-- address itself is derived and stored nowhere.
create table feed (
  account_id uuid primary key references account on delete cascade,
  version int not null,
  token_hash bytea unique,
  created_at timestamptz not null
);
grant select, insert, update on feed to bunting_app;
