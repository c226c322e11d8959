-- A reply that a mail server brings twice, or a folder hands over again, is heard once.

-- The mail that was heard last; null for what was heard before this was kept.
alter table calendar_reply add column mail_hash bytea;
