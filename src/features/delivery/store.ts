import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Takes } from '../circle/rules.ts';
import { asLanguage } from '../circle/store.ts';
import type { GuestPass } from '../invitation/rules.ts';

type OnCircle = { readonly circle: string };
type OnParty = { readonly circle: string; readonly party: string };

export type PaperEnvelope = {
  id: string;
  party: string;
  linkVersion: number;
  children: string[];
  language: Language | null;
};

/** The slips of a party that its host gives over, or that one of them; not what was opened in the meantime. */
export function listHostSlips(
  tx: Scoped,
  { circle, party }: OnParty,
  only: string | null,
): Promise<PaperEnvelope[]> {
  return listPaper(
    tx,
    sql<boolean>`envelope.circle_id = ${circle} and envelope.party_id = ${party} and envelope.with_keeper_at is null
      and (${only}::uuid is null or envelope.id = ${only}::uuid)`,
  );
}

/** The pile of the keeper: slips to be passed on, of parties that are still ahead. Rides envelope_with_keeper. */
export function listPile(tx: Scoped, { circle }: OnCircle, now: Temporal.Instant): Promise<PaperEnvelope[]> {
  return listPaper(tx, onPiles([circle], now));
}

/** How many slips wait in each of these circles, where there are any. */
export async function countPile(
  tx: Scoped,
  circles: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('envelope')
    .select((of) => ['envelope.circleId as circle', of.fn.countAll<string>().as('count')])
    .where(isUnopenedPaper)
    .where(onPiles(circles, now))
    .groupBy('envelope.circleId')
    .execute();
  return new Map(rows.map(({ circle, count }) => [circle, Number(count)]));
}

function onPiles(circles: readonly string[], now: Temporal.Instant): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`envelope.circle_id = any (${[...circles]}::uuid[])
    and envelope.with_keeper_at is not null and envelope.arrived_at is null
    and exists (select from party where party.circle_id = envelope.circle_id and party.id = envelope.party_id
      and party.posted_at is not null and party.cancelled_at is null and party.ends_at > ${toDate(now)})`;
}

async function listPaper(tx: Scoped, which: ReturnType<typeof sql<boolean>>): Promise<PaperEnvelope[]> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .select(['envelope.id', 'envelope.partyId', 'envelope.linkVersion', 'family.language'])
    .select((outer) =>
      jsonArrayFrom(
        outer
          .selectFrom('invitation')
          .innerJoin('child', (join) =>
            join
              .onRef('child.circleId', '=', 'invitation.circleId')
              .onRef('child.id', '=', 'invitation.childId'),
          )
          .select('child.name')
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('children'),
    )
    .where(isUnopenedPaper)
    .where(which)
    .execute();
  return rows
    .map(({ id, partyId, linkVersion, language, children }) => ({
      id,
      party: partyId,
      linkVersion,
      children: children.map(({ name }) => name),
      language: asLanguage(language),
    }))
    .toSorted((a, b) => (a.children[0] ?? '').localeCompare(b.children[0] ?? ''));
}

// Answers are kept by the room below; here it is only read that there is one.
const notAnswered = sql<boolean>`not exists (select from answer
  where answer.circle_id = envelope.circle_id and answer.envelope_id = envelope.id)`;

// A child who was added to an envelope may be without an answer beside one who has one.
const allAnswered = sql<boolean>`not exists (select from invitation
  where invitation.circle_id = envelope.circle_id and invitation.envelope_id = envelope.id and not exists (
    select from answer where answer.circle_id = invitation.circle_id
      and answer.envelope_id = invitation.envelope_id and answer.child_id = invitation.child_id))`;

const isUnopenedPaper = sql<boolean>`envelope.how = 'slip' and envelope.seen_at is null and not ${allAnswered}`;

/** Since when the newest slip of the pile has been waiting: what the keeper was told of is not told again. */
export async function findNewestOfPile(tx: Scoped, { circle }: OnCircle): Promise<Date | null> {
  const row = await tx
    .selectFrom('envelope')
    .select((of) => of.fn.max('withKeeperAt').as('at'))
    .where('circleId', '=', circle)
    .where('arrivedAt', 'is', null)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Whether a family has answered for each of its children. */
export async function findAnswered(tx: Scoped, circle: string, envelope: string): Promise<boolean> {
  const row = await tx
    .selectFrom('envelope')
    .select(allAnswered.as('answered'))
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .executeTakeFirst();
  return row?.answered ?? false;
}

export type Unopened = { id: string; takes: Takes };

/**
 * Families of a party that got their mail before the given moment, have not opened it and were not tried again yet; none
 * that left. A family in peace has nearly always said its no by then; if not, it is like any other that is silent.
 */
export async function listUnopened(
  tx: Scoped,
  { circle, party }: OnParty,
  before: Temporal.Instant,
): Promise<Unopened[]> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .select(['envelope.id', 'family.takesSlip', 'family.takesMessage'])
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .where('envelope.how', '=', 'mail')
    .where('envelope.sentAt', '<=', toDate(before))
    .where('envelope.failedAt', 'is', null)
    .where('envelope.seenAt', 'is', null)
    .where('envelope.arrivedAt', 'is', null)
    .where('envelope.triedAt', 'is', null)
    .where('family.leftAt', 'is', null)
    .where(notAnswered)
    .orderBy('envelope.id')
    .forUpdate('envelope')
    .execute();
  return rows.map(({ id, takesSlip, takesMessage }) => ({
    id,
    takes: { slip: takesSlip, message: takesMessage },
  }));
}

export type Tried = { count: number; latest: Date | null };

/** How many families were tried another way and still wait for it, and when the last of them was. */
export async function countTried(tx: Scoped, { circle, party }: OnParty): Promise<Tried> {
  const row = await tx
    .selectFrom('envelope')
    .select((of) => [of.fn.countAll<string>().as('count'), of.fn.max('triedAt').as('latest')])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('triedAt', 'is not', null)
    .where('how', '<>', 'mail')
    .where('seenAt', 'is', null)
    .where('arrivedAt', 'is', null)
    .where(notAnswered)
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), latest: row.latest };
}

/** Whose an open invitation is, and to which party; null when the link behind the pass is dead or leads nowhere. */
export async function findOpen(
  tx: Scoped,
  pass: GuestPass,
): Promise<{ family: string; party: string } | null> {
  const row = await tx
    .selectFrom('envelope')
    .select(['familyId as family', 'partyId as party'])
    .where('circleId', '=', pass.circle)
    .where('id', '=', pass.envelope)
    .where('linkVersion', '=', pass.version)
    .executeTakeFirst();
  return row ?? null;
}
