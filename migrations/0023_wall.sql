-- The wall: cards and hearts for one child, from anybody, read before they show.

-- wall ---------------------------------------------------------------------------------------------------------------

create table wall (
  circle_id uuid not null,
  id uuid not null,
  family_id uuid not null,
  -- The party whose invited families alone may look in; null for a wall that anybody may see who has its address.
  party_id uuid,
  link_version int not null default 1,
  link_hash bytea not null unique,
  -- A first name or nickname, and what the day is about: all that the world is told.
  name text not null,
  about text not null,
  pattern text not null,
  languages text[] not null,
  zone text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  -- When all look in together, and how many presses put all candles out.
  look_in_at timestamptz,
  candles int not null,
  breath int not null,
  -- Whether a card that is clearly fine shows before somebody has read it.
  at_once boolean not null,
  created_at timestamptz not null,
  stopped_at timestamptz,
  -- What the pages say, counted in the transactions that change it; and how many places on it were given.
  cards int not null default 0,
  places int not null default 0,
  hearts int not null default 0,
  breaths int not null default 0,
  primary key (circle_id, id),
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, party_id) references party on delete cascade
);
create index wall_family on wall (circle_id, family_id);
create index wall_party on wall (circle_id, party_id);

create table wall_card (
  circle_id uuid not null,
  wall_id uuid not null,
  id uuid not null,
  -- In the order in which they were written; what came first is read first.
  number bigint generated always as identity,
  words text not null,
  stamp text not null,
  country text,
  name text not null,
  -- The language that it seems to be written in, for readers; null when nothing tells it.
  language text,
  -- Whoever wrote it, by a keyed hash of a cookie; and the text without its dress, by a hash, so that the same text is one heap.
  writer bytea not null,
  text_hash bytea not null,
  -- What the machine was in doubt of; empty for a card that is clearly fine.
  doubts text[] not null,
  state text not null check (state in ('waiting', 'shown', 'refused', 'down')),
  -- Its place on the wall, given when it is shown first.
  place int,
  written_at timestamptz not null,
  read_at timestamptz,
  -- The reader before whom it lies, and until when.
  held_by uuid,
  held_until timestamptz,
  primary key (circle_id, wall_id, id),
  foreign key (circle_id, wall_id) references wall on delete cascade
);
create index wall_card_place on wall_card (circle_id, wall_id, place) where state = 'shown';
create index wall_card_country on wall_card (circle_id, wall_id, country, place) where state = 'shown';
create index wall_card_unread on wall_card (circle_id, wall_id, number) where read_at is null;
create index wall_card_text on wall_card (circle_id, wall_id, text_hash) where read_at is null;
create index wall_card_writer on wall_card (circle_id, wall_id, writer, written_at);

-- A press of the heart, or a breath at the candles: one a device. `coarse` is a keyed hash of network and browser that
-- holds for ten minutes, so that a browser without a cookie counts once.
create table wall_press (
  circle_id uuid not null,
  wall_id uuid not null,
  kind text not null check (kind in ('heart', 'breath')),
  device bytea not null,
  coarse bytea not null,
  pressed_at timestamptz not null,
  primary key (circle_id, wall_id, kind, device),
  foreign key (circle_id, wall_id) references wall on delete cascade
);
create unique index wall_press_coarse on wall_press (circle_id, wall_id, kind, coarse);

create table wall_country (
  circle_id uuid not null,
  wall_id uuid not null,
  country text not null,
  cards int not null,
  primary key (circle_id, wall_id, country),
  foreign key (circle_id, wall_id) references wall on delete cascade
);

-- reading ------------------------------------------------------------------------------------------------------------

-- Whom the family asks to read cards; the family's own adults may always.
create table wall_reader (
  circle_id uuid not null,
  wall_id uuid not null,
  id uuid not null,
  name text not null,
  address text not null,
  version int not null default 1,
  link_hash bytea not null unique,
  asked_at timestamptz not null,
  primary key (circle_id, wall_id, id),
  unique (circle_id, wall_id, address),
  foreign key (circle_id, wall_id) references wall on delete cascade
);

-- Somebody found a card unkind; the number is what they are told.
create table wall_report (
  circle_id uuid not null,
  wall_id uuid not null,
  id uuid not null,
  card_id uuid not null,
  number text not null,
  why text not null,
  words text not null,
  device bytea not null,
  reported_at timestamptz not null,
  settled_at timestamptz,
  primary key (circle_id, wall_id, id),
  unique (circle_id, wall_id, card_id, device),
  unique (number),
  foreign key (circle_id, wall_id, card_id) references wall_card on delete cascade
);

-- Whose cards are kept from the wall without their learning it.
create table wall_block (
  circle_id uuid not null,
  wall_id uuid not null,
  writer bytea not null,
  blocked_at timestamptz not null,
  primary key (circle_id, wall_id, writer),
  foreign key (circle_id, wall_id) references wall on delete cascade
);

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['wall','wall_card','wall_press','wall_country','wall_reader','wall_report','wall_block'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- The wall behind an address, and the reader's; whoever has no such address learns nothing.
create function wall_home(hash bytea) returns table (circle_id uuid, wall_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.circle_id, w.id from wall w where w.link_hash = hash;
end;

create function reader_home(hash bytea) returns table (circle_id uuid, wall_id uuid, reader_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select r.circle_id, r.wall_id, r.id from wall_reader r where r.link_hash = hash;
end;

-- The walls that an adult opened, wherever its families are.
create function account_walls(account uuid) returns table (circle_id uuid, wall_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.circle_id, w.id
  from account a
  join adult d on d.address = a.address
  join wall w on w.circle_id = d.circle_id and w.family_id = d.family_id
  where a.id = account;
end;

revoke execute on function wall_home(bytea), reader_home(bytea), account_walls(uuid) from public;
grant execute on function wall_home(bytea), reader_home(bytea), account_walls(uuid) to bunting_app;
