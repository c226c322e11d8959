import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, asCompany, selectInvited } from '../answer/store.ts';
import { reachOf } from '../invitation/rules.ts';
import { asEnvelope } from '../invitation/store.ts';
import type { HostPass } from '../party/rules.ts';
import type { Guest } from './rules.ts';

/** Every invitation of the party with its answer, gathered by child. */
export async function listGuests(tx: Scoped, { circle, party }: HostPass): Promise<Guest[]> {
  const rows = await selectInvited(tx, { circle, party })
    .select([
      'envelope.id',
      'envelope.familyId',
      'envelope.how',
      'envelope.linkVersion',
      'envelope.sentAt',
      'envelope.failedAt',
      'envelope.seenAt',
      'envelope.arrivedAt',
      'envelope.withKeeperAt',
      'envelope.triedAt',
      'envelope.quiet',
    ])
    .select([
      'child.id as childId',
      'child.name',
      'answer.says',
      'answer.food',
      'answer.askAgainOn',
      'answer.enteredBy',
      'answer.answeredAt',
      'answer.revision',
      'answer.anotherTime',
    ])
    .orderBy('answer.answeredAt')
    .orderBy('child.name')
    .execute();
  const guests = new Map<string, Guest>();
  for (const row of rows) {
    const guest = guests.get(row.childId) ?? { child: { id: row.childId, name: row.name }, asked: [] };
    guest.asked.push({
      envelope: row.id,
      grownUps: row.names ?? '',
      reach: reachOf(asEnvelope(row), row.says !== null),
      answer: asAnswer(row),
      company: asCompany(row),
    });
    guests.set(row.childId, guest);
  }
  return [...guests.values()];
}
