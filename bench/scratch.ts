import type pg from 'pg';
import type { Guest } from './guests.ts';

const tables = `
create schema bench;
create table bench.envelope (circle_id uuid, envelope_id uuid, primary key (circle_id, envelope_id));
create table bench.answer (circle_id uuid, envelope_id uuid, child_id uuid, says text not null, answered_at timestamptz not null,
  primary key (circle_id, envelope_id, child_id),
  foreign key (circle_id, envelope_id) references bench.envelope);
create table bench.job (id bigint primary key generated always as identity, task text, payload json, key text unique, run_at timestamptz);
create function bench.enqueue(task text, payload json, key text) returns void language sql as $$
  insert into bench.job (task, payload, key, run_at) values (task, payload, key, now())
  on conflict (key) do update set payload = excluded.payload, run_at = excluded.run_at
$$;
`;

/** Tables of the same shape for the bare handler, in a schema that is dropped again. */
export async function makeScratch(database: pg.Client, guests: readonly Guest[]): Promise<void> {
  await dropScratch(database);
  await database.query(tables);
  const envelopes = guests.map(({ path }) => path.split('/').at(-1));
  await database.query(
    "insert into bench.envelope select '00000000-0000-4000-8000-000000000000', unnest($1::uuid[])",
    [envelopes],
  );
}

export async function dropScratch(database: pg.Client): Promise<void> {
  await database.query('drop schema if exists bench cascade');
}
