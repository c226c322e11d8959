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
  type SealedEnvelope,
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

/** The envelopes of two parties with the children asked; locked, so that answers to them wait. */
export async function lockEnvelopes(
  tx: Scoped,
  circle: string,
  parties: readonly string[],
): Promise<SealedEnvelope[]> {
  const rows = await tx
    .selectFrom('envelope')
    .select(['id', 'partyId', 'familyId', 'quiet'])
    .where('circleId', '=', circle)
    .where('partyId', 'in', [...parties])
    // In the order in which answers lock them.
    .orderBy('id')
    .forUpdate()
    .execute();
  const asked = await tx
    .selectFrom('invitation')
    .innerJoin('envelope', (join) =>
      join
        .onRef('envelope.circleId', '=', 'invitation.circleId')
        .onRef('envelope.id', '=', 'invitation.envelopeId'),
    )
    .select(['invitation.envelopeId', 'invitation.childId'])
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', 'in', [...parties])
    .execute();
  return rows.map(({ id, partyId, familyId, quiet }) => ({
    id,
    party: partyId,
    family: familyId,
    quiet,
    children: asked.filter(({ envelopeId }) => envelopeId === id).map(({ childId }) => childId),
  }));
}

/** The envelopes of a party that can be opened: not those sealed for families in peace. */
export async function listOpenable(tx: Scoped, { circle, party }: OnParty): Promise<string[]> {
  const rows = await tx
    .selectFrom('envelope')
    .select('id')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('quiet', '=', false)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function moveEnvelopes(
  tx: Scoped,
  { circle, party }: OnParty,
  envelopes: readonly string[],
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .updateTable('envelope')
    .set({ partyId: party })
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .execute();
}

export async function dropEnvelopes(tx: Scoped, circle: string, envelopes: readonly string[]): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .deleteFrom('envelope')
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .execute();
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

/** Seen means that a person pressed the button; only the first time counts. Gives back the party when it was that. */
export async function saveSeen(tx: Scoped, pass: GuestPass, now: Temporal.Instant): Promise<string | null> {
  const row = await tx
    .updateTable('envelope')
    .set({ seenAt: toDate(now) })
    .where('circleId', '=', pass.circle)
    .where('id', '=', pass.envelope)
    .where('seenAt', 'is', null)
    .returning('partyId')
    .executeTakeFirst();
  return row?.partyId ?? null;
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
