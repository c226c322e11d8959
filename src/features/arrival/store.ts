import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, asCompany, selectInvited } from '../answer/store.ts';
import { emptyBook, enter, type Book, type InvitedChild, type Press } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** Every child that is asked, in each of its invitations, the earliest answer first. */
export async function listInvited(tx: Scoped, { circle, party }: OnParty): Promise<InvitedChild[]> {
  const rows = await selectInvited(tx, { circle, party })
    .select(['envelope.id as envelope', 'child.id', 'child.name'])
    .select(['answer.says', 'answer.food', 'answer.askAgainOn', 'answer.enteredBy', 'answer.answeredAt'])
    .select(['answer.revision', 'answer.anotherTime'])
    .orderBy('answer.answeredAt')
    .orderBy('child.name')
    .execute();
  return rows.map((row) => ({
    child: { id: row.id, name: row.name },
    envelope: row.envelope,
    family: row.names ?? '',
    answer: asAnswer(row),
    company: asCompany(row),
  }));
}

/** What was pressed at the door so far. */
export async function getBook(tx: Scoped, { circle, party }: OnParty): Promise<Book> {
  const rows = await tx
    .selectFrom('arrival')
    .select(['id', 'guest', 'name', 'undone'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy('id')
    .execute();
  return enter(
    emptyBook,
    rows.flatMap(({ id, guest, name, undone }): Press[] => [
      ...(guest === null ? [] : [{ does: 'tick' as const, id, guest, name: name ?? '' }]),
      ...(undone ? [{ does: 'undo' as const, id }] : []),
    ]),
  );
}

/**
 * Brings two books together, as `enter` does: what is there already stays, what was undone stays undone, and its name goes.
 * In the order of their ids, so that two phones never wait for each other.
 */
export async function uniteBook(
  tx: Scoped,
  { circle, party }: OnParty,
  { ticks, undone }: Book,
): Promise<void> {
  const ids = [...new Set([...ticks.keys(), ...undone])].toSorted();
  if (ids.length === 0) return;
  await sql`
    insert into arrival (circle_id, party_id, id, guest, name, undone)
    select ${circle}, ${party}, * from unnest(
      ${ids}::uuid[], ${ids.map((id) => ticks.get(id)?.guest ?? null)}::text[],
      ${ids.map((id) => (undone.has(id) ? null : ticks.get(id)?.name || null))}::text[],
      ${ids.map((id) => undone.has(id))}::boolean[])
    on conflict (circle_id, party_id, id) do update set
      guest = coalesce(arrival.guest, excluded.guest),
      name = case when arrival.undone or excluded.undone then null else coalesce(arrival.name, excluded.name) end,
      undone = arrival.undone or excluded.undone`.execute(tx);
}
