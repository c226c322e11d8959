-- A mail is written and taken once: what made that slow, and what nobody looks things up by, goes.

drop function write_mails(json);
alter table outgoing_mail alter column letter type json using letter::json;
alter table outgoing_mail drop constraint outgoing_mail_number_key;
drop index outgoing_mail_settled;

create function write_mails(mails json) returns void
language sql volatile security definer set search_path = public, pg_temp
begin atomic
  insert into outgoing_mail (id, message_id, stream, recipient, domain, recipient_hash, circle_id, envelope_id, told_by, round,
    letter, written_at, due_at, until)
  select m.id, m.message_id, m.stream, m.recipient, m.domain, decode(m.recipient_hash, 'hex'), m.circle_id, m.envelope_id,
    m.told_by, m.round, m.letter, m.written_at, m.written_at, m.until
  from json_to_recordset(mails) as m (id uuid, message_id text, stream text, recipient text, domain text, recipient_hash text,
    circle_id uuid, envelope_id uuid, told_by text, round text, letter json, written_at timestamptz, until timestamptz)
  on conflict (message_id) do nothing;
end;
revoke execute on function write_mails(json) from public;
grant execute on function write_mails(json) to bunting_app;
