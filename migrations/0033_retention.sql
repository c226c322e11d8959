-- Days to die on: a circle at the end of its year, once its keeper was asked; one table of addresses that want nothing
-- from us; and what the first mail needs so that everything can be deleted from it.

-- circle -------------------------------------------------------------------------------------------------------------

-- The year of a circle ends with the summer that is at least two months away.
create function end_of_year(day date) returns date language sql immutable parallel safe
return case when day + 60 <= make_date(extract(year from day)::int, 8, 31)
  then make_date(extract(year from day)::int, 8, 31) else make_date(extract(year from day)::int + 1, 8, 31) end;

alter table circle
  add column year_ends_on date not null default end_of_year(current_date),
  -- When its keepers were asked whether it is wanted for another year; empty again when one has said so.
  add column keeper_asked_at timestamptz;

-- The hash under the server's key by which an address is known where it is not stored, and the hash of the link in its
-- first mail, by which it can be deleted without signing in.
alter table adult add column address_hash bytea, add column erase_hash bytea;
create index adult_address_hash on adult (address_hash) where address_hash is not null;
create index adult_erase_hash on adult (erase_hash) where erase_hash is not null;

-- account ------------------------------------------------------------------------------------------------------------

-- What a code is asked for: one that was asked for to sign in erases nothing, and the other way round.
alter table login_code add column purpose text not null default 'sign_in'
  check (purpose in ('sign_in', 'take_out', 'erase'));

-- mail ---------------------------------------------------------------------------------------------------------------

-- 'peace': nothing of any party, 'never': nothing at all. Neither needs an account, and neither keeps the address.
alter table mail_block drop constraint mail_block_why_check;
alter table mail_block add check (why in ('bounce', 'complaint', 'unsubscribed', 'peace', 'never'));

-- An address that asked for silence is known by its hash wherever it stands, also where it was written down before there
-- were hashes. Whoever asks has proven it, or holds a mail to it.
create function keep_silent(of_address text, hash bytea, reason text, at timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp
begin atomic
  insert into mail_block select hash, reason, at where reason in ('peace', 'never') on conflict do nothing;
  update adult d set address_hash = hash where d.address = of_address and d.address_hash is distinct from hash;
end;

create function end_silence(hash bytea) returns void
language sql volatile security definer set search_path = public, pg_temp
begin atomic
  delete from mail_block b where b.address_hash = hash and b.why in ('peace', 'never');
end;
revoke execute on function keep_silent(text, bytea, text, timestamptz), end_silence(bytea) from public;
grant execute on function keep_silent(text, bytea, text, timestamptz), end_silence(bytea) to bunting_app;

create or replace function has_peace(of_address text, of_kind text) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select exists (
    select from account a join account_peace w on w.account_id = a.id
    where a.address = of_address and (w.kind = 'everything' or of_kind = 'birthday'))
  or exists (
    select from adult d join mail_block b on b.address_hash = d.address_hash and b.why in ('peace', 'never')
    where d.address = of_address);
end;

-- Where the link of a first mail leads, and to whose address its code goes.
create function erase_home(hash bytea) returns table (circle_id uuid, family_id uuid, address text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select d.circle_id, d.family_id, d.address from adult d where d.erase_hash = hash and d.address is not null limit 1;
end;
revoke execute on function erase_home(bytea) from public;
grant execute on function erase_home(bytea) to bunting_app;
