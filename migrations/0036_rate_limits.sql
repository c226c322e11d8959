-- What is allowed so many times and no more (ASVS 5.0 V2.4.1): one row for each time. `whom` is a keyed hash of a network or
-- an account, and says nothing without the key; a row lies here for a day at most. The name of what is bounded stands in
-- platform/web/limits.ts.
create table limited_use (
  id uuid primary key,
  what text not null,
  whom bytea not null,
  used_at timestamptz not null
);
create index limited_use_whom on limited_use (what, whom, used_at);
create index limited_use_age on limited_use (used_at);
grant select, insert, delete on limited_use to bunting_app;
