import { sql, type Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Envelope as EnvelopeTable } from '../../platform/database/tables.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Adult } from '../circle/rules.ts';
import { asLanguage } from '../circle/store.ts';
import {
  channels,
  type Addressee,
  type Channel,
  type Envelope,
  type Heard,
  type PlannedEnvelope,
  type Receipt,
  type SealedEnvelope,
} from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

export type LinkHome = { circle: string; envelope: string; version: number };

export async function findLinkHome(db: Database, hash: Buffer): Promise<LinkHome | null> {
  const { rows } = await sql<{
    circleId: string;
    envelopeId: string;
    linkVersion: number;
  }>`select * from link_home(${hash}) union all select * from held_home(${hash})`.execute(db);
  return rows[0]
    ? { circle: rows[0].circleId, envelope: rows[0].envelopeId, version: rows[0].linkVersion }
    : null;
}

/** The same by the hash of the short code on a slip. */
export async function findCodeHome(db: Database, hash: Buffer): Promise<LinkHome | null> {
  const { rows } = await sql<{
    circleId: string;
    envelopeId: string;
    linkVersion: number;
  }>`select * from code_home(${hash})`.execute(db);
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

export type NewEnvelope = PlannedEnvelope & {
  id: string;
  linkHash: Buffer;
  codeHash: Buffer;
  /** What its SEQUENCE is ahead of the revision. */
  ahead: number;
};

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
      envelopes.map(({ id, family, channel, byKeeper, linkHash, codeHash, ahead }) => ({
        circleId: circle,
        id,
        partyId: party,
        familyId: family,
        linkHash,
        codeHash,
        how: channel,
        withKeeperAt: byKeeper ? toDate(now) : null,
        createdAt: toDate(now),
        ahead,
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

/** The parties that were sent and have not begun; the posting sends the mails of those within their grace. */
export async function listSentAhead(tx: Scoped, circle: string, now: Temporal.Instant): Promise<string[]> {
  const rows = await tx
    .selectFrom('party')
    .select('party.id')
    .where('party.circleId', '=', circle)
    .where('party.sentAt', 'is not', null)
    .where('party.cancelledAt', 'is', null)
    .where('party.startsAt', '>', toDate(now))
    .orderBy('party.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Holds envelopes of families before they are written to, in the order in which answers lock them. */
export async function holdEnvelopes(
  tx: Scoped,
  { circle, party }: OnParty,
  families: readonly string[],
): Promise<void> {
  if (families.length === 0) return;
  await tx
    .selectFrom('envelope')
    .select('id')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('familyId', 'in', [...families])
    .orderBy('id')
    .forUpdate()
    .execute();
}

export type Growth = {
  envelope: string;
  children: string[];
  mailed: boolean;
  quiet: boolean;
  /** On paper or in a hand, and never by mail: whoever gave it over gives it once more. */
  byHand: boolean;
  byKeeper: boolean;
};

/** Adds children to the envelope that a family has already; which were new in it, and whether a mail of it has gone. */
export async function addToEnvelope(
  tx: Scoped,
  { circle, party }: OnParty,
  { family, children }: PlannedEnvelope,
): Promise<Growth | null> {
  // The mail that is on its way marks the envelope before it looks for children that it did not name.
  const row = await tx
    .selectFrom('envelope')
    .select(['id', 'how', 'quiet', 'writtenAt', 'sentAt', 'failedAt', 'withKeeperAt'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('familyId', '=', family)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const added = await tx
    .insertInto('invitation')
    .values(children.map((childId) => ({ circleId: circle, envelopeId: row.id, childId })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('childId')
    .execute();
  return {
    envelope: row.id,
    children: added.map(({ childId }) => childId),
    mailed: !row.quiet && row.writtenAt !== null,
    byHand: row.how !== 'mail' && row.sentAt === null && row.failedAt === null,
    byKeeper: row.withKeeperAt !== null,
    quiet: row.quiet,
  };
}

/** A quiet envelope is one of which nothing leaves by itself; otherwise it is like any other. */
export async function saveQuiet(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  quiet: boolean,
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .updateTable('envelope')
    .set({ quiet })
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .execute();
}

/** The envelopes of a family for parties that have not begun, by the order in which parties are locked. */
export async function listAheadOf(
  tx: Scoped,
  { circle, family }: { readonly circle: string; readonly family: string },
  now: Temporal.Instant,
): Promise<{ envelope: string; party: string }[]> {
  return tx
    .selectFrom('envelope')
    .innerJoin('party', (join) =>
      join.onRef('party.circleId', '=', 'envelope.circleId').onRef('party.id', '=', 'envelope.partyId'),
    )
    .select(['envelope.id as envelope', 'party.id as party'])
    .where('envelope.circleId', '=', circle)
    .where('envelope.familyId', '=', family)
    .where('party.cancelledAt', 'is', null)
    .where('party.startsAt', '>', toDate(now))
    .orderBy('party.id')
    .execute();
}

/** When an envelope left for its family, as far as its host can know, and whether it has answered for any child. */
export async function findLeaving(
  tx: Scoped,
  { circle, envelope }: { readonly circle: string; readonly envelope: string },
): Promise<{ leftAt: Temporal.Instant | null; answered: boolean }> {
  const row = await tx
    .selectFrom('envelope')
    .select(['how', 'sentAt', 'arrivedAt', 'seenAt'])
    .select(
      sql<boolean>`exists (select from answer
        where answer.circle_id = envelope.circle_id and answer.envelope_id = envelope.id)`.as('answered'),
    )
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .executeTakeFirst();
  if (!row) return { leftAt: null, answered: false };
  const leftAt = (row.how === 'mail' ? row.sentAt : null) ?? row.arrivedAt ?? row.seenAt;
  return { leftAt: leftAt && toInstant(leftAt), answered: row.answered };
}

export async function deleteEnvelopes(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx.deleteFrom('envelope').where('circleId', '=', circle).where('partyId', '=', party).execute();
}

/** Whether everybody in the circle is invited, as it stands now. */
export async function isWholeNow(tx: Scoped, { circle, party }: OnParty): Promise<boolean> {
  const { rows } = await sql<{ whole: boolean }>`select whole_now(${circle}, ${party}) as whole`.execute(tx);
  return rows[0]?.whole ?? false;
}

/** The children who are invited to a party, each once. */
export async function listInvitedChildren(tx: Scoped, { circle, party }: OnParty): Promise<string[]> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('invitation', (join) =>
      join
        .onRef('invitation.circleId', '=', 'envelope.circleId')
        .onRef('invitation.envelopeId', '=', 'envelope.id'),
    )
    .select('invitation.childId as child')
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .distinct()
    .execute();
  return rows.map(({ child }) => child);
}

export type Lost = {
  envelope: string;
  family: string;
  quiet: boolean;
  /** Whether anything of the envelope had come to its family. */
  heard: boolean;
  /** Whether nobody is left in it. */
  gone: boolean;
  lost: string[];
};

/** Takes children off a party; envelopes with nobody left in them go. Gives back the envelopes that lost somebody. */
export async function deleteInvitations(
  tx: Scoped,
  { circle, party }: OnParty,
  children: readonly string[],
): Promise<Lost[]> {
  if (children.length === 0) return [];
  // Answers lock envelopes by their ids and then write to them: whoever takes them away waits in the same order.
  await tx
    .selectFrom('envelope')
    .select('envelope.id')
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .where((envelope) =>
      envelope.exists(
        envelope
          .selectFrom('invitation')
          .select('invitation.childId')
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .where('invitation.childId', 'in', [...children]),
      ),
    )
    .orderBy('envelope.id')
    .forUpdate()
    .execute();
  const touched = await tx
    .deleteFrom('invitation')
    .using('envelope')
    .whereRef('envelope.circleId', '=', 'invitation.circleId')
    .whereRef('envelope.id', '=', 'invitation.envelopeId')
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .where('invitation.childId', 'in', [...children])
    .returning(['invitation.envelopeId as id', 'invitation.childId as child'])
    .execute();
  if (touched.length === 0) return [];
  const envelopes = await tx
    .selectFrom('envelope')
    .select(['id', 'familyId', 'quiet', 'writtenAt', 'sentAt', 'arrivedAt', 'seenAt'])
    .where('circleId', '=', circle)
    .where(
      'id',
      'in',
      touched.map(({ id }) => id),
    )
    .orderBy('id')
    .execute();
  const out = await listMailOut(
    tx,
    envelopes.map(({ id }) => id),
  );
  const gone = await tx
    .deleteFrom('envelope')
    .where('envelope.circleId', '=', circle)
    .where(
      'envelope.id',
      'in',
      touched.map(({ id }) => id),
    )
    .where((envelope) =>
      envelope.not(
        envelope.exists(
          envelope
            .selectFrom('invitation')
            .select('invitation.childId')
            .whereRef('invitation.circleId', '=', 'envelope.circleId')
            .whereRef('invitation.envelopeId', '=', 'envelope.id'),
        ),
      ),
    )
    .returning('envelope.id')
    .execute();
  const isGone = (envelope: string): boolean => gone.some(({ id }) => id === envelope);
  return envelopes.map(({ id, familyId, quiet, writtenAt, sentAt, arrivedAt, seenAt }) => ({
    envelope: id,
    family: familyId,
    quiet,
    // A mail that still waits goes with its envelope; while somebody is left in it, it leaves with all the names.
    heard:
      out.has(id) || [sentAt, arrivedAt, seenAt, isGone(id) ? null : writtenAt].some((time) => time !== null),
    gone: isGone(id),
    lost: touched.filter((one) => one.id === id).map(({ child }) => child),
  }));
}

// A mail may have left, or be leaving, before its job has heard of it.
async function listMailOut(tx: Scoped, envelopes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select mail_out(${[...envelopes]}::uuid[]) as id`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** The children of a party of whose families one has no address; who is in peace is no other. */
export async function listOnPaper(tx: Scoped, { circle, party }: OnParty): Promise<string[]> {
  const { rows } = await sql<{ childId: string }>`
    select distinct i.child_id
    from envelope e join invitation i on i.circle_id = e.circle_id and i.envelope_id = e.id
    where e.circle_id = ${circle} and e.party_id = ${party} and not exists (
      select from adult d
      where d.circle_id = e.circle_id and d.family_id = e.family_id and d.address is not null)`.execute(tx);
  return rows.map(({ childId }) => childId);
}

/** The envelopes of two parties with the children asked; locked, so that answers to them wait. */
export async function lockEnvelopes(
  tx: Scoped,
  circle: string,
  parties: readonly string[],
): Promise<SealedEnvelope[]> {
  const rows = await tx
    .selectFrom('envelope')
    .select(['id', 'partyId', 'familyId', 'quiet', 'how', 'sentAt', 'arrivedAt', 'seenAt'])
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
  return rows.map(({ id, partyId, familyId, quiet, ...row }) => ({
    id,
    party: partyId,
    family: familyId,
    quiet,
    came: row.seenAt ? 2 : row.arrivedAt || (row.how === 'mail' && row.sentAt) ? 1 : 0,
    children: asked.filter(({ envelopeId }) => envelopeId === id).map(({ childId }) => childId),
  }));
}

export async function moveEnvelopes(
  tx: Scoped,
  { circle, party }: OnParty,
  envelopes: readonly string[],
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .updateTable('envelope')
    .set({
      partyId: party,
      // Its family may have been told of this party before: what it is told from now on is higher.
      ahead: sql<number>`greatest(ahead, (select p.list_turns from party p where p.circle_id = ${circle} and p.id = ${party}))`,
    })
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .execute();
}

/** Keeps the UID under which families have another party in their calendars. */
export async function saveFormer(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  formerUid: string,
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .updateTable('envelope')
    .set({ formerUid })
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

export type Addressed = {
  party: string;
  envelope: Envelope;
  /** Whom mail goes to: who is in peace has no address here. */
  addressee: Addressee;
  quiet: boolean;
  /** All the addresses there are: what a host or another adult sees is decided by them, whoever is in peace. */
  known: Adult[];
  /** Whether a child of it comes: then its family is told what becomes of the party, in peace or not. */
  comes: boolean;
  /** The last plan that the family was asked to, or has seen. */
  knows: number;
  /** What its SEQUENCE is ahead of the revision. */
  ahead: number;
  /** What the family has said for each child. */
  heard: Heard[];
};

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
    .innerJoin('party', (join) =>
      join.onRef('party.circleId', '=', 'envelope.circleId').onRef('party.id', '=', 'envelope.partyId'),
    )
    .selectAll('envelope')
    .select('family.language')
    .select(
      sql<boolean>`exists (select from answer where answer.circle_id = envelope.circle_id
        and answer.envelope_id = envelope.id and answer.says = 'yes')`.as('comes'),
    )
    .select((outer) => [
      jsonArrayFrom(
        outer
          .selectFrom('adult')
          .select(['adult.name', 'adult.address', 'adult.phone'])
          .select(
            sql<boolean>`is_spared(envelope.circle_id, envelope.family_id, party.kind, adult.address)`.as(
              'spared',
            ),
          )
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
          .leftJoin('answer', (join) =>
            join
              .onRef('answer.circleId', '=', 'invitation.circleId')
              .onRef('answer.envelopeId', '=', 'invitation.envelopeId')
              .onRef('answer.childId', '=', 'invitation.childId'),
          )
          .select(['child.id', 'child.name', 'answer.says', 'answer.revision'])
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('children'),
    ])
    .where('envelope.circleId', '=', circle)
    .where('envelope.id', '=', envelope)
    .executeTakeFirst();
  if (!row) return null;
  const { language, quiet, comes } = row;
  const children = row.children.map(({ id, name }) => ({ id, name }));
  const known = row.adults.map(({ name, address, phone }) => ({ name, address, phone }));
  // Whatever room writes to a family in peace finds no address to write to, nor that of the one adult who is.
  const adults = row.adults.map(({ name, address, phone, spared }) => ({
    name,
    address: quiet || (spared && !comes) ? null : address,
    phone,
  }));
  return {
    party: row.partyId,
    envelope: asEnvelope(row),
    addressee: { adults, children, language: asLanguage(language) },
    quiet,
    knows: Math.max(row.seenRevision, row.askedRevision),
    known,
    comes,
    ahead: row.ahead,
    heard: row.children.map(({ says, revision }) =>
      says === null ? null : { says, revision: revision ?? 0 },
    ),
  };
}

export async function saveDelivered(
  tx: Scoped,
  circle: string,
  envelope: string,
  marks: readonly ('writtenAt' | 'sentAt' | 'failedAt' | 'mailedAt' | 'toldAt')[],
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('envelope')
    .set(Object.fromEntries(marks.map((mark) => [mark, toDate(now)])))
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .execute();
}

/** Keeps of which plan no mail came to its family; gives back the party. */
export async function saveReturned(
  tx: Scoped,
  { circle, envelope }: { readonly circle: string; readonly envelope: string },
  revision: number,
): Promise<string | null> {
  const row = await tx
    .updateTable('envelope')
    .set({ returnedRevision: revision })
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .returning('partyId')
    .executeTakeFirst();
  return row?.partyId ?? null;
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
export async function saveSeen(
  tx: Scoped,
  pass: { readonly circle: string; readonly envelope: string },
  now: Temporal.Instant,
): Promise<string | null> {
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

export type Way = Pick<
  Selectable<EnvelopeTable>,
  'how' | 'withKeeperAt' | 'arrivedAt' | 'seenAt' | 'sentAt' | 'failedAt' | 'triedAt'
>;

/** Those of the envelopes that the keeper still has to pass on, held by their ids. */
export async function holdWithKeeper(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
): Promise<string[]> {
  if (envelopes.length === 0) return [];
  const rows = await tx
    .selectFrom('envelope')
    .select('id')
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .where('withKeeperAt', 'is not', null)
    .where('arrivedAt', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** The way that an envelope takes from now on, or how far it got. */
export async function saveWay(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  way: Partial<Way>,
): Promise<void> {
  if (envelopes.length === 0) return;
  await tx
    .updateTable('envelope')
    .set(way)
    .where('circleId', '=', circle)
    .where('id', 'in', [...envelopes])
    .execute();
}

type EnvelopeRow = {
  id: string;
  familyId: string;
  how: string;
  linkVersion: number;
  sentAt: Date | null;
  failedAt: Date | null;
  seenAt: Date | null;
  arrivedAt: Date | null;
  withKeeperAt: Date | null;
  triedAt: Date | null;
  quiet: boolean;
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
    arrivedAt: row.arrivedAt && toInstant(row.arrivedAt),
    withKeeperAt: row.withKeeperAt && toInstant(row.withKeeperAt),
    triedAt: row.triedAt && toInstant(row.triedAt),
    quiet: row.quiet,
  };
}

export function asChannel(text: string): Channel {
  return channels.find((channel) => channel === text) ?? 'mail';
}
