import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, type OnEnvelope } from '../answer/store.ts';
import { asEnvelope } from '../invitation/store.ts';
import type { AskedFamily, Reminder } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/**
 * The families asked to a party, or only the one of an envelope, with their answers. `inPeace` is what the envelope
 * says of itself. A family that left the circle is not among them.
 */
export async function listAskedFamilies(
  tx: Scoped,
  { circle, party }: OnParty,
  only?: string,
): Promise<AskedFamily[]> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .selectAll('envelope')
    .select((outer) => [
      outer
        .selectFrom('laterReminder')
        .select((reminder) => reminder.fn.max('laterReminder.sentAt').as('at'))
        .whereRef('laterReminder.circleId', '=', 'envelope.circleId')
        .whereRef('laterReminder.envelopeId', '=', 'envelope.id')
        .as('laterAt'),
      outer
        .selectFrom('lastDayReminder')
        .select('lastDayReminder.sentAt')
        .whereRef('lastDayReminder.circleId', '=', 'envelope.circleId')
        .whereRef('lastDayReminder.envelopeId', '=', 'envelope.id')
        .as('lastDayAt'),
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
          .select(['child.id', 'child.name', 'answer.says', 'answer.food', 'answer.askAgainOn'])
          .select(['answer.enteredBy', 'answer.answeredAt', 'answer.revision', 'answer.anotherTime'])
          .select((one) =>
            one
              .exists(
                one
                  .selectFrom('answer as other')
                  .innerJoin('envelope as home', (join) =>
                    join
                      .onRef('home.circleId', '=', 'other.circleId')
                      .onRef('home.id', '=', 'other.envelopeId'),
                  )
                  .select('other.childId')
                  .whereRef('other.circleId', '=', 'invitation.circleId')
                  .whereRef('other.childId', '=', 'invitation.childId')
                  .whereRef('home.partyId', '=', 'envelope.partyId')
                  .whereRef('home.id', '<>', 'envelope.id')
                  .where('other.says', '=', 'yes'),
              )
              .as('comesAnyway'),
          )
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('invited'),
    ])
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .where('family.leftAt', 'is', null)
    .$if(only !== undefined, (query) => query.where('envelope.id', '=', only ?? ''))
    .orderBy('envelope.id')
    .execute();
  return rows.map((row) => {
    const { id: envelope, family, channel, sentAt, failedAt } = asEnvelope(row);
    return {
      envelope,
      family,
      channel,
      sentAt,
      failedAt,
      remindedAt: latest(row.laterAt, row.lastDayAt),
      lastDayAt: row.lastDayAt && toInstant(row.lastDayAt),
      inPeace: row.quiet,
      invited: row.invited.map(({ id, name, comesAnyway, ...answer }) => ({
        child: { id, name },
        answer: asAnswer(answer),
        comesAnyway: Boolean(comesAnyway),
      })),
    };
  });
}

function latest(...dates: (Date | null)[]): Temporal.Instant | null {
  const times = dates.flatMap((date) => date?.getTime() ?? []);
  return times.length > 0 ? Temporal.Instant.fromEpochMilliseconds(Math.max(...times)) : null;
}

export async function listReminders(tx: Scoped, { circle, party }: OnParty): Promise<Reminder[]> {
  const rows = await tx
    .selectFrom('reminder')
    .select(['number', 'sentAt'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy('number')
    .execute();
  return rows.map(({ number, sentAt }) => ({ number, sentAt: toInstant(sentAt) }));
}

export async function saveReminder(
  tx: Scoped,
  { circle, party }: OnParty,
  { id, number, sentAt }: Reminder & { id: string },
): Promise<void> {
  await tx
    .insertInto('reminder')
    .values({ circleId: circle, id, partyId: party, number, sentAt: toDate(sentAt) })
    .execute();
}

/** Notes that a family was reminded of the day that it chose; says whether it was not so before. */
export async function saveLaterReminder(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  day: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('laterReminder')
    .values({ circleId: circle, envelopeId: envelope, day, sentAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Notes that families are reminded before the host's last day; gives back those who were not yet. */
export async function saveLastDayReminders(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  now: Temporal.Instant,
): Promise<string[]> {
  if (envelopes.length === 0) return [];
  const rows = await tx
    .insertInto('lastDayReminder')
    .values(envelopes.map((envelopeId) => ({ circleId: circle, envelopeId, sentAt: toDate(now) })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('envelopeId')
    .execute();
  return rows.map(({ envelopeId }) => envelopeId);
}
