import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, selectAnswers } from '../answer/store.ts';
import { reachOf } from '../invitation/rules.ts';
import { asEnvelope } from '../invitation/store.ts';
import { freshDrop, type Case, type Guest, type Level } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** Every invitation of a party with its answer, gathered by child and without a name. Rides the unique key of envelope. */
export async function listGuests(tx: Scoped, { circle, party }: OnParty): Promise<Guest[]> {
  const rows = await selectAnswers(tx, { circle, party })
    .select(['envelope.id', 'envelope.familyId', 'envelope.how', 'envelope.linkVersion', 'envelope.sentAt'])
    .select(['envelope.failedAt', 'envelope.seenAt', 'envelope.arrivedAt', 'envelope.withKeeperAt'])
    .select(['envelope.triedAt', 'envelope.quiet', 'invitation.childId as child'])
    .select(['answer.says', 'answer.answeredAt', 'answer.revision', 'answer.enteredBy'])
    .execute();
  const byChild = Map.groupBy(rows, ({ child }) => child);
  return [...byChild.values()].map((own) => ({
    asked: own.map((row) => ({
      envelope: row.id,
      reach: reachOf(asEnvelope(row), row.says !== null),
      answer: asAnswer({ ...row, food: null, askAgainOn: null, anotherTime: null }),
    })),
  }));
}

/** What is kept for the forecast of a party beside its answers. */
export type Notes = {
  hope: number | null;
  told: number[];
  /** Changes of mind within two days. */
  dropped: number;
  /** Children who come by the open door, or said at the gate that they do. */
  promised: number;
  /** As it was last looked at, for the time that stands. */
  afternoon: Case['afternoon'];
};

type NotesRow = Omit<Notes, 'afternoon'> & { looks: string | null };

export async function findNotes(
  tx: Scoped,
  { circle, party }: OnParty,
  now: Temporal.Instant,
): Promise<Notes> {
  const { rows } = await sql<NotesRow>`
    select
      (select h.children from hope h where h.circle_id = p.circle_id and h.party_id = p.id) as hope,
      array(select w.level from warned w where w.circle_id = p.circle_id and w.party_id = p.id) as told,
      (select count(*)::int from change_of_mind c where c.circle_id = p.circle_id and c.party_id = p.id
        and c.changed_in > ${now.subtract(freshDrop).toString()}::timestamptz) as dropped,
      (select coalesce(sum(o.children), 0)::int from door_offer o where o.circle_id = p.circle_id and o.party_id = p.id
        and o.placed_at is not null)
      + (select coalesce(sum(b.children), 0)::int
        from passer_by b where b.circle_id = p.circle_id and b.party_id = p.id) as promised,
      a.looks
    from party p
    left join afternoon a on a.circle_id = p.circle_id and a.party_id = p.id and a.starts_at = p.starts_at
    where p.circle_id = ${circle} and p.id = ${party}`.execute(tx);
  const [row] = rows;
  if (!row) return { hope: null, told: [], dropped: 0, promised: 0, afternoon: 'unknown' };
  const { looks, ...notes } = row;
  return { ...notes, afternoon: asLooks(looks) };
}

function asLooks(text: string | null): Case['afternoon'] {
  return text === 'taken' || text === 'free' ? text : 'unknown';
}

export async function saveHope(tx: Scoped, { circle, party }: OnParty, children: number): Promise<void> {
  await tx
    .insertInto('hope')
    .values({ circleId: circle, partyId: party, children })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet({ children }))
    .execute();
}

export async function saveWarned(
  tx: Scoped,
  { circle, party }: OnParty,
  levels: readonly Level[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = levels.map((level) => ({ circleId: circle, partyId: party, level, warnedAt: toDate(now) }));
  await tx
    .insertInto('warned')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type Afternoon = { startsAt: Temporal.Instant; looks: Case['afternoon'] };

export async function saveAfternoon(
  tx: Scoped,
  { circle, party }: OnParty,
  { startsAt, looks }: Afternoon,
  now: Temporal.Instant,
): Promise<void> {
  const seen = { startsAt: toDate(startsAt), looks, lookedAt: toDate(now) };
  await tx
    .insertInto('afternoon')
    .values({ circleId: circle, partyId: party, ...seen })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(seen))
    .execute();
}
