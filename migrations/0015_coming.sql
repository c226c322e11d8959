-- What comes by itself before a party: the reminder of the last day, "still coming?", and what hosts are told by mail.

-- reminder -----------------------------------------------------------------------------------------------------------

-- The one that comes by itself before the host's last day: once a family and party.
create table last_day_reminder (
  circle_id uuid not null,
  envelope_id uuid not null,
  sent_at timestamptz not null,
  primary key (circle_id, envelope_id),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

-- coming -------------------------------------------------------------------------------------------------------------

-- A family with a yes is asked once more: so many days before the party, about one plan. Who does not press has a row
-- without `confirmed_at`, and no other mark anywhere.
create table coming (
  circle_id uuid not null,
  envelope_id uuid not null,
  revision int not null,
  days int not null check (days in (5, 1)),
  -- Whether there is an address to ask at, as its host may know it; else it is asked on its page alone.
  by_mail boolean not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (circle_id, envelope_id, revision, days),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

-- digest -------------------------------------------------------------------------------------------------------------

-- How often a host hears of answers by mail; who has chosen nothing hears once a day.
create table digest_choice (
  circle_id uuid not null,
  party_id uuid not null,
  account_id uuid not null references account on delete cascade,
  often text not null check (often in ('at_once', 'hourly', 'daily', 'never')),
  primary key (circle_id, party_id, account_id),
  foreign key (circle_id, party_id) references party on delete cascade
);
create index digest_choice_account on digest_choice (account_id);

-- The last answer that a host knows: told by this mail, or put in by that very host (`mail_id` is null).
create table digest_told (
  circle_id uuid not null,
  envelope_id uuid not null,
  child_id uuid not null,
  address text not null,
  says text not null,
  revision int not null,
  mail_id uuid,
  told_at timestamptz not null,
  primary key (circle_id, envelope_id, child_id, address),
  foreign key (circle_id, envelope_id, child_id) references invitation on delete cascade
);
create index digest_told_mail on digest_told (circle_id, mail_id);

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['last_day_reminder','coming','digest_choice','digest_told'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
