import { sql, type RawBuilder } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { kinds, readyNames, type Called, type Idea, type Listed, type Need, type Ready } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };
type OnEnvelope = { readonly circle: string; readonly envelope: string };
type OnNeed = { readonly circle: string; readonly need: string };
type InCircle = { readonly circle: string };

// Whether a family is in, as `isIn` of the rules says it. Rides the primary keys of invitation and answer.
function isIn(envelope: RawBuilder<unknown>, circle: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from invitation i
    left join answer a on a.circle_id = i.circle_id and a.envelope_id = i.envelope_id and a.child_id = i.child_id
    where i.circle_id = ${circle} and i.envelope_id = ${envelope} and a.says is distinct from 'no')`;
}

type NeedRow = { id: string; kind: string; ready: string | null; words: string | null; wanted: number };

/** The list of a party, the oldest first, with who has taken what on and is in. Rides need_party and the key of need_take. */
export async function listNeeds(tx: Scoped, { circle, party }: OnParty): Promise<Listed[]> {
  const { rows } = await sql<NeedRow & { takers: string[] }>`
    select n.id, n.kind, n.ready, n.words, n.wanted, array(
      select t.envelope_id from need_take t
      where t.circle_id = n.circle_id and t.need_id = n.id and ${isIn(sql`t.envelope_id`, sql`t.circle_id`)}
      order by t.taken_at, t.envelope_id) as takers
    from need n
    where n.circle_id = ${circle} and n.party_id = ${party} and n.removed_at is null
    order by n.created_at, n.id`.execute(tx);
  return rows.map(({ takers, ...row }) => ({ ...asNeed(row), takers }));
}

/** Whether there is a list at all: all that an invitation says of it. */
export async function hasNeeds(tx: Scoped, { circle, party }: OnParty): Promise<boolean> {
  const row = await tx
    .selectFrom('need')
    .select('id')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('removedAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** One thing of a party's list; whoever else wants a place of it waits until this is decided. */
export async function holdNeed(tx: Scoped, { circle, party }: OnParty, need: string): Promise<Need | null> {
  const row = await tx
    .selectFrom('need')
    .select(['id', 'kind', 'ready', 'words', 'wanted'])
    .where('circleId', '=', circle)
    .where('id', '=', need)
    .where('partyId', '=', party)
    .where('removedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ? asNeed(row) : null;
}

/** The same, also when it was taken off the list. */
export async function findThing(
  tx: Scoped,
  { circle, need }: OnNeed,
): Promise<(Need & { removed: boolean }) | null> {
  const row = await tx
    .selectFrom('need')
    .select(['id', 'kind', 'ready', 'words', 'wanted', 'removedAt'])
    .where('circleId', '=', circle)
    .where('id', '=', need)
    .executeTakeFirst();
  return row ? { ...asNeed(row), removed: row.removedAt !== null } : null;
}

export async function saveNeed(
  tx: Scoped,
  { circle, party }: OnParty,
  { id, kind, ready, words, wanted }: Need,
  now: Temporal.Instant,
): Promise<void> {
  const called = ready ? { ready, words: null } : { ready: null, words };
  await tx
    .insertInto('need')
    .values({ circleId: circle, id, partyId: party, kind, ...called, wanted, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.columns(['circleId', 'id']).doUpdateSet({ kind, ...called, wanted }))
    .execute();
}

/** Takes a thing off the list; one that nobody has taken on is gone. Ideas that had become it are ideas again. */
export async function deleteNeed(
  tx: Scoped,
  { circle, need }: OnNeed,
  taken: boolean,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('idea')
    .set({ needId: null })
    .where('circleId', '=', circle)
    .where('needId', '=', need)
    .execute();
  if (taken)
    await tx
      .updateTable('need')
      .set({ removedAt: toDate(now) })
      .where('circleId', '=', circle)
      .where('id', '=', need)
      .execute();
  else await tx.deleteFrom('need').where('circleId', '=', circle).where('id', '=', need).execute();
}

/** Who holds a place of a thing and is in, with the children who are asked and whether a mail would find them. */
export type Taker = { envelope: string; children: string[]; byMail: boolean };

/** The families of a party that have taken something on, or would bring something, and are in. */
export async function listTakers(tx: Scoped, { circle, party }: OnParty): Promise<Map<string, Taker>> {
  const { rows } = await sql<Taker>`
    select e.id as envelope,
      array(
        select c.name from invitation i join child c on c.circle_id = i.circle_id and c.id = i.child_id
        where i.circle_id = e.circle_id and i.envelope_id = e.id order by c.name) as children,
      exists (
        select from adult d
        where d.circle_id = e.circle_id and d.family_id = e.family_id and d.address is not null) as by_mail
    from envelope e
    where e.circle_id = ${circle} and e.party_id = ${party} and ${isIn(sql`e.id`, sql`e.circle_id`)}
      and (
        exists (select from need_take t where t.circle_id = e.circle_id and t.envelope_id = e.id)
        or exists (select from extra x where x.circle_id = e.circle_id and x.envelope_id = e.id))`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.envelope, row]));
}

/**
 * Who holds a place of a thing whose row is locked. The places of families that are not in any more are given back for
 * good by this: so there are never more rows than places, whoever comes back at this moment.
 */
export async function holdPlaces(tx: Scoped, { circle, need }: OnNeed): Promise<string[]> {
  await tx
    .deleteFrom('needTake')
    .where('circleId', '=', circle)
    .where('needId', '=', need)
    .where(sql<boolean>`not ${isIn(sql`need_take.envelope_id`, sql`need_take.circle_id`)}`)
    .execute();
  const rows = await tx
    .selectFrom('needTake')
    .select('envelopeId')
    .where('circleId', '=', circle)
    .where('needId', '=', need)
    .orderBy('takenAt')
    .execute();
  return rows.map(({ envelopeId }) => envelopeId);
}

export async function saveTake(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  need: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('needTake')
    .values({ circleId: circle, needId: need, envelopeId: envelope, takenAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteTake(tx: Scoped, { circle, envelope }: OnEnvelope, need: string): Promise<void> {
  await tx
    .deleteFrom('needTake')
    .where('circleId', '=', circle)
    .where('needId', '=', need)
    .where('envelopeId', '=', envelope)
    .execute();
}

/** Whether a family holds a place of a thing and is in. */
export async function holdsPlace(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  need: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('needTake')
    .select('needId')
    .where('circleId', '=', circle)
    .where('needId', '=', need)
    .where('envelopeId', '=', envelope)
    .where(isIn(sql`need_take.envelope_id`, sql`need_take.circle_id`))
    .executeTakeFirst();
  return row !== undefined;
}

/** Something of its own that a family would bring. */
export type Extra = { id: string; envelope: string; words: string };

/** What the families of a party that are in would bring of their own, the oldest first. */
export async function listExtras(tx: Scoped, { circle, party }: OnParty): Promise<Extra[]> {
  const { rows } = await sql<Extra>`
    select x.id, x.envelope_id as envelope, x.words
    from envelope e join extra x on x.circle_id = e.circle_id and x.envelope_id = e.id
    where e.circle_id = ${circle} and e.party_id = ${party} and ${isIn(sql`e.id`, sql`e.circle_id`)}
    order by x.created_at, x.id`.execute(tx);
  return rows;
}

export async function listOwnExtras(tx: Scoped, { circle, envelope }: OnEnvelope): Promise<Extra[]> {
  const rows = await tx
    .selectFrom('extra')
    .select(['id', 'envelopeId as envelope', 'words'])
    .where('circleId', '=', circle)
    .where('envelopeId', '=', envelope)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows;
}

export async function saveExtra(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  { id, words }: Pick<Extra, 'id' | 'words'>,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('extra')
    .values({ circleId: circle, id, envelopeId: envelope, words, createdAt: toDate(now) })
    .execute();
}

/** Takes what a family would bring away; gives it back when it was there. */
export async function deleteExtra(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  extra: string,
): Promise<Extra | null> {
  const row = await tx
    .deleteFrom('extra')
    .where('circleId', '=', circle)
    .where('id', '=', extra)
    .where('envelopeId', '=', envelope)
    .returning(['id', 'envelopeId as envelope', 'words'])
    .executeTakeFirst();
  return row ?? null;
}

type IdeaRow = { id: string; ready: string | null; words: string | null; needId: string | null };

/** What the child would like, in the order in which it was chosen. */
export async function listIdeas(tx: Scoped, { circle, party }: OnParty): Promise<Idea[]> {
  const rows: IdeaRow[] = await tx
    .selectFrom('idea')
    .select(['id', 'ready', 'words', 'needId'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(({ id, needId, ...called }) => ({ id, ...asCalled(called), listed: needId !== null }));
}

export async function saveIdea(
  tx: Scoped,
  { circle, party }: OnParty,
  { id, ready, words }: Called & { id: string },
  now: Temporal.Instant,
): Promise<void> {
  const called = ready ? { ready, words: null } : { ready: null, words };
  await tx
    .insertInto('idea')
    .values({ circleId: circle, id, partyId: party, ...called, createdAt: toDate(now) })
    .execute();
}

/** An idea has become this thing of the list. */
export async function saveListed(
  tx: Scoped,
  { circle, party }: OnParty,
  idea: string,
  need: string,
): Promise<void> {
  await tx
    .updateTable('idea')
    .set({ needId: need })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('id', '=', idea)
    .execute();
}

export async function deleteIdeas(
  tx: Scoped,
  { circle, party }: OnParty,
  ideas: readonly string[],
): Promise<void> {
  if (ideas.length === 0) return;
  await tx
    .deleteFrom('idea')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('id', 'in', [...ideas])
    .execute();
}

/** The list and the ideas of a party that goes are the other one's, the things taken off it as well. */
export async function moveLists(tx: Scoped, { circle, party }: OnParty, from: string): Promise<void> {
  await tx
    .updateTable('need')
    .set({ partyId: party })
    .where('circleId', '=', circle)
    .where('partyId', '=', from)
    .execute();
  await tx
    .updateTable('idea')
    .set({ partyId: party })
    .where('circleId', '=', circle)
    .where('partyId', '=', from)
    .execute();
}

/** What was taken on or offered through an envelope that goes is kept with the one that its family keeps. */
export async function moveTakes(
  tx: Scoped,
  { circle }: InCircle,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    update need_take t set envelope_id = ${into}
    where t.circle_id = ${circle} and t.envelope_id = ${from} and not exists (
      select from need_take n
      where n.circle_id = t.circle_id and n.need_id = t.need_id and n.envelope_id = ${into})`.execute(tx);
  await sql`
    update extra set envelope_id = ${into} where circle_id = ${circle} and envelope_id = ${from}`.execute(tx);
}

function asNeed({ id, kind, wanted, ...called }: NeedRow): Need {
  return { id, kind: kinds.find((one) => one === kind) ?? 'other', wanted, ...asCalled(called) };
}

function asCalled({ ready, words }: { ready: string | null; words: string | null }): Called {
  const known = readyNames.find((one): one is Ready => one === ready) ?? null;
  return { ready: known, words: known ? '' : (words ?? ready ?? '') };
}
