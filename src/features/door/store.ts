import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Adult } from '../circle/rules.ts';
import { asLanguage } from '../circle/store.ts';
import { asParts } from '../nearby/store.ts';
import { radii } from '../nearby/rules.ts';
import { alongs, lasting, type Call, type Candidate, type Offer, type Opening, type Said } from './rules.ts';

export type OnParty = { readonly circle: string; readonly party: string };
export type OnAsked = { readonly circle: string; readonly asked: string };

/** The call of a party. Whoever decides about places holds it to `change`: all of that is done one after the other. */
export async function findCall(
  tx: Scoped,
  { circle, party }: OnParty,
  hold?: 'change',
): Promise<Call | null> {
  const row = await tx
    .selectFrom('doorCall')
    .selectAll()
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .$if(hold === 'change', (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) return null;
  const { places, childName, age, loves, firstCome, ring } = row;
  return {
    places,
    childName,
    age,
    loves,
    firstCome,
    ring,
    lasts: lasting.find((one) => one === row.lasts) ?? 'start',
    along: alongs.find((one) => one === row.along) ?? 'age',
    openedAt: toInstant(row.openedAt),
    closedAt: row.closedAt && toInstant(row.closedAt),
    toldAt: row.toldAt && toInstant(row.toldAt),
  };
}

/** Holds the calls of parties in the order of their ids, so that no two decisions wait for each other. */
export async function lockCalls(tx: Scoped, circle: string, parties: readonly string[]): Promise<void> {
  await tx
    .selectFrom('doorCall')
    .select('partyId')
    .where('circleId', '=', circle)
    .where('partyId', 'in', [...parties])
    .orderBy('partyId')
    .forUpdate()
    .execute();
}

/** Opens a door, or opens it again: what was asked before stays asked. */
export async function saveCall(
  tx: Scoped,
  { circle, party }: OnParty,
  opening: Opening,
  now: Temporal.Instant,
): Promise<void> {
  const said = { ...opening, openedAt: toDate(now), closedAt: null };
  await tx
    .insertInto('doorCall')
    .values({ circleId: circle, partyId: party, ...said })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(said))
    .execute();
}

export async function changeCall(
  tx: Scoped,
  { circle, party }: OnParty,
  { openedAt, closedAt, toldAt, ...rest }: Partial<Call>,
): Promise<void> {
  await tx
    .updateTable('doorCall')
    .set({
      ...rest,
      ...(openedAt ? { openedAt: toDate(openedAt) } : {}),
      ...(closedAt === undefined ? {} : { closedAt: closedAt && toDate(closedAt) }),
      ...(toldAt === undefined ? {} : { toldAt: toldAt && toDate(toldAt) }),
    })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .execute();
}

/** A call goes to another party, which has none. */
export async function moveCall(tx: Scoped, { circle, party }: OnParty, gone: string): Promise<void> {
  await tx
    .updateTable('doorCall')
    .set({ partyId: party })
    .where('circleId', '=', circle)
    .where('partyId', '=', gone)
    .execute();
}

type CandidateRow = {
  circleId: string;
  familyId: string;
  neighbour: boolean;
  cellRow: number | null;
  cellColumn: number | null;
  radius: number;
  north: number;
  east: number;
  days: number[];
  parts: string[];
  youngest: number;
  oldest: number;
  people: string[] | null;
};

/** The families of other circles who could be asked (`door_candidates` of the database). */
export async function listCandidates(tx: Scoped, { circle, party }: OnParty): Promise<Candidate[]> {
  const { rows } = await sql<CandidateRow>`select * from door_candidates(${circle}, ${party})`.execute(tx);
  return rows.map((row) => {
    const { north, east, days, youngest, oldest } = row;
    const radius = radii.find((one) => one === row.radius) ?? 1;
    const parts = asParts(row.parts);
    return {
      circle: row.circleId,
      family: row.familyId,
      neighbour: row.neighbour,
      cell:
        row.cellRow === null || row.cellColumn === null ? null : { row: row.cellRow, column: row.cellColumn },
      wish: { radius, north, east, days, parts, youngest, oldest },
      people: row.people ?? [],
    };
  });
}

export type NewAsked = {
  id: string;
  guestCircle: string;
  guestFamily: string;
  km: number | null;
  linkHash: Buffer;
};

/** Notes who is asked; gives back those who were not asked before. */
export async function saveAsked(
  tx: Scoped,
  { circle, party }: OnParty,
  asking: readonly NewAsked[],
  now: Temporal.Instant,
): Promise<string[]> {
  if (asking.length === 0) return [];
  const rows = await tx
    .insertInto('doorAsked')
    .values(asking.map((one) => ({ ...one, circleId: circle, partyId: party, askedAt: toDate(now) })))
    .onConflict((conflict) =>
      conflict.columns(['circleId', 'partyId', 'guestCircle', 'guestFamily']).doNothing(),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** How many families were asked: a number, and nothing of who they are. */
export async function countAsked(tx: Scoped, { circle, party }: OnParty): Promise<number> {
  const row = await tx
    .selectFrom('doorAsked')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export type Asked = {
  party: string;
  guestCircle: string;
  guestFamily: string;
  km: number | null;
};

export async function findAsked(tx: Scoped, { circle, asked }: OnAsked): Promise<Asked | null> {
  const row = await tx
    .selectFrom('doorAsked')
    .select(['partyId as party', 'guestCircle', 'guestFamily', 'km'])
    .where('circleId', '=', circle)
    .where('id', '=', asked)
    .executeTakeFirst();
  return row ?? null;
}

/** The families that two parties have asked, by what each of the two asked them. */
export async function listAskedByBoth(
  tx: Scoped,
  { circle, party }: OnParty,
  other: string,
): Promise<{ own: string; other: string }[]> {
  return tx
    .selectFrom('doorAsked as own')
    .innerJoin('doorAsked as other', (join) =>
      join
        .onRef('other.circleId', '=', 'own.circleId')
        .onRef('other.guestCircle', '=', 'own.guestCircle')
        .onRef('other.guestFamily', '=', 'own.guestFamily'),
    )
    .select(['own.id as own', 'other.id as other'])
    .where('own.circleId', '=', circle)
    .where('own.partyId', '=', party)
    .where('other.partyId', '=', other)
    .execute();
}

/** Whom a party asked and what they said is the other party’s now. */
export async function moveAsked(tx: Scoped, { circle, party }: OnParty, gone: string): Promise<void> {
  for (const table of ['doorAsked', 'doorOffer'] as const)
    await tx
      .updateTable(table)
      .set({ partyId: party })
      .where('circleId', '=', circle)
      .where('partyId', '=', gone)
      .execute();
}

/** What was asked, with its link and what was said to it. */
export async function deleteAsked(tx: Scoped, circle: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('doorAsked')
    .where('circleId', '=', circle)
    .where('id', 'in', [...ids])
    .execute();
}

/** Where the link of a call leads; null for what is no link. */
export async function findDoorHome(
  db: Database,
  hash: Buffer,
): Promise<(OnParty & { asked: string }) | null> {
  const { rows } = await sql<{
    circleId: string;
    partyId: string;
    askedId: string;
  }>`select * from door_home(${hash})`.execute(db);
  const [row] = rows;
  return row ? { circle: row.circleId, party: row.partyId, asked: row.askedId } : null;
}

/** The grown-ups of a family in the scope of its own circle; also of one that has left it since. */
export async function listGuestAdults(
  tx: Scoped,
  { guestCircle, guestFamily }: Pick<Asked, 'guestCircle' | 'guestFamily'>,
): Promise<{ adults: Adult[]; language: Language | null }> {
  const rows = await tx
    .selectFrom('adult')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'adult.circleId').onRef('family.id', '=', 'adult.familyId'),
    )
    .select(['adult.name', 'adult.address', 'adult.phone', 'family.language'])
    .where('adult.circleId', '=', guestCircle)
    .where('adult.familyId', '=', guestFamily)
    .orderBy('adult.id')
    .execute();
  return {
    adults: rows.map(({ name, address, phone }) => ({ name, address, phone })),
    language: asLanguage(rows[0]?.language ?? null),
  };
}

/** All offers of a party, in the order in which they came. */
export async function listOffers(tx: Scoped, { circle, party }: OnParty): Promise<Offer[]> {
  const rows = await selectOffers(tx, circle).where('partyId', '=', party).orderBy('turn').execute();
  return rows.map(asOffer);
}

export async function findOffer(tx: Scoped, { circle, asked }: OnAsked): Promise<Offer | null> {
  const row = await selectOffers(tx, circle).where('askedId', '=', asked).executeTakeFirst();
  return row ? asOffer(row) : null;
}

/** The offers of the families that were asked so, by what they were asked. */
export async function listOffersOf(
  tx: Scoped,
  circle: string,
  asked: readonly string[],
): Promise<Map<string, Offer>> {
  const rows = await selectOffers(tx, circle)
    .where('askedId', '=', sql<string>`any (${[...asked]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.askedId, asOffer(row)]));
}

/** What has a yes and waits for room. */
export async function listWaiting(tx: Scoped, { circle, party }: OnParty): Promise<Offer[]> {
  const rows = await selectOffers(tx, circle)
    .where('partyId', '=', party)
    .where('chosenAt', 'is not', null)
    .where('placedAt', 'is', null)
    .execute();
  return rows.map(asOffer);
}

/** The families that come by the open door: how each calls itself, how many they are, what they bring. */
export async function listExpected(tx: Scoped, on: OnParty): Promise<Offer[]> {
  return (await listOffers(tx, on)).filter(({ placedAt }) => placedAt !== null);
}

export type Counted = { children: number; grownUps: number; families: number };

/** How many come by the open door. */
export async function countAccepted(tx: Scoped, { circle, party }: OnParty): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select coalesce(sum(children), 0)::int as children, coalesce(sum(grown_ups), 0)::int as grown_ups,
      count(*)::int as families
    from door_offer where circle_id = ${circle} and party_id = ${party} and placed_at is not null`.execute(
    tx,
  );
  return rows[0] ?? { children: 0, grownUps: 0, families: 0 };
}

/** For how many children there is an offer, taken or not. */
export async function countOffered(tx: Scoped, { circle, party }: OnParty): Promise<number> {
  const { rows } = await sql<{ children: number }>`
    select coalesce(sum(children), 0)::int as children
    from door_offer where circle_id = ${circle} and party_id = ${party}`.execute(tx);
  return rows[0]?.children ?? 0;
}

/** Writes offers in one statement, whose text is the same for one and for many; new ones get their turns in this order. */
export async function saveOffers(
  tx: Scoped,
  { circle, party }: OnParty,
  offers: readonly Offer[],
): Promise<void> {
  if (offers.length === 0) return;
  const rows = offers.map(({ turn: _turn, grownUps: grown_ups, ...said }) => ({
    ...said,
    grown_ups,
    starts_at: said.startsAt,
    ends_at: said.endsAt,
    offered_at: said.offeredAt,
    chosen_at: said.chosenAt,
    placed_at: said.placedAt,
  }));
  await sql`
    insert into door_offer (circle_id, asked_id, party_id, name, children, grown_ups, brings, words, starts_at, ends_at,
      offered_at, chosen_at, placed_at)
    select ${circle}, o.id, ${party}, o.name, o.children, o.grown_ups, o.brings, o.words, o.starts_at, o.ends_at,
      o.offered_at, o.chosen_at, o.placed_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as o (id uuid, name text, children int, grown_ups int, brings text,
      words text, starts_at timestamptz, ends_at timestamptz, offered_at timestamptz, chosen_at timestamptz,
      placed_at timestamptz)
    on conflict (circle_id, asked_id) do update set name = excluded.name, children = excluded.children,
      grown_ups = excluded.grown_ups, brings = excluded.brings, words = excluded.words, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, chosen_at = excluded.chosen_at, placed_at = excluded.placed_at`.execute(tx);
}

/** A family has been told these hours, and with its place this plan. */
export async function saveHeard(
  tx: Scoped,
  { circle, asked }: OnAsked,
  { startsAt, endsAt, toldRevision }: Pick<Offer, 'startsAt' | 'endsAt' | 'toldRevision'>,
): Promise<void> {
  await tx
    .updateTable('doorOffer')
    .set({ startsAt: toDate(startsAt), endsAt: toDate(endsAt), toldRevision })
    .where('circleId', '=', circle)
    .where('askedId', '=', asked)
    .execute();
}

/** Nothing stays of an offer that is taken back, or was not taken. */
export async function deleteOffers(tx: Scoped, circle: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('doorOffer')
    .where('circleId', '=', circle)
    .where('askedId', 'in', [...ids])
    .execute();
}

function selectOffers(tx: Scoped, circle: string) {
  return tx.selectFrom('doorOffer').selectAll().where('circleId', '=', circle);
}

type OfferRow = Said & {
  askedId: string;
  turn: string;
  startsAt: Date;
  endsAt: Date;
  offeredAt: Date;
  chosenAt: Date | null;
  placedAt: Date | null;
  toldRevision: number | null;
};

function asOffer(row: OfferRow): Offer {
  const { askedId, turn, name, children, grownUps, brings, words, toldRevision, ...times } = row;
  return {
    id: askedId,
    turn: Number(turn),
    name,
    children,
    grownUps,
    brings,
    words,
    startsAt: toInstant(times.startsAt),
    endsAt: toInstant(times.endsAt),
    offeredAt: toInstant(times.offeredAt),
    chosenAt: times.chosenAt && toInstant(times.chosenAt),
    placedAt: times.placedAt && toInstant(times.placedAt),
    toldRevision,
  };
}
