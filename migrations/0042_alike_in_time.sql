-- Whoever asks for a party or an invitation that is not theirs waits as long as for one that never was: what an account is an
-- entry of is looked up first, and once, whether or not there is anything to compare it with.
create or replace function hosted_party(account uuid, party uuid) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as materialized (
    select d.circle_id, d.family_id
    from account a join adult d on d.address = a.address
    join family f on f.circle_id = d.circle_id and f.id = d.family_id and f.left_at is null
    where a.id = account
  ), shared as materialized (
    select e.circle_id
    from entry e join joint_host j on j.circle_id = e.circle_id and j.party_id = party and j.family_id = e.family_id
  ), helped as materialized (
    select c.circle_id
    from account a join co_host c on c.address = a.address and c.party_id = party
    where a.id = account
  ), asked as materialized (
    select p.circle_id, p.family_id from (values (party)) as one (id) left join party p on p.id = one.id
  )
  select p.circle_id, p.family_id
  from asked p
  where exists (select from entry e where e.circle_id = p.circle_id and e.family_id = p.family_id)
    or exists (select from shared s where s.circle_id = p.circle_id)
    or exists (select from helped h where h.circle_id = p.circle_id);
end;

create or replace function invited_envelope(account uuid, envelope uuid) returns table (circle_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as materialized (
    select d.circle_id, d.family_id, a.address
    from account a join adult d on d.address = a.address
    where a.id = account
  ), asked as materialized (
    select e.circle_id, e.id, e.family_id, e.link_version
    from (values (envelope)) as one (id) left join envelope e on e.id = one.id and not e.quiet
      and exists (select from party p where p.circle_id = e.circle_id and p.id = e.party_id and p.posted_at is not null)
  )
  select e.circle_id, e.link_version
  from asked e join entry d on d.circle_id = e.circle_id and d.family_id = e.family_id
  where is_told(e.circle_id, e.id, d.address)
  limit 1;
end;
