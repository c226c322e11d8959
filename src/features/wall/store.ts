import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { Judged, OnWall, Settled } from './rules.ts';

/** Holds a wall until the transaction ends, and says how many places were given on it; null when it is gone. */
export async function lockWall(tx: Scoped, { circle, wall }: OnWall): Promise<number | null> {
  const row = await tx
    .selectFrom('wall')
    .select('places')
    .where('circleId', '=', circle)
    .where('id', '=', wall)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row?.places ?? null;
}

/** These cards, in the order in which they were written. */
export async function listJudged(
  tx: Scoped,
  { circle, wall }: OnWall,
  ids: readonly string[],
): Promise<Judged[]> {
  const { rows } = await sql<Judged>`
    select id, state, place, country from wall_card
    where circle_id = ${circle} and wall_id = ${wall} and id = any (${[...ids]}::uuid[])
    order by number for no key update`.execute(tx);
  return rows;
}

/** Writes what was decided, and counts it: on the wall, and for each country. */
export async function saveSettled(
  tx: Scoped,
  { circle, wall }: OnWall,
  { cards, shown, countries, places }: Settled,
  now: Temporal.Instant,
): Promise<void> {
  if (cards.length === 0) return;
  await sql`
    update wall_card c
    set state = s.state, place = s.place, read_at = case when s.read then ${toDate(now)}::timestamptz end,
      held_by = null, held_until = null
    from unnest(${cards.map(({ id }) => id)}::uuid[], ${cards.map(({ state }) => state)}::text[],
      ${cards.map(({ place }) => place)}::int[], ${cards.map(({ read }) => read)}::boolean[]) s (id, state, place, read)
    where c.circle_id = ${circle} and c.wall_id = ${wall} and c.id = s.id`.execute(tx);
  await countShown(tx, { circle, wall }, { shown, countries, places });
}

async function countShown(
  tx: Scoped,
  { circle, wall }: OnWall,
  { shown, countries, places }: Pick<Settled, 'shown' | 'countries' | 'places'>,
): Promise<void> {
  await sql`
    update wall set cards = cards + ${shown}, places = ${places}
    where circle_id = ${circle} and id = ${wall}`.execute(tx);
  if (countries.size === 0) return;
  await sql`
    insert into wall_country (circle_id, wall_id, country, cards)
    select ${circle}, ${wall}, * from unnest(${[...countries.keys()]}::text[], ${[...countries.values()]}::int[])
    on conflict (circle_id, wall_id, country) do update set cards = wall_country.cards + excluded.cards`.execute(
    tx,
  );
}

/** Lays these cards before a reader until then, but for those that were read, or that lie before another one, by now. */
export async function saveHeld(
  tx: Scoped,
  { circle, wall }: OnWall,
  ids: readonly string[],
  { reader, until, now }: { reader: string; until: Temporal.Instant; now: Temporal.Instant },
): Promise<void> {
  await sql`
    update wall_card set held_by = ${reader}, held_until = ${toDate(until)}
    where circle_id = ${circle} and wall_id = ${wall} and id = any (${[...ids]}::uuid[])
      and state in ('waiting', 'shown')
      and (held_by = ${reader} or held_until is null or held_until <= ${toDate(now)})`.execute(tx);
}

/** Nothing lies before this reader any more. */
export async function saveFree(tx: Scoped, { circle, wall }: OnWall, reader: string): Promise<void> {
  await tx
    .updateTable('wallCard')
    .set({ heldBy: null, heldUntil: null })
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('heldBy', '=', reader)
    .execute();
}

/** Which of these writers are kept from the wall, as hexadecimal digits. */
export async function listBlocked(
  tx: Scoped,
  { circle, wall }: OnWall,
  writers: readonly Buffer[],
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('wallBlock')
    .select('writer')
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('writer', 'in', writers.length > 0 ? [...writers] : [Buffer.alloc(0)])
    .execute();
  return new Set(rows.map(({ writer }) => writer.toString('hex')));
}

export async function saveBlocks(
  tx: Scoped,
  { circle, wall }: OnWall,
  writers: readonly Buffer[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    insert into wall_block (circle_id, wall_id, writer, blocked_at)
    select ${circle}, ${wall}, w, ${toDate(now)}::timestamptz from unnest(${[...writers]}::bytea[]) w
    on conflict do nothing`.execute(tx);
}

/** Takes back the blocks of one moment. */
export async function deleteBlocks(
  tx: Scoped,
  { circle, wall }: OnWall,
  at: Temporal.Instant,
): Promise<void> {
  await tx
    .deleteFrom('wallBlock')
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('blockedAt', '=', toDate(at))
    .execute();
}
