import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asLanguage } from '../circle/store.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { isPlanned } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import {
  alone,
  saids,
  type Answer,
  type Company,
  type EnteredBy,
  type Invitation,
  type Said,
} from './rules.ts';

type OnEnvelope = { readonly circle: string; readonly envelope: string };

/** A family's invitation with its answers; `lock` makes the two parents of a family wait for each other. */
export async function findInvitation(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  version: number | null,
  lock: 'lock' | 'look' = 'look',
): Promise<Invitation | null> {
  const row = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .innerJoin('circle', 'circle.id', 'envelope.circleId')
    .leftJoin('guestList', (join) =>
      join
        .onRef('guestList.circleId', '=', 'envelope.circleId')
        .onRef('guestList.partyId', '=', 'envelope.partyId'),
    )
    .leftJoin('company', (join) =>
      join
        .onRef('company.circleId', '=', 'envelope.circleId')
        .onRef('company.envelopeId', '=', 'envelope.id'),
    )
    .select([
      'envelope.partyId',
      'envelope.familyId',
      'family.language',
      'circle.language as spoken',
      'circle.name',
      'guestList.whole',
    ])
    .select(['company.grownUps', 'company.siblings', 'company.staying'])
    .select((outer) => [
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
          .select([
            'child.id',
            'child.name',
            'answer.says',
            'answer.food',
            'answer.askAgainOn',
            'answer.enteredBy',
            'answer.answeredAt',
          ])
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('invited'),
    ])
    .where('envelope.circleId', '=', circle)
    .where('envelope.id', '=', envelope)
    .$if(version !== null, (query) => query.where('envelope.linkVersion', '=', version ?? 0))
    .$if(lock === 'lock', (query) => query.forUpdate('envelope'))
    .executeTakeFirst();
  const party = row ? await findParty(tx, { circle, party: row.partyId }) : null;
  if (!row || !party || !isPlanned(party)) return null;
  return {
    party,
    circle: row.name,
    whole: row.whole ?? false,
    family: row.familyId,
    language: asLanguage(row.language),
    invited: row.invited.map(({ id, name, ...answer }) => ({
      child: { id, name },
      answer: asAnswer(answer),
    })),
    company: asCompany(row),
  };
}

export async function saveAnswer(tx: Scoped, pass: OnEnvelope, child: string, answer: Answer): Promise<void> {
  const set = {
    says: answer.says,
    food: answer.food || null,
    askAgainOn: answer.askAgainOn,
    enteredBy: answer.enteredBy,
    answeredAt: toDate(answer.at),
  };
  await tx
    .insertInto('answer')
    .values({ circleId: pass.circle, envelopeId: pass.envelope, childId: child, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'envelopeId', 'childId']).doUpdateSet(set))
    .execute();
}

export async function saveCompany(tx: Scoped, pass: GuestPass, company: Company): Promise<void> {
  await tx
    .insertInto('company')
    .values({ circleId: pass.circle, envelopeId: pass.envelope, ...company })
    .onConflict((conflict) => conflict.columns(['circleId', 'envelopeId']).doUpdateSet(company))
    .execute();
}

export async function deleteCompany(tx: Scoped, pass: OnEnvelope): Promise<void> {
  await tx
    .deleteFrom('company')
    .where('circleId', '=', pass.circle)
    .where('envelopeId', '=', pass.envelope)
    .execute();
}

type AnswerRow = {
  says: string | null;
  food: string | null;
  askAgainOn: string | null;
  enteredBy: string | null;
  answeredAt: Date | string | null;
};

export function asAnswer({ says, food, askAgainOn, enteredBy, answeredAt }: AnswerRow): Answer | null {
  const said = saids.find((one): one is Said => one === says);
  if (!said || answeredAt === null) return null;
  const by: EnteredBy = enteredBy === 'host' ? 'host' : 'family';
  return { says: said, food: food ?? '', askAgainOn, enteredBy: by, at: toInstant(new Date(answeredAt)) };
}

export function asCompany(row: {
  grownUps: number | null;
  siblings: number | null;
  staying: string | null;
}): Company {
  if (row.grownUps === null || row.siblings === null) return alone;
  const staying = row.staying === 'stay' || row.staying === 'drop_off' ? row.staying : null;
  return { grownUps: row.grownUps, siblings: row.siblings, staying };
}
