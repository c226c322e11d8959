import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { PassersBy, Street } from './rules.ts';

type InCircle = { readonly circle: string };
type OnParty = InCircle & { readonly party: string };
type OnStreet = OnParty & { readonly street: string };

/** Where a sign leads; null for one that is closed, called off or unknown. */
export async function findStreetHome(db: Database, hash: Buffer): Promise<OnStreet | null> {
  const { rows } = await sql<{
    circleId: string;
    partyId: string;
    streetId: string;
  }>`select * from street_home(${hash})`.execute(db);
  const [row] = rows;
  return row ? { circle: row.circleId, party: row.partyId, street: row.streetId } : null;
}

/** The signs of a party, those that are open and the newest first; two, where two parties with one each became one. */
export async function listStreets(tx: Scoped, { circle, party }: OnParty): Promise<Street[]> {
  const rows = await tx
    .selectFrom('street')
    .select(['id', 'version', 'title', 'tokenHash'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy((of) => of('tokenHash', 'is', null))
    .orderBy('openedAt', 'desc')
    .execute();
  return rows.map(({ tokenHash, ...row }) => ({ ...row, open: tokenHash !== null }));
}

export type Opening = { id: string; version: number; tokenHash: Buffer; title: string };

export async function saveOpening(
  tx: Scoped,
  { circle, party }: OnParty,
  { id, ...opening }: Opening,
  now: Temporal.Instant,
): Promise<void> {
  const opened = { ...opening, openedAt: toDate(now) };
  await tx
    .insertInto('street')
    .values({ circleId: circle, partyId: party, id, ...opened })
    .onConflict((conflict) => conflict.columns(['circleId', 'id']).doUpdateSet(opened))
    .execute();
}

/** No sign leads anywhere from now on; the version stays, so that no later sign is the same. */
export async function saveClosing(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx
    .updateTable('street')
    .set({ tokenHash: null })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .execute();
}

/** The signs of a party that goes are the other one's, and so is what was said by them. */
export async function moveStreets(tx: Scoped, { circle, party }: OnParty, from: string): Promise<void> {
  for (const table of ['street', 'passerBy'] as const)
    await tx
      .updateTable(table)
      .set({ partyId: party })
      .where('circleId', '=', circle)
      .where('partyId', '=', from)
      .execute();
}

/** How many children and grown-ups from the street have said that they come. Rides the key of passer_by. */
export async function countStreet(tx: Scoped, { circle, party }: OnParty): Promise<PassersBy> {
  const row = await selectPassersBy(tx, { circle, party })
    .select((of) => [of.fn.sum<string | null>('children').as('children')])
    .select((of) => [of.fn.sum<string | null>('grownUps').as('grownUps')])
    .executeTakeFirst();
  return { children: Number(row?.children ?? 0), grownUps: Number(row?.grownUps ?? 0) };
}

function selectPassersBy(tx: Scoped, { circle, party }: OnParty) {
  return tx.selectFrom('passerBy').where('circleId', '=', circle).where('partyId', '=', party);
}

/** What a device has said; it has another hash at each sign. */
export async function findPasserBy(
  tx: Scoped,
  pass: OnParty,
  devices: readonly Buffer[],
): Promise<PassersBy | null> {
  if (devices.length === 0) return null;
  const row = await selectPassersBy(tx, pass)
    .select(['children', 'grownUps'])
    .where('deviceHash', 'in', devices)
    .executeTakeFirst();
  return row ?? null;
}

/** The last word of a device counts, and nothing that it said by another sign of the party. */
export async function savePasserBy(
  tx: Scoped,
  { circle, party }: OnParty,
  { device, others }: { device: Buffer; others: readonly Buffer[] },
  said: PassersBy,
  now: Temporal.Instant,
): Promise<void> {
  if (others.length > 0)
    await tx
      .deleteFrom('passerBy')
      .where('circleId', '=', circle)
      .where('partyId', '=', party)
      .where('deviceHash', 'in', [...others])
      .execute();
  const row = { ...said, saidAt: toDate(now) };
  await tx
    .insertInto('passerBy')
    .values({ circleId: circle, partyId: party, deviceHash: device, ...row })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId', 'deviceHash']).doUpdateSet(row))
    .execute();
}

/** How many devices have said it at a party; whoever comes at the same moment waits here. */
export async function countDevices(tx: Scoped, { circle, party }: OnParty): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('passer_by'), hashtext(${party}))`.execute(tx);
  const devices = await selectPassersBy(tx, { circle, party })
    .select((of) => of.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(devices.count);
}
