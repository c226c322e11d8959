-- What has left is known after its envelope is gone: a complaint and "no more mail" still count, and whoever got an
-- invitation hears that it is taken back.

alter table outgoing_mail drop constraint outgoing_mail_circle_id_envelope_id_fkey;
alter table outgoing_mail add foreign key (circle_id, envelope_id) references envelope (circle_id, id)
  on delete set null (envelope_id);

-- What waits goes with its envelope.
create function drop_waiting_mail() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from outgoing_mail m
  where m.circle_id = old.circle_id and m.envelope_id = old.id and m.settled_at is null;
  return old;
end $$;
revoke execute on function drop_waiting_mail() from public;
create trigger drop_waiting_mail before delete on envelope for each row execute function drop_waiting_mail();

-- The envelopes of which a mail has left, or is leaving at this moment; until the transaction ends no other one does.
create function mail_out(envelopes uuid[]) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp
begin atomic
  with held as (
    select m.envelope_id, m.outcome, m.settled_at, m.taken_by
    from outgoing_mail m
    where m.circle_id = any (current_circles()) and m.envelope_id = any (envelopes)
    order by m.number for update
  )
  select distinct h.envelope_id from held h
  where h.outcome in ('sent', 'returned', 'complained') or (h.settled_at is null and h.taken_by is not null);
end;
revoke execute on function mail_out(uuid[]) from public;
grant execute on function mail_out(uuid[]) to bunting_app;
