import { sql } from 'kysely';
import type pg from 'pg';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';

export type OfFamily = { readonly circle: string; readonly family: string };

/** What is left of something erased until its guests are told: a circle, a family of it or a child of that. */
export type Erasure = {
  id: string;
  family: string | null;
  child: string | null;
  askedAt: Temporal.Instant;
};

export async function findEraseHome(
  db: Database,
  hash: Buffer,
): Promise<(OfFamily & { address: string }) | null> {
  const { rows } = await sql<{
    circleId: string;
    familyId: string;
    address: string;
  }>`select * from erase_home(${hash})`.execute(db);
  const [row] = rows;
  return row ? { circle: row.circleId, family: row.familyId, address: row.address } : null;
}

export type Hosting = { circle: string; family?: string; child?: string };

/** The parties that are sent and not over, of which nobody else is host as well: those of a circle, a family or a child. */
export async function listAhead(
  tx: Scoped,
  { circle, family, child }: Hosting,
  now: Temporal.Instant,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('party')
    .select('id')
    .where('circleId', '=', circle)
    .where('sentAt', 'is not', null)
    .where('cancelledAt', 'is', null)
    .where('endsAt', '>', toDate(now))
    .$if(family !== undefined, (query) =>
      query
        .where('familyId', '=', family ?? '')
        .where((party) =>
          party.not(
            party.exists(
              party
                .selectFrom('jointHost')
                .select('jointHost.partyId')
                .whereRef('jointHost.circleId', '=', 'party.circleId')
                .whereRef('jointHost.partyId', '=', 'party.id'),
            ),
          ),
        ),
    )
    .$if(child !== undefined, (query) => query.where('childId', '=', child ?? ''))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** How many families that were told of these parties have no address, by which they could hear that they are off. */
export async function countOnPaper(tx: Scoped, circle: string, parties: readonly string[]): Promise<number> {
  if (parties.length === 0) return 0;
  const { rows } = await sql<{ families: number }>`
    select count(distinct e.family_id)::int as families from envelope e
    where e.circle_id = ${circle} and e.party_id = any (${[...parties]}::uuid[]) and not e.quiet and not exists (
      select from adult d
      where d.circle_id = e.circle_id and d.family_id = e.family_id and d.address is not null)`.execute(tx);
  return rows[0]?.families ?? 0;
}

/** What goes reaches through all rooms (`erase_…` of the database); gives back the parties and walls whose pages change. */
export async function eraseRows(
  tx: Scoped,
  { circle, family, child }: Hosting,
  now: Temporal.Instant,
  due: boolean,
): Promise<string[]> {
  const at = toDate(now);
  const erase =
    family === undefined
      ? sql<{ page: string }>`select erase_circle(${circle}, ${at}, ${due}) as page`
      : child === undefined
        ? sql<{ page: string }>`select erase_family(${circle}, ${family}, ${at}, ${due}) as page`
        : sql<{ page: string }>`select erase_child(${circle}, ${family}, ${child}, ${at}, ${due}) as page`;
  const { rows } = await erase.execute(tx);
  return rows.map(({ page }) => page);
}

/** Everything that is known of an address beside its families. */
export async function eraseAddress(
  tx: Database,
  address: string,
  hash: Buffer,
  now: Temporal.Instant,
): Promise<void> {
  await sql`select erase_address(${address}, ${hash}, ${toDate(now)})`.execute(tx);
}

export async function listErasures(tx: Scoped, circle: string): Promise<Erasure[]> {
  const rows = await tx.selectFrom('erasure').selectAll().where('circleId', '=', circle).execute();
  return rows.map(({ id, familyId, childId, askedAt }) => ({
    id,
    family: familyId,
    child: childId,
    askedAt: toInstant(askedAt),
  }));
}

/** The circles that the account of an address keeps. */
export async function listKept(owner: pg.Pool, address: string): Promise<string[]> {
  const { rows } = await owner.query<{ circle: string }>(
    'select k.circle_id as circle from keeper k join account a on a.id = k.account_id where a.address = $1',
    [address],
  );
  return rows.map(({ circle }) => circle);
}

/** Whether this account alone keeps the circle, and no family is in it any more. */
export async function isLeftAlone(tx: Scoped, circle: string): Promise<boolean> {
  const { rows } = await sql<{ alone: boolean }>`
    select (select count(*) from keeper where circle_id = ${circle}) <= 1
      and not exists (select from family where circle_id = ${circle} and left_at is null) as alone`.execute(
    tx,
  );
  return rows[0]?.alone ?? false;
}

/** Where a family, or any of a circle, has offered to come by the open door of another circle. */
export async function listOffersOf(
  owner: pg.Pool,
  { circle, family }: Pick<Hosting, 'circle' | 'family'>,
): Promise<{ circle: string; party: string; asked: string }[]> {
  const { rows } = await owner.query<{ circle: string; party: string; asked: string }>(
    `select a.circle_id as circle, a.party_id as party, a.id as asked
     from door_asked a join door_offer o on o.circle_id = a.circle_id and o.asked_id = a.id
     where a.guest_circle = $1 and a.guest_family = coalesce($2, a.guest_family) order by a.id`,
    [circle, family ?? null],
  );
  return rows;
}

/** Every address that is written down anywhere. */
export async function listAddresses(owner: pg.Pool): Promise<string[]> {
  const { rows } = await owner.query<{ address: string }>(
    `select address from adult where address is not null union select address from account
     union select address from co_host union select address from wall_reader union select address from address_offer
     union select address from join_request where address is not null union select address from digest_told
     union select address from login_code union select address from staff`,
  );
  return rows.map(({ address }) => address);
}

/** The hashes of the addresses that were erased since then. */
export async function listAddressMarks(owner: pg.Pool, since: Temporal.Instant): Promise<Set<string>> {
  const { rows } = await owner.query<{ hash: Buffer }>(
    "select hash from tombstone where kind = 'address' and erased_at >= $1",
    [toDate(since)],
  );
  return new Set(rows.map(({ hash }) => hash.toString('hex')));
}

export async function eraseMarked(
  client: Pick<pg.PoolClient, 'query'>,
  addresses: readonly string[],
  hashes: readonly Buffer[],
  { since, now }: { since: Temporal.Instant; now: Temporal.Instant },
): Promise<number> {
  const { rows } = await client.query<{ erased: number }>('select erase_again($1, $2, $3, $4) as erased', [
    addresses,
    hashes,
    toDate(since),
    toDate(now),
  ]);
  return rows[0]?.erased ?? 0;
}
