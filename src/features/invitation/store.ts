import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { AccountPass } from '../account/rules.ts';
import { asLanguage } from '../circle/store.ts';
import {
  channels,
  type Addressee,
  type Channel,
  type Envelope,
  type GuestPass,
  type PlannedEnvelope,
  type Receipt,
} from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

export type LinkHome = { circle: string; envelope: string; version: number };

export async function findLinkHome(db: Database, hash: Buffer): Promise<LinkHome | null> {
  const { rows } = await sql<{
    circleId: string;
    envelopeId: string;
    linkVersion: number;
  }>`select * from link_home(${hash})`.execute(db);
  return rows[0]
    ? { circle: rows[0].circleId, envelope: rows[0].envelopeId, version: rows[0].linkVersion }
    : null;
}

export async function findInvited(
  db: Database,
  pass: AccountPass,
  envelope: string,
): Promise<Omit<LinkHome, 'envelope'> | null> {
  const { rows } = await sql<{
    circleId: string;
    linkVersion: number;
  }>`select * from invited_envelope(${pass.account}, ${envelope})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, version: rows[0].linkVersion } : null;
}

export type NewEnvelope = PlannedEnvelope & { id: string; linkHash: Buffer };

/** Envelopes and their invitations, each once: who is invited already is not invited again. */
export async function saveEnvelopes(
  tx: Scoped,
  { circle, party }: OnParty,
  envelopes: readonly NewEnvelope[],
  now: Temporal.Instant,
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .insertInto('envelope')
    .values(
      envelopes.map(({ id, family, channel, linkHash }) => ({
        circleId: circle,
        id,
        partyId: party,
        familyId: family,
        linkHash,
        how: channel,
        createdAt: toDate(now),
        // The plan that stands now; whoever writes envelopes to a sent party holds it locked.
        askedRevision: sql<number>`(select p.revision from party p where p.circle_id = ${circle} and p.id = ${party})`,
      })),
    )
    .execute();
  await tx
    .insertInto('invitation')
    .values(
      envelopes.flatMap(({ id, children }) =>
        children.map((childId) => ({ circleId: circle, envelopeId: id, childId })),
      ),
    )
    .execute();
}

/** The parties of the whole circle that were sent and are still ahead; within the grace the posting sends the mail. */
export async function listWholeParties(tx: Scoped, circle: string, now: Temporal.Instant): Promise<string[]> {
  const rows = await tx
    .selectFrom('party')
    .innerJoin('guestList', (join) =>
      join.onRef('guestList.circleId', '=', 'party.circleId').onRef('guestList.partyId', '=', 'party.id'),
    )
    .select('party.id')
    .where('party.circleId', '=', circle)
    .where('guestList.whole', '=', true)
    .where('party.sentAt', 'is not', null)
    .where('party.cancelledAt', 'is', null)
    .where('party.startsAt', '>', toDate(now))
    .orderBy('party.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Adds children to the envelope that a family has already; says whether it has one. */
export async function addToEnvelope(
  tx: Scoped,
  { circle, party }: OnParty,
  { family, children }: PlannedEnvelope,
): Promise<boolean> {
  const row = await tx
    .selectFrom('envelope')
    .select('id')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('familyId', '=', family)
    .executeTakeFirst();
  if (!row) return false;
  await tx
    .insertInto('invitation')
    .values(children.map((childId) => ({ circleId: circle, envelopeId: row.id, childId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
}

export async function deleteEnvelopes(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx.deleteFrom('envelope').where('circleId', '=', circle).where('partyId', '=', party).execute();
}

export async function listEnvelopes(tx: Scoped, { circle, party }: OnParty): Promise<Envelope[]> {
  const rows = await tx
    .selectFrom('envelope')
    .selectAll()
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .execute();
  return rows.map(asEnvelope);
}

export type Addressed = { party: string; envelope: Envelope; addressee: Addressee };

/** An envelope with those it is for: what a mail needs. */
export async function findAddressed(
  tx: Scoped,
  { circle, envelope }: { readonly circle: string; readonly envelope: string },
): Promise<Addressed | null> {
  const row = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .selectAll('envelope')
    .select('family.language')
    .select((outer) => [
      jsonArrayFrom(
        outer
          .selectFrom('adult')
          .select(['adult.name', 'adult.address', 'adult.phone'])
          .whereRef('adult.circleId', '=', 'envelope.circleId')
          .whereRef('adult.familyId', '=', 'envelope.familyId')
          .orderBy('adult.id'),
      ).as('adults'),
      jsonArrayFrom(
        outer
          .selectFrom('invitation')
          .innerJoin('child', (join) =>
            join
              .onRef('child.circleId', '=', 'invitation.circleId')
              .onRef('child.id', '=', 'invitation.childId'),
          )
          .select(['child.id', 'child.name'])
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('children'),
    ])
    .where('envelope.circleId', '=', circle)
    .where('envelope.id', '=', envelope)
    .executeTakeFirst();
  if (!row) return null;
  const { adults, children, language } = row;
  return {
    party: row.partyId,
    envelope: asEnvelope(row),
    addressee: { adults, children, language: asLanguage(language) },
  };
}

export async function saveDelivered(
  tx: Scoped,
  circle: string,
  envelope: string,
  way: 'sentAt' | 'failedAt' | 'toldAt',
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('envelope')
    .set({ [way]: toDate(now) })
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .execute();
}

export async function saveQuietTold(
  tx: Scoped,
  { circle, party }: OnParty,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('envelope')
    .set({ toldAt: toDate(now) })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('quiet', '=', true)
    .execute();
}

/**
 * Seen means that a person pressed the button: the first time counts, and again whenever the plan has changed since.
 * Gives back the party when it was news.
 */
export async function saveSeen(tx: Scoped, pass: GuestPass, now: Temporal.Instant): Promise<string | null> {
  const at = toDate(now);
  const { rows } = await sql<{ partyId: string }>`
    update envelope e set seen_at = coalesce(e.seen_at, ${at}), seen_revision = p.revision,
      told_at = coalesce(e.told_at, case when p.cancelled_at is not null then ${at}::timestamptz end)
    from party p
    where e.circle_id = ${pass.circle} and e.id = ${pass.envelope}
      and p.circle_id = e.circle_id and p.id = e.party_id
      and (e.seen_at is null or e.seen_revision < p.revision)
    returning e.party_id`.execute(tx);
  return rows[0]?.partyId ?? null;
}

/**
 * Receipts of several families in one statement: never of a plan that does not stand yet, never taken back. Gives back
 * the parties in which somebody has seen something new.
 */
export async function saveReceipts(
  tx: Scoped,
  receipts: readonly Receipt[],
  now: Temporal.Instant,
): Promise<string[]> {
  if (receipts.length === 0) return [];
  const circles = receipts.map(({ circle }) => circle);
  const envelopes = receipts.map(({ envelope }) => envelope);
  const revisions = receipts.map(({ revision }) => revision);
  const at = toDate(now);
  const { rows } = await sql<{ partyId: string }>`
    update envelope e set seen_revision = least(r.revision, p.revision),
      told_at = coalesce(e.told_at,
        case when p.cancelled_at is not null and r.revision >= p.revision then ${at}::timestamptz end)
    from party p,
      (select circle_id, envelope_id, max(revision) as revision
       from unnest(${circles}::uuid[], ${envelopes}::uuid[], ${revisions}::int[]) as one (circle_id, envelope_id, revision)
       group by 1, 2) as r
    where e.circle_id = r.circle_id and e.id = r.envelope_id
      and p.circle_id = e.circle_id and p.id = e.party_id
      and e.seen_revision < least(r.revision, p.revision)
    returning e.party_id`.execute(tx);
  return [...new Set(rows.map(({ partyId }) => partyId))];
}

type EnvelopeRow = {
  id: string;
  familyId: string;
  how: string;
  linkVersion: number;
  sentAt: Date | null;
  failedAt: Date | null;
  seenAt: Date | null;
};

export function asEnvelope(row: EnvelopeRow): Envelope {
  return {
    id: row.id,
    family: row.familyId,
    channel: asChannel(row.how),
    linkVersion: row.linkVersion,
    sentAt: row.sentAt && toInstant(row.sentAt),
    failedAt: row.failedAt && toInstant(row.failedAt),
    seenAt: row.seenAt && toInstant(row.seenAt),
  };
}

export function asChannel(text: string): Channel {
  return channels.find((channel) => channel === text) ?? 'mail';
}
