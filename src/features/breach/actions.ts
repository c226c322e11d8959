import type pg from 'pg';
import { explain, traceOf } from './rules.ts';
import { listColumns, listConcerned, noteConcerned, openLists, type Concerned } from './store.ts';

export type Breach = {
  tables: readonly string[];
  since: Temporal.Instant;
  until: Temporal.Instant;
  /** How many things were erased since then. */
  erased: number;
};

/** Whom a breach of these tables concerns, by circle, and what the list cannot know. It changes nothing. */
export async function findConcerned(
  owner: pg.Pool,
  { tables, ...when }: Breach,
): Promise<{ people: Concerned[]; explanation: string[] }> {
  const client = await owner.connect();
  try {
    await client.query('begin isolation level repeatable read');
    await openLists(client);
    const columns = await listColumns(client);
    const seen = [];
    for (const table of tables) {
      const trace = traceOf(table, columns.get(table) ?? []);
      seen.push({ trace, rows: await noteConcerned(client, trace, when.until) });
    }
    return { people: await listConcerned(client), explanation: explain(seen, when) };
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}
