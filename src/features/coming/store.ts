import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { OnEnvelope } from '../answer/store.ts';
import { rounds, type Round } from '../party/rules.ts';
import type { Asked } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

type Row = Omit<Asked, 'days' | 'askedAt' | 'confirmedAt' | 'yesAt'> & {
  days: number;
  askedAt: Date;
  confirmedAt: Date | null;
  yesAt: Date | null;
};

/**
 * The families of a party, or only the one of an envelope, that were asked once more about the plan that stands, by
 * round. Rides the unique key of envelope and the primary keys of coming and answer.
 */
export async function listAsked(tx: Scoped, { circle, party }: OnParty, only?: string): Promise<Asked[]> {
  const { rows } = await sql<Row>`
    select c.envelope_id as envelope, c.days, c.by_mail, c.asked_at, c.confirmed_at, said.yes_at
    from envelope e
    join party p on p.circle_id = e.circle_id and p.id = e.party_id
    join coming c on c.circle_id = e.circle_id and c.envelope_id = e.id and c.revision = p.revision
    cross join lateral (
      select min(a.answered_at) as yes_at from answer a
      where a.circle_id = e.circle_id and a.envelope_id = e.id and a.says = 'yes' and a.revision >= p.revision) as said
    where e.circle_id = ${circle} and e.party_id = ${party} and e.id = coalesce(${only ?? null}::uuid, e.id)
    order by c.envelope_id, c.asked_at`.execute(tx);
  return rows.map(({ days, askedAt, confirmedAt, yesAt, ...row }) => ({
    ...row,
    days: rounds.find((round): round is Round => round === days) ?? 1,
    askedAt: toInstant(askedAt),
    confirmedAt: confirmedAt && toInstant(confirmedAt),
    yesAt: yesAt && toInstant(yesAt),
  }));
}

/** The envelopes of a party of whose families one adult at least has an address, and no mail came back. */
export async function listWritable(tx: Scoped, { circle, party }: OnParty): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select e.id from envelope e
    where e.circle_id = ${circle} and e.party_id = ${party} and e.failed_at is null and exists (
      select from adult d where d.circle_id = e.circle_id and d.family_id = e.family_id and d.address is not null)`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

export type Asking = { envelope: string; revision: number; days: Round; byMail: boolean };

/** Notes that families are asked; gives back those who were not asked in this round before. */
export async function saveAsked(
  tx: Scoped,
  circle: string,
  asking: readonly Asking[],
  now: Temporal.Instant,
): Promise<string[]> {
  if (asking.length === 0) return [];
  const rows = await tx
    .insertInto('coming')
    .values(
      asking.map(({ envelope, ...one }) => ({
        circleId: circle,
        envelopeId: envelope,
        ...one,
        askedAt: toDate(now),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('envelopeId')
    .execute();
  return rows.map(({ envelopeId }) => envelopeId);
}

export async function saveConfirmed(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  { revision, days }: Pick<Asking, 'revision' | 'days'>,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('coming')
    .set({ confirmedAt: toDate(now) })
    .where('circleId', '=', circle)
    .where('envelopeId', '=', envelope)
    .where('revision', '=', revision)
    .where('days', '=', days)
    .execute();
}

/** How many children have a yes to the plan that stands, each once. */
export async function countChildrenComing(tx: Scoped, { circle, party }: OnParty): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct a.child_id)::int as count
    from envelope e
    join party p on p.circle_id = e.circle_id and p.id = e.party_id
    join answer a on a.circle_id = e.circle_id and a.envelope_id = e.id
    where e.circle_id = ${circle} and e.party_id = ${party} and a.says = 'yes' and a.revision >= p.revision`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
