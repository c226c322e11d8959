import { toDate, toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asAnswer, selectAnswers, type OnEnvelope } from '../answer/store.ts';
import { asEnvelope } from '../invitation/store.ts';
import type { AskedFamily, Reminder } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/**
 * The families asked to a party, or only the one of an envelope, with their answers. `inPeace` is what the envelope
 * says of itself. A family that left the circle is not among them; that it brings a child is known all the same.
 */
export async function listAskedFamilies(tx: Scoped, on: OnParty, only?: string): Promise<AskedFamily[]> {
  const rows = await selectAnswers(tx, on)
    .innerJoin('child', (join) =>
      join.onRef('child.circleId', '=', 'invitation.circleId').onRef('child.id', '=', 'invitation.childId'),
    )
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .leftJoin('lastDayReminder', (join) =>
      join
        .onRef('lastDayReminder.circleId', '=', 'envelope.circleId')
        .onRef('lastDayReminder.envelopeId', '=', 'envelope.id'),
    )
    .leftJoin(
      (from) =>
        from
          .selectFrom('laterReminder')
          .select((later) => ['envelopeId', later.fn.max('sentAt').as('at')])
          .where('circleId', '=', on.circle)
          .groupBy('envelopeId')
          .as('later'),
      (join) => join.onRef('later.envelopeId', '=', 'envelope.id'),
    )
    .selectAll('envelope')
    .select(['family.leftAt', 'later.at as laterAt', 'lastDayReminder.sentAt as lastDayAt'])
    .select(['child.id as childId', 'child.name', 'answer.says', 'answer.food', 'answer.askAgainOn'])
    .select(['answer.enteredBy', 'answer.answeredAt', 'answer.revision', 'answer.anotherTime'])
    .$if(only !== undefined, (query) =>
      query.where('invitation.childId', 'in', (from) =>
        from
          .selectFrom('invitation as own')
          .select('own.childId')
          .where('own.circleId', '=', on.circle)
          .where('own.envelopeId', '=', only ?? ''),
      ),
    )
    .orderBy('envelope.id')
    .orderBy('child.name')
    .execute();
  // All invitations of a child: it may have two homes.
  const homes = Map.groupBy(rows, ({ childId }) => childId);
  const families = new Map<string, AskedFamily>();
  for (const row of rows) {
    if (row.leftAt || (only !== undefined && row.id !== only)) continue;
    const family = families.get(row.id) ?? asAskedFamily(row);
    family.invited.push({
      child: { id: row.childId, name: row.name },
      answer: asAnswer(row),
      comesAnyway: homes.get(row.childId)?.some(({ id, says }) => id !== row.id && says === 'yes') ?? false,
    });
    families.set(row.id, family);
  }
  return [...families.values()];
}

type AskedRow = Parameters<typeof asEnvelope>[0] & {
  quiet: boolean;
  laterAt: Date | null;
  lastDayAt: Date | null;
};

function asAskedFamily(row: AskedRow): AskedFamily {
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
    invited: [],
  };
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
