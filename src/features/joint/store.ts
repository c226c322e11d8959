import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { AccountPass } from '../account/rules.ts';
import type { PlannedParty } from '../party/rules.ts';
import type { Offer } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };
type OnOffer = { readonly circle: string; readonly offer: string };

/** Wishes of a circle are written one after the other: of two that are made at once, the second sees the first. */
export async function lockWishes(tx: Scoped, circle: string): Promise<void> {
  await tx.selectFrom('circle').select('id').where('id', '=', circle).forNoKeyUpdate().execute();
}

export async function saveWish(
  tx: Scoped,
  { circle, id, plan }: PlannedParty,
  now: Temporal.Instant,
): Promise<void> {
  const said = { startsAt: toDate(plan.startsAt), endsAt: toDate(plan.endsAt), createdAt: toDate(now) };
  await tx
    .insertInto('shareWish')
    .values({ circleId: circle, partyId: id, ...said })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(said))
    .execute();
}

export async function deleteWish(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx.deleteFrom('shareWish').where('circleId', '=', circle).where('partyId', '=', party).execute();
}

/** The parties of a circle whose hosts would share them; a wish counts for the hours for which it was made. */
export async function listWished(tx: Scoped, circle: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('shareWish')
    .innerJoin('party', (join) =>
      join
        .onRef('party.circleId', '=', 'shareWish.circleId')
        .onRef('party.id', '=', 'shareWish.partyId')
        .onRef('party.startsAt', '=', 'shareWish.startsAt')
        .onRef('party.endsAt', '=', 'shareWish.endsAt'),
    )
    .select('party.id')
    .where('shareWish.circleId', '=', circle)
    .orderBy('party.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Keeps, on both sides, that two hosts have learned of each other. */
export async function saveMatch(
  tx: Scoped,
  { circle, party }: OnParty,
  other: string,
  now: Temporal.Instant,
): Promise<void> {
  const createdAt = toDate(now);
  await tx
    .insertInto('shareMatch')
    .values([
      { circleId: circle, partyId: party, otherId: other, createdAt },
      { circleId: circle, partyId: other, otherId: party, createdAt },
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function listMatches(tx: Scoped, { circle, party }: OnParty): Promise<string[]> {
  const rows = await tx
    .selectFrom('shareMatch')
    .select('otherId')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy('createdAt')
    .execute();
  return rows.map(({ otherId }) => otherId);
}

type NewOffer = Pick<Offer, 'id' | 'child' | 'other'>;

/** An offer, once for a child: a no is not asked again. */
export async function saveOffer(
  tx: Scoped,
  { circle, party }: OnParty,
  { id, child, other }: NewOffer,
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('jointOffer')
    .values({
      circleId: circle,
      id,
      partyId: party,
      childId: child,
      otherId: other,
      createdAt: toDate(now),
    })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId', 'childId']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The offers of a party, and those that were made to it. */
export async function listOffers(
  tx: Scoped,
  { circle, party }: OnParty,
): Promise<(Offer & { childName: string })[]> {
  const rows = await selectOffers(tx)
    .where('jointOffer.circleId', '=', circle)
    .where((offer) => offer.or([offer('partyId', '=', party), offer('otherId', '=', party)]))
    .orderBy('jointOffer.createdAt')
    .execute();
  return rows.map((row) => ({ ...asOffer(row), childName: row.name }));
}

export async function findOffer(tx: Scoped, { circle, offer }: OnOffer): Promise<Offer | null> {
  const row = await selectOffers(tx)
    .where('jointOffer.circleId', '=', circle)
    .where('jointOffer.id', '=', offer)
    .executeTakeFirst();
  return row ? asOffer(row) : null;
}

export async function saveDeclined(
  tx: Scoped,
  { circle, offer }: OnOffer,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('jointOffer')
    .set({ declinedAt: toDate(now) })
    .where('circleId', '=', circle)
    .where('id', '=', offer)
    .execute();
}

/** Takes an offer back, as long as it waits for a word. */
export async function deleteOffer(tx: Scoped, { circle, party }: OnParty, offer: string): Promise<void> {
  await tx
    .deleteFrom('jointOffer')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('id', '=', offer)
    .where('declinedAt', 'is', null)
    .execute();
}

/** A party that two families give together asks nobody else, and would be shared with nobody else. */
export async function deleteAsking(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await deleteWish(tx, { circle, party });
  await tx
    .deleteFrom('shareMatch')
    .where('circleId', '=', circle)
    .where((match) => match.or([match('partyId', '=', party), match('otherId', '=', party)]))
    .execute();
  await tx
    .deleteFrom('jointOffer')
    .where('circleId', '=', circle)
    .where((offer) => offer.or([offer('partyId', '=', party), offer('otherId', '=', party)]))
    .execute();
}

export async function findOffered(
  db: Database,
  pass: AccountPass,
  offer: string,
): Promise<{ circle: string; family: string } | null> {
  const { rows } = await sql<{
    circleId: string;
    familyId: string;
  }>`select * from offered_joint(${pass.account}, ${offer})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, family: rows[0].familyId } : null;
}

export type OpenOffer = { offer: string; host: string };

/** The offers that wait for the word of this account, in all of its circles. */
export async function listOpenOffers(
  db: Database,
  pass: AccountPass,
  now: Temporal.Instant,
): Promise<OpenOffer[]> {
  const { rows } = await sql<{
    offerId: string;
    host: string;
  }>`select * from account_joint_offers(${pass.account}, ${toDate(now)})`.execute(db);
  return rows.map(({ offerId, host }) => ({ offer: offerId, host }));
}

function selectOffers(tx: Scoped) {
  return tx
    .selectFrom('jointOffer')
    .innerJoin('child', (join) =>
      join.onRef('child.circleId', '=', 'jointOffer.circleId').onRef('child.id', '=', 'jointOffer.childId'),
    )
    .select(['jointOffer.id', 'partyId', 'childId', 'otherId', 'declinedAt', 'child.name']);
}

type OfferRow = {
  id: string;
  partyId: string;
  childId: string;
  otherId: string | null;
  declinedAt: Date | null;
};

function asOffer(row: OfferRow): Offer {
  return {
    id: row.id,
    party: row.partyId,
    child: row.childId,
    other: row.otherId,
    declinedAt: row.declinedAt && toInstant(row.declinedAt),
  };
}
