-- What became of the hash of a link when the key that it was made from was replaced: the old link leads on until `ends_at`.
-- Only hashes of tokens stand here; neither of the two opens anything.
create table former_link (
  old_hash bytea primary key,
  new_hash bytea not null,
  ends_at timestamptz not null
);
create index former_link_new on former_link (new_hash);
create index former_link_end on former_link (ends_at);
grant select on former_link to bunting_app;
