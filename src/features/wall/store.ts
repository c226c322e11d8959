import { sql, type Selectable } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Wall as Row } from '../../platform/database/tables.ts';
import { isLanguage } from '../../platform/language/languages.ts';
import { isPattern } from '../../ui/patterns.tsx';
import type { AccountPass } from '../account/rules.ts';
import type { GuestPass } from '../invitation/rules.ts';
import type { Card, Judged, OnWall, Settled, Stamp, Wall } from './rules.ts';

/** The wall behind an address, whoever asks. Rides the unique index on the hash. */
export async function findWallHome(db: Database, hash: Buffer): Promise<OnWall | null> {
  const { rows } = await sql<OnWall>`
    select circle_id as circle, wall_id as wall from wall_home(${hash})`.execute(db);
  return rows[0] ?? null;
}

/** The walls of the families of an adult. */
export async function listAccountWalls(
  db: Database,
  { account }: AccountPass,
): Promise<(OnWall & { family: string })[]> {
  const { rows } = await sql<OnWall & { family: string }>`
    select circle_id as circle, wall_id as wall, family_id as family from account_walls(${account})`.execute(
    db,
  );
  return rows;
}

export async function findWall(tx: Scoped, { circle, wall }: OnWall): Promise<Wall | null> {
  const row = await tx
    .selectFrom('wall')
    .selectAll()
    .where('circleId', '=', circle)
    .where('id', '=', wall)
    .executeTakeFirst();
  return row ? wallOf(row) : null;
}

export async function listTheseWalls(tx: Scoped, walls: readonly OnWall[]): Promise<Wall[]> {
  const rows = await tx
    .selectFrom('wall')
    .selectAll()
    .where('circleId', 'in', [...new Set(walls.map(({ circle }) => circle))])
    .where('id', 'in', [...new Set(walls.map(({ wall }) => wall))])
    .orderBy('createdAt', 'desc')
    .execute();
  return rows.map(wallOf);
}

function wallOf(row: Selectable<Row>): Wall {
  return {
    id: row.id,
    circle: row.circleId,
    family: row.familyId,
    party: row.partyId,
    version: row.linkVersion,
    name: row.name,
    about: row.about,
    pattern: isPattern(row.pattern) ? row.pattern : 'plain',
    languages: row.languages.filter(isLanguage),
    zone: row.zone,
    opensAt: toInstant(row.opensAt),
    closesAt: toInstant(row.closesAt),
    lookInAt: row.lookInAt && toInstant(row.lookInAt),
    candles: row.candles,
    breath: row.breath,
    atOnce: row.atOnce,
    stoppedAt: row.stoppedAt && toInstant(row.stoppedAt),
    cards: row.cards,
    places: row.places,
    hearts: row.hearts,
    breaths: row.breaths,
  };
}

/** What a family decides of its wall. */
export type WallPlan = Pick<
  Wall,
  | 'party'
  | 'name'
  | 'about'
  | 'pattern'
  | 'languages'
  | 'opensAt'
  | 'closesAt'
  | 'lookInAt'
  | 'candles'
  | 'breath'
  | 'atOnce'
>;

function columnsOf(plan: WallPlan) {
  return {
    partyId: plan.party,
    name: plan.name,
    about: plan.about,
    pattern: plan.pattern,
    languages: [...plan.languages],
    opensAt: toDate(plan.opensAt),
    closesAt: toDate(plan.closesAt),
    lookInAt: plan.lookInAt && toDate(plan.lookInAt),
    candles: plan.candles,
    breath: plan.breath,
    atOnce: plan.atOnce,
  };
}

/** A new wall; one that was opened by the same form before is the same. */
export async function saveWall(
  tx: Scoped,
  { circle, wall }: OnWall,
  {
    family,
    zone,
    linkHash,
    now,
    plan,
  }: {
    family: string;
    zone: string;
    linkHash: Buffer;
    now: Temporal.Instant;
    plan: WallPlan;
  },
): Promise<void> {
  await tx
    .insertInto('wall')
    .values({
      circleId: circle,
      id: wall,
      familyId: family,
      zone,
      linkHash,
      createdAt: toDate(now),
      ...columnsOf(plan),
    })
    .onConflict((conflict) => conflict.columns(['circleId', 'id']).doNothing())
    .execute();
}

export async function saveWallPlan(tx: Scoped, { circle, wall }: OnWall, plan: WallPlan): Promise<void> {
  await tx
    .updateTable('wall')
    .set(columnsOf(plan))
    .where('circleId', '=', circle)
    .where('id', '=', wall)
    .execute();
}

export async function saveStopped(
  tx: Scoped,
  { circle, wall }: OnWall,
  at: Temporal.Instant | null,
): Promise<void> {
  await tx
    .updateTable('wall')
    .set({ stoppedAt: at && toDate(at) })
    .where('circleId', '=', circle)
    .where('id', '=', wall)
    .execute();
}

/** The walls for the guests of a party are for those of another one from now on. */
export async function saveGuests(
  tx: Scoped,
  { circle, from, into }: { circle: string; from: string; into: string },
): Promise<void> {
  await tx
    .updateTable('wall')
    .set({ partyId: into })
    .where('circleId', '=', circle)
    .where('partyId', '=', from)
    .execute();
}

/** A wall goes, and stays gone whatever backup comes back. */
export async function deleteWall(tx: Scoped, { circle, wall }: OnWall, now: Temporal.Instant): Promise<void> {
  await sql`select bury('wall', ${wall}, ${toDate(now)})`.execute(tx);
  await tx.deleteFrom('wall').where('circleId', '=', circle).where('id', '=', wall).execute();
}

/** How many walls of a family are not closed yet. */
export async function countWalls(
  tx: Scoped,
  circle: string,
  family: string,
  now: Temporal.Instant,
): Promise<number> {
  const { count } = await tx
    .selectFrom('wall')
    .select((of) => of.fn.countAll<string>().as('count'))
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('stoppedAt', 'is', null)
    .where('closesAt', '>', toDate(now))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Whether one of these envelopes is of the party, and its link the one that stands. */
export async function isAmongGuests(
  tx: Scoped,
  { circle, party }: { circle: string; party: string },
  guests: readonly Pick<GuestPass, 'envelope' | 'version'>[],
): Promise<boolean> {
  const rows = await tx
    .selectFrom('envelope')
    .select(['id', 'linkVersion'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where(
      'id',
      'in',
      guests.map(({ envelope }) => envelope),
    )
    .execute();
  return rows.some(({ id, linkVersion }) =>
    guests.some(({ envelope, version }) => envelope === id && version === linkVersion),
  );
}

const cardColumns = ['id', 'words', 'stamp', 'country', 'name', 'place'] as const;

type CardRow = {
  id: string;
  words: string;
  stamp: string;
  country: string | null;
  name: string;
  place: number | null;
};

function cardOf({ stamp, place, ...row }: CardRow): Card {
  return { ...row, stamp: stamp as Stamp, place: place ?? 0 };
}

/** The cards that show on these places, the newest first. Rides wall_card_place. */
export async function listCards(
  tx: Scoped,
  { circle, wall }: OnWall,
  { first, last }: { first: number; last: number },
): Promise<Card[]> {
  const rows = await tx
    .selectFrom('wallCard')
    .select(cardColumns)
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('state', '=', 'shown')
    .where('place', '>=', first)
    .where('place', '<=', last)
    .orderBy('place', 'desc')
    .execute();
  return rows.map(cardOf);
}

/** So many cards from a country that show before a place, the newest first. Rides wall_card_country. */
export async function listCardsFrom(
  tx: Scoped,
  { circle, wall }: OnWall,
  { country, before, most }: { country: string; before: number; most: number },
): Promise<Card[]> {
  const rows = await tx
    .selectFrom('wallCard')
    .select(cardColumns)
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('state', '=', 'shown')
    .where('country', '=', country)
    .where('place', '<', before)
    .orderBy('place', 'desc')
    .limit(most)
    .execute();
  return rows.map(cardOf);
}

/** The countries from which cards show, and how many. */
export async function listCountries(tx: Scoped, { circle, wall }: OnWall): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('wallCountry')
    .select(['country', 'cards'])
    .where('circleId', '=', circle)
    .where('wallId', '=', wall)
    .where('cards', '>', 0)
    .orderBy('cards', 'desc')
    .orderBy('country')
    .execute();
  return new Map(rows.map(({ country, cards }) => [country, cards]));
}

/** A card that the machine let through, as it comes in. */
export type NewCard = OnWall & {
  id: string;
  words: string;
  stamp: Stamp;
  country: string | null;
  name: string;
  language: string | null;
  writer: Buffer;
  textHash: Buffer;
  doubts: readonly string[];
};

export type KnownWriter = { blocked: boolean; before: number; same: boolean };

/** What is known of the writers of cards that come in together, in their order. Rides wall_card_writer. */
export async function listWriters(
  tx: Scoped,
  cards: readonly NewCard[],
  since: Temporal.Instant,
): Promise<KnownWriter[]> {
  const { rows } = await sql<KnownWriter>`
    select
      exists (select from wall_block b where b.circle_id = n.circle and b.wall_id = n.wall and b.writer = n.writer) as blocked,
      (select count(*)::int from wall_card c where c.circle_id = n.circle and c.wall_id = n.wall and c.writer = n.writer
        and c.written_at > ${toDate(since)}) as before,
      exists (select from wall_card c where c.circle_id = n.circle and c.wall_id = n.wall and c.writer = n.writer
        and c.text_hash = n.text and c.written_at > ${toDate(since)}) as same
    from unnest(${cards.map(({ circle }) => circle)}::uuid[], ${cards.map(({ wall }) => wall)}::uuid[],
      ${cards.map(({ writer }) => writer)}::bytea[], ${cards.map(({ textHash }) => textHash)}::bytea[])
      with ordinality n (circle, wall, writer, text, nth)
    order by n.nth`.execute(tx);
  return rows;
}

/** Writes cards that wait, or are refused without a word; gives back those whose id was not used before. */
export async function saveCards(
  tx: Scoped,
  cards: readonly (NewCard & { state: 'waiting' | 'refused' })[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  if (cards.length === 0) return new Set();
  const rows = await tx
    .insertInto('wallCard')
    .values(
      cards.map((card) => ({
        circleId: card.circle,
        wallId: card.wall,
        id: card.id,
        words: card.words,
        stamp: card.stamp,
        country: card.country,
        name: card.name,
        language: card.language,
        writer: card.writer,
        textHash: card.textHash,
        doubts: [...card.doubts],
        state: card.state,
        writtenAt: toDate(now),
        readAt: card.state === 'refused' ? toDate(now) : null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

export type Press = OnWall & { kind: 'heart' | 'breath'; device: Buffer; coarse: Buffer };

/** Holds walls in one order, so that of two rounds one waits; gives back what of them says whether they are open. */
export async function lockWalls(tx: Scoped, walls: readonly OnWall[]): Promise<Wall[]> {
  const rows = await tx
    .selectFrom('wall')
    .selectAll()
    .where('circleId', 'in', [...new Set(walls.map(({ circle }) => circle))])
    .where('id', 'in', [...new Set(walls.map(({ wall }) => wall))])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.map(wallOf);
}

/** Writes presses, each device once, and counts the new ones on their walls; the walls are held. */
export async function savePresses(
  tx: Scoped,
  presses: readonly Press[],
  now: Temporal.Instant,
): Promise<void> {
  if (presses.length === 0) return;
  await sql`
    with pressed as (
      insert into wall_press (circle_id, wall_id, kind, device, coarse, pressed_at)
      select p.*, ${toDate(now)} from unnest(${presses.map(({ circle }) => circle)}::uuid[],
        ${presses.map(({ wall }) => wall)}::uuid[], ${presses.map(({ kind }) => kind)}::text[],
        ${presses.map(({ device }) => device)}::bytea[], ${presses.map(({ coarse }) => coarse)}::bytea[]) p
      on conflict do nothing
      returning circle_id, wall_id, kind
    ), own as (
      select circle_id, wall_id, count(*) filter (where kind = 'heart')::int as hearts,
        count(*) filter (where kind = 'breath')::int as breaths
      from pressed group by circle_id, wall_id
    )
    update wall w set hearts = w.hearts + own.hearts, breaths = w.breaths + own.breaths
    from own where w.circle_id = own.circle_id and w.id = own.wall_id`.execute(tx);
}

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
