import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, asCompany } from '../answer/store.ts';
import { reachOf } from '../invitation/rules.ts';
import { asEnvelope } from '../invitation/store.ts';
import type { HostPass } from '../party/rules.ts';
import type { Guest } from './rules.ts';

/** Every invitation of the party with its answer, gathered by child. */
export async function listGuests(tx: Scoped, { circle, party }: HostPass): Promise<Guest[]> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('invitation', (join) =>
      join
        .onRef('invitation.circleId', '=', 'envelope.circleId')
        .onRef('invitation.envelopeId', '=', 'envelope.id'),
    )
    .innerJoin('child', (join) =>
      join.onRef('child.circleId', '=', 'invitation.circleId').onRef('child.id', '=', 'invitation.childId'),
    )
    .leftJoin('answer', (join) =>
      join
        .onRef('answer.circleId', '=', 'invitation.circleId')
        .onRef('answer.envelopeId', '=', 'invitation.envelopeId')
        .onRef('answer.childId', '=', 'invitation.childId'),
    )
    .leftJoin('company', (join) =>
      join
        .onRef('company.circleId', '=', 'envelope.circleId')
        .onRef('company.envelopeId', '=', 'envelope.id'),
    )
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
    .select(['company.grownUps', 'company.siblings', 'company.staying'])
    .select((outer) =>
      outer
        .selectFrom('adult')
        .select(sql<string | null>`string_agg(adult.name, ', ' order by adult.id)`.as('names'))
        .whereRef('adult.circleId', '=', 'envelope.circleId')
        .whereRef('adult.familyId', '=', 'envelope.familyId')
        .as('names'),
    )
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
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
