import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Crowd, PassersBy, Street } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** Where a sign leads; null for one that is closed, called off or unknown. */
export async function findStreetHome(db: Database, hash: Buffer): Promise<OnParty | null> {
  const { rows } = await sql<{
    circleId: string;
    partyId: string;
  }>`select * from street_home(${hash})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, party: rows[0].partyId } : null;
}

export async function findStreet(tx: Scoped, { circle, party }: OnParty): Promise<Street | null> {
  const row = await tx
    .selectFrom('street')
    .select(['version', 'title', 'tokenHash'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirst();
  return row ? { version: row.version, title: row.title, open: row.tokenHash !== null } : null;
}

export type Opening = { version: number; tokenHash: Buffer; title: string };

export async function saveOpening(
  tx: Scoped,
  { circle, party }: OnParty,
  opening: Opening,
  now: Temporal.Instant,
): Promise<void> {
  const opened = { ...opening, openedAt: toDate(now) };
  await tx
    .insertInto('street')
    .values({ circleId: circle, partyId: party, ...opened })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(opened))
    .execute();
}

/** The sign leads nowhere from now on; the version stays, so that no later sign is the same. */
export async function saveClosing(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx
    .updateTable('street')
    .set({ tokenHash: null })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .execute();
}

/** How many children and grown-ups from the street have said that they come; for the forecast and the list at the door. */
export async function countStreet(tx: Scoped, { circle, party }: OnParty): Promise<PassersBy> {
  const row = await tx
    .selectFrom('passerBy')
    .select((of) => [of.fn.sum<string | null>('children').as('children')])
    .select((of) => [of.fn.sum<string | null>('grownUps').as('grownUps')])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirst();
  return { children: Number(row?.children ?? 0), grownUps: Number(row?.grownUps ?? 0) };
}

export async function findPasserBy(
  tx: Scoped,
  { circle, party }: OnParty,
  device: Buffer,
): Promise<PassersBy | null> {
  const row = await tx
    .selectFrom('passerBy')
    .select(['children', 'grownUps'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('deviceHash', '=', device)
    .executeTakeFirst();
  return row ?? null;
}

/** The last word of a device counts. */
export async function savePasserBy(
  tx: Scoped,
  { circle, party }: OnParty,
  device: Buffer,
  said: PassersBy,
  now: Temporal.Instant,
): Promise<void> {
  const row = { ...said, saidAt: toDate(now) };
  await tx
    .insertInto('passerBy')
    .values({ circleId: circle, partyId: party, deviceHash: device, ...row })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId', 'deviceHash']).doUpdateSet(row))
    .execute();
}

/** How many devices of a network since then, and of the party, have said it; whoever comes at the same moment waits here. */
export async function countCrowd(
  tx: Scoped,
  { circle, party }: OnParty,
  network: Buffer,
  since: Temporal.Instant,
): Promise<Crowd> {
  await sql`select pg_advisory_xact_lock(hashtext('street_try'))`.execute(tx);
  const tries = await tx
    .selectFrom('streetTry')
    .select((of) => of.fn.countAll<string>().as('count'))
    .where('networkHash', '=', network)
    .where('triedAt', '>', toDate(since))
    .executeTakeFirstOrThrow();
  const devices = await tx
    .selectFrom('passerBy')
    .select((of) => of.fn.countAll<string>().as('count'))
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirstOrThrow();
  return { network: Number(tries.count), party: Number(devices.count) };
}

export async function saveTry(tx: Scoped, network: Buffer, now: Temporal.Instant): Promise<void> {
  await tx
    .insertInto('streetTry')
    .values({ networkHash: network, triedAt: toDate(now) })
    .execute();
}
