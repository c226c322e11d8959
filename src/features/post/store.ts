import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import { messageKinds, type FamilyMessage, type Heard, type MessageKind } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };
type OnEnvelope = { readonly circle: string; readonly envelope: string };

/** The circle of an envelope that has left; its id came with a seal of ours. */
export async function findSealedHome(db: Database, envelope: string): Promise<string | null> {
  const { rows } = await sql<{ circleId: string }>`select * from sealed_home(${envelope})`.execute(db);
  return rows[0]?.circleId ?? null;
}

export type NewMessage = {
  id: string;
  kind: MessageKind;
  words: string;
  proposedAt: Temporal.Instant | null;
  digest: Buffer;
};

/** Keeps a message once by its digest; tells whether it is new. */
export async function saveMessage(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  { id, kind, words, proposedAt, digest }: NewMessage,
  now: Temporal.Instant,
): Promise<boolean> {
  const saved = await tx
    .insertInto('familyMessage')
    .values({
      circleId: circle,
      id,
      envelopeId: envelope,
      kind,
      words,
      proposedAt: proposedAt && toDate(proposedAt),
      digest,
      receivedAt: toDate(now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return saved !== undefined;
}

/** How many messages of each kind there are of one envelope. */
export async function countMessages(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
): Promise<Map<MessageKind, number>> {
  const rows = await tx
    .selectFrom('familyMessage')
    .select(['kind', (eb) => eb.fn.countAll<string>().as('count')])
    .where('circleId', '=', circle)
    .where('envelopeId', '=', envelope)
    .groupBy('kind')
    .execute();
  return new Map(rows.map(({ kind, count }) => [asKind(kind), Number(count)]));
}

/** What came for the hosts of a party, the newest first. */
export async function listMessages(tx: Scoped, { circle, party }: OnParty): Promise<FamilyMessage[]> {
  const rows = await messages(tx, circle).where('envelope.partyId', '=', party).execute();
  return rows.map(asMessage);
}

export async function findMessage(
  tx: Scoped,
  { circle, message }: { readonly circle: string; readonly message: string },
): Promise<(FamilyMessage & { party: string }) | null> {
  const row = await messages(tx, circle).where('familyMessage.id', '=', message).executeTakeFirst();
  return row ? { ...asMessage(row), party: row.partyId } : null;
}

function messages(tx: Scoped, circle: string) {
  return tx
    .selectFrom('familyMessage')
    .innerJoin('envelope', (join) =>
      join
        .onRef('envelope.circleId', '=', 'familyMessage.circleId')
        .onRef('envelope.id', '=', 'familyMessage.envelopeId'),
    )
    .select(['familyMessage.id', 'familyMessage.envelopeId', 'familyMessage.kind', 'familyMessage.words'])
    .select(['familyMessage.proposedAt', 'familyMessage.receivedAt', 'envelope.partyId'])
    .select((outer) =>
      outer
        .selectFrom('invitation')
        .innerJoin('child', (join) =>
          join
            .onRef('child.circleId', '=', 'invitation.circleId')
            .onRef('child.id', '=', 'invitation.childId'),
        )
        .select(sql<string[] | null>`array_agg(child.name order by child.name)`.as('names'))
        .whereRef('invitation.circleId', '=', 'familyMessage.circleId')
        .whereRef('invitation.envelopeId', '=', 'familyMessage.envelopeId')
        .as('children'),
    )
    .where('familyMessage.circleId', '=', circle)
    .orderBy('familyMessage.receivedAt', 'desc')
    .orderBy('familyMessage.id');
}

type MessageRow = {
  id: string;
  envelopeId: string;
  kind: string;
  words: string;
  proposedAt: Date | null;
  receivedAt: Date;
  children: string[] | null;
};

function asMessage(row: MessageRow): FamilyMessage {
  return {
    id: row.id,
    envelope: row.envelopeId,
    kind: asKind(row.kind),
    words: row.words,
    proposedAt: row.proposedAt && toInstant(row.proposedAt),
    at: toInstant(row.receivedAt),
    children: row.children ?? [],
  };
}

function asKind(text: string): MessageKind {
  return messageKinds.find((kind) => kind === text) ?? 'words';
}

/** What was written through an envelope that goes is kept with the one that stays. */
export async function moveMessages(
  tx: Scoped,
  circle: string,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    update family_message m set envelope_id = ${into}
    where m.circle_id = ${circle} and m.envelope_id = ${from} and not exists (
      select from family_message n
      where n.circle_id = m.circle_id and n.envelope_id = ${into} and n.digest = m.digest)`.execute(tx);
}

/** Whose calendar, about which event. */
export type HeardOf = { adult: Buffer; uid: string };

export async function findHeard(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  { adult, uid }: HeardOf,
): Promise<Heard | null> {
  const row = await tx
    .selectFrom('calendarReply')
    .select(['sequence', 'stamp', 'count', 'mailHash'])
    .where('circleId', '=', circle)
    .where('envelopeId', '=', envelope)
    .where('adultHash', '=', adult)
    .where('uid', '=', uid)
    .executeTakeFirst();
  if (!row) return null;
  const { sequence, stamp, count, mailHash } = row;
  return { sequence, stamp: toInstant(stamp), count, mail: mailHash };
}

export async function saveHeard(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  { adult, uid }: HeardOf,
  { sequence, stamp, count, mail }: Heard,
): Promise<void> {
  const heard = { sequence, stamp: toDate(stamp), count, mailHash: mail };
  await tx
    .insertInto('calendarReply')
    .values({ circleId: circle, envelopeId: envelope, adultHash: adult, uid, ...heard })
    .onConflict((conflict) =>
      conflict.columns(['circleId', 'envelopeId', 'adultHash', 'uid']).doUpdateSet(heard),
    )
    .execute();
}
