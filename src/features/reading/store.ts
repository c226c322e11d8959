import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import { asLanguage } from '../circle/store.ts';
import type { CardState, OnWall } from '../wall/rules.ts';
import {
  asReasons,
  heapSize,
  screen,
  whys,
  type HeldCard,
  type Reader,
  type Report,
  type Share,
  type Sitting,
  type Why,
} from './rules.ts';

export async function findReaderHome(
  db: Database,
  hash: Buffer,
): Promise<(OnWall & { reader: string }) | null> {
  const { rows } = await sql<OnWall & { reader: string }>`
    select circle_id as circle, wall_id as wall, reader_id as reader from reader_home(${hash})`.execute(db);
  return rows[0] ?? null;
}

/** What of a wall stands above its cards, and in which language its family is written to. */
export async function findWallHead(
  tx: Scoped,
  { circle, wall }: OnWall,
): Promise<{ name: string; languages: Language[]; language: Language } | null> {
  const row = await tx
    .selectFrom('wall')
    .innerJoin('circle', 'circle.id', 'wall.circleId')
    .select(['wall.name', 'wall.languages', 'circle.language'])
    .where('wall.circleId', '=', circle)
    .where('wall.id', '=', wall)
    .executeTakeFirst();
  if (!row) return null;
  const languages = row.languages.flatMap((language) => asLanguage(language) ?? []);
  return { name: row.name, languages, language: languages[0] ?? asLanguage(row.language) ?? 'en' };
}

export async function listReaders(tx: Scoped, { circle, wall }: OnWall): Promise<Reader[]> {
  return tx
    .selectFrom('wallReader')
    .select(['id', 'name', 'address', 'version'])
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .orderBy('askedAt')
    .orderBy('id')
    .execute();
}

export async function findReader(
  tx: Scoped,
  { circle, wall }: OnWall,
  reader: string,
): Promise<Reader | null> {
  const row = await tx
    .selectFrom('wallReader')
    .select(['id', 'name', 'address', 'version'])
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('id', '=', reader)
    .executeTakeFirst();
  return row ?? null;
}

/** Writes a reader; false when the address reads already. */
export async function saveReader(
  tx: Scoped,
  { circle, wall }: OnWall,
  { id, name, address, version, hash }: Reader & { hash: Buffer },
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('wallReader')
    .values({
      circleId: circle,
      wallId: wall,
      id,
      name,
      address,
      version,
      linkHash: hash,
      askedAt: toDate(now),
    })
    .onConflict((conflict) => conflict.columns(['circleId', 'wallId', 'address']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows ?? 0) === 1;
}

export async function deleteReader(tx: Scoped, { circle, wall }: OnWall, id: string): Promise<void> {
  await tx
    .deleteFrom('wallReader')
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('id', '=', id)
    .execute();
}

/**
 * Who takes, decides or gives back cards of a wall does so alone: two who ask at once get different ones. It is held
 * before the wall, and the wall before its cards.
 */
export async function lockTaking(tx: Scoped, { wall }: OnWall): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reading:${wall}`}, 0))`.execute(tx);
}

/**
 * The cards of the next screen, by their ids: what was reported, what waits in this order, then what shows unread. Each
 * share is a walk of `wall_card_fine` or `wall_card_doubtful` from its beginning, a heap one of `wall_card_text`.
 */
export async function listNext(
  tx: Scoped,
  { circle, wall }: OnWall,
  order: readonly Share[],
  now: Temporal.Instant,
): Promise<string[]> {
  const free = sql`(c.held_until is null or c.held_until <= ${toDate(now)}::timestamptz)`;
  // By partial indexes: their condition must stand in the statement as it stands in them, and so must their order.
  const waiting = order.map(
    ({ rank, clear, language }) => sql`
      (select ${sql.lit(rank)} as rank, c.number, c.id, c.text_hash from wall_card c
       where c.circle_id = ${circle} and c.wall_id = ${wall} and c.state = 'waiting'
         and ${clear ? sql`c.doubts = '{}'` : sql`c.doubts <> '{}'`}
         and ${language === '' ? sql`c.language is null` : sql`c.language = ${language}`} and ${free}
       order by c.language, c.number limit ${reach})`,
  );
  const { rows } = await sql<{ id: string }>`
    with candidate as materialized (
      (select 0 as rank, c.number, c.id, c.text_hash
       from (select distinct r.card_id from wall_report r
             where r.circle_id = ${circle} and r.wall_id = ${wall} and r.settled_at is null) r
       join wall_card c on c.circle_id = ${circle} and c.wall_id = ${wall} and c.id = r.card_id
       where c.state = 'shown' and ${free} order by c.number limit ${screen})
      union all
      ${sql.join(waiting, sql` union all `)}
      union all
      (select 9, c.number, c.id, c.text_hash from wall_card c
       where c.circle_id = ${circle} and c.wall_id = ${wall} and c.read_at is null and c.state = 'shown' and ${free}
       order by c.number limit ${reach})
    ), heap as (
      select * from (select distinct on (text_hash, case when rank = 0 then id end) * from candidate
        order by text_hash, case when rank = 0 then id end, rank, number) h
      order by rank, number limit ${screen}
    )
    select id from heap where rank = 0
    union
    select n.id from heap h cross join lateral (
      select c.id from wall_card c
      where c.circle_id = ${circle} and c.wall_id = ${wall} and c.text_hash = h.text_hash and c.read_at is null
        and c.state in ('waiting', 'shown') and ${free}
      order by c.number limit ${heapSize}) n
    where h.rank > 0`.execute(tx);
  return rows.map(({ id }) => id);
}

// So far a screen looks for heaps of its own; what says the same beyond it waits for the next one.
const reach = 200;

type HeldRow = Omit<HeldCard, 'doubts' | 'report'> & {
  doubts: string[];
  state: CardState;
  why: string | null;
  said: string | null;
};

/** What lies before a reader, and is theirs until somebody else takes it; reports first, then as it was written. */
export async function listHeld(tx: Scoped, { circle, wall }: OnWall, reader: string): Promise<HeldCard[]> {
  const { rows } = await sql<HeldRow>`
    select c.id, c.words, c.name, c.country, c.language, encode(c.text_hash, 'hex') as text, c.writer, c.doubts, c.state,
      r.why, r.words as said
    from wall_card c
    left join lateral (
      select why, words from wall_report r
      where r.circle_id = c.circle_id and r.wall_id = c.wall_id and r.card_id = c.id and r.settled_at is null
      order by (words = ''), reported_at limit 1) r on true
    where c.circle_id = ${circle} and c.wall_id = ${wall} and c.held_by = ${reader} and c.state in ('waiting', 'shown')
    order by (r.why is null), cardinality(c.doubts) > 0, c.number`.execute(tx);
  return rows.map(({ doubts, why, said, ...card }) => ({
    ...card,
    doubts: asReasons(doubts),
    report: why === null ? null : { why: asWhy(why), words: said ?? '' },
  }));
}

function asWhy(text: string): Why {
  return whys.find((why) => why === text) ?? 'unkind';
}

/** How many cards wait, how many show unread, how many were reported: by indexes alone, each by its own. */
export async function countLeft(
  tx: Scoped,
  { circle, wall }: OnWall,
): Promise<{ waiting: number; after: number; reported: number }> {
  const { rows } = await sql<{ waiting: number; after: number; reported: number }>`
    select
      (select count(*)::int from wall_card
       where circle_id = ${circle} and wall_id = ${wall} and state = 'waiting' and doubts = '{}')
      + (select count(*)::int from wall_card
         where circle_id = ${circle} and wall_id = ${wall} and state = 'waiting' and doubts <> '{}') as waiting,
      (select count(*)::int from wall_card
       where circle_id = ${circle} and wall_id = ${wall} and state = 'shown' and read_at is null) as after,
      (select count(distinct card_id)::int from wall_report
       where circle_id = ${circle} and wall_id = ${wall} and settled_at is null) as reported`.execute(tx);
  return rows[0] ?? { waiting: 0, after: 0, reported: 0 };
}

/** What these writers have there that nobody has read. */
export async function listUnreadOf(
  tx: Scoped,
  { circle, wall }: OnWall,
  writers: readonly Buffer[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from wall_card
    where circle_id = ${circle} and wall_id = ${wall} and writer = any (${[...writers]}::bytea[])
      and read_at is null and state in ('waiting', 'shown')`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Of these cards, those that are as this reader left them at that moment, and whether they were to show before they were
 * read. What was taken down for good, and what somebody else has decided since, is not among them.
 */
export async function listUndoable(
  tx: Scoped,
  { circle, wall }: OnWall,
  ids: readonly string[],
  at: Temporal.Instant,
): Promise<{ id: string; showed: boolean }[]> {
  const { rows } = await sql<{ id: string; showed: boolean }>`
    select c.id, w.at_once and c.doubts = '{}' as showed
    from wall_card c join wall w on w.circle_id = c.circle_id and w.id = c.wall_id
    where c.circle_id = ${circle} and c.wall_id = ${wall} and c.id = any (${[...ids]}::uuid[])
      and c.read_at = ${toDate(at)} and c.state <> 'down'`.execute(tx);
  return rows;
}

export async function findSitting(
  tx: Scoped,
  { circle, wall }: OnWall,
  reader: string,
): Promise<Sitting | null> {
  const row = await tx
    .selectFrom('wallSitting')
    .select(['takenAt', 'pressedAt', 'cards', 'seconds', 'pressed'])
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('readerId', '=', reader)
    .executeTakeFirst();
  if (!row) return null;
  const { takenAt, pressedAt, ...sitting } = row;
  return { ...sitting, takenAt: toInstant(takenAt), pressedAt: pressedAt && toInstant(pressedAt) };
}

export async function saveSitting(
  tx: Scoped,
  { circle, wall }: OnWall,
  reader: string,
  { takenAt, pressedAt, cards, seconds, pressed }: Sitting,
): Promise<void> {
  const values = {
    takenAt: toDate(takenAt),
    pressedAt: pressedAt && toDate(pressedAt),
    cards,
    seconds,
    pressed: [...pressed],
  };
  await tx
    .insertInto('wallSitting')
    .values({ circleId: circle, wallId: wall, readerId: reader, ...values })
    .onConflict((conflict) => conflict.columns(['circleId', 'wallId', 'readerId']).doUpdateSet(values))
    .execute();
}

/** A card that anybody can report: it shows. Or one that was reported by this number, whatever became of it. */
export async function findReportable(
  tx: Scoped,
  { circle, wall }: OnWall,
  card: string,
): Promise<{ words: string; name: string; state: CardState } | null> {
  const { rows } = await sql<{ words: string; name: string; state: CardState }>`
    select words, name, state from wall_card
    where circle_id = ${circle} and wall_id = ${wall} and id = ${card}`.execute(tx);
  return rows[0] ?? null;
}

export async function findReport(
  tx: Scoped,
  { circle, wall }: OnWall,
  card: string,
  number: string,
): Promise<{ settled: boolean } | null> {
  const row = await tx
    .selectFrom('wallReport')
    .select('settledAt')
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('cardId', '=', card)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ? { settled: row.settledAt !== null } : null;
}

type NewReport = Report & { id: string; card: string; number: string; device: Buffer; coarse: Buffer };

/** Writes a report, and gives back its number: the one of before, when the device has reported the card already. */
export async function saveReport(
  tx: Scoped,
  { circle, wall }: OnWall,
  { id, card, number, why, words, device, coarse }: NewReport,
  now: Temporal.Instant,
): Promise<string> {
  const saved = await tx
    .insertInto('wallReport')
    .values({
      circleId: circle,
      wallId: wall,
      id,
      cardId: card,
      number,
      why,
      words,
      device,
      coarse,
      reportedAt: toDate(now),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['circleId', 'wallId', 'cardId', 'device'])
        .doUpdateSet((report) => ({ number: report.ref('wallReport.number') })),
    )
    .returning('number')
    .executeTakeFirstOrThrow();
  return saved.number;
}

/** Who has reported a card, by their hashes. */
export async function listReporters(
  tx: Scoped,
  { circle, wall }: OnWall,
  card: string,
): Promise<{ device: string; coarse: string }[]> {
  const rows = await tx
    .selectFrom('wallReport')
    .select(['device', 'coarse'])
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('cardId', '=', card)
    .execute();
  return rows.map(({ device, coarse }) => ({
    device: device.toString('hex'),
    coarse: coarse.toString('hex'),
  }));
}

/** How many cards a network has reported since then. */
export async function countReports(
  tx: Scoped,
  { circle, wall }: OnWall,
  coarse: Buffer,
  since: Temporal.Instant,
): Promise<number> {
  const { count } = await tx
    .selectFrom('wallReport')
    .select((report) => report.fn.countAll<string>().as('count'))
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('coarse', '=', coarse)
    .where('reportedAt', '>', toDate(since))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The reports of these cards have been looked at. */
export async function saveLooked(
  tx: Scoped,
  { circle, wall }: OnWall,
  cards: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    update wall_report set settled_at = ${toDate(now)}
    where circle_id = ${circle} and wall_id = ${wall} and card_id = any (${[...cards]}::uuid[]) and settled_at is null`.execute(
    tx,
  );
}

/** The reports that were settled at that moment wait again. */
export async function saveUnlooked(
  tx: Scoped,
  { circle, wall }: OnWall,
  cards: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  await sql`
    update wall_report set settled_at = null
    where circle_id = ${circle} and wall_id = ${wall} and card_id = any (${[...cards]}::uuid[])
      and settled_at = ${toDate(at)}`.execute(tx);
}
