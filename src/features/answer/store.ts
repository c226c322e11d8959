import { sql, type RawBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asLanguage } from '../circle/store.ts';
import type { OwnAddress } from '../delivery/rules.ts';
import { asChannel } from '../invitation/store.ts';
import { inCalendars, isPlanned } from '../party/rules.ts';
import { listParties, listPastPlans } from '../party/store.ts';
import {
  alone,
  saids,
  type Answer,
  type Company,
  type EnteredBy,
  type Invitation,
  type Said,
} from './rules.ts';

export type OnEnvelope = { readonly circle: string; readonly envelope: string };

/** A family's invitation with its answers. */
export async function findInvitation(tx: Scoped, on: OnEnvelope): Promise<KnownInvitation | null> {
  return (await listInvitations(tx, [on], 'look')).get(on.envelope) ?? null;
}

/** An invitation with the version of the link that leads to it, and whether it has come. */
export type KnownInvitation = Invitation & {
  linkVersion: number;
  /** Whether it really came to its family, by mail or by hand. */
  came: boolean;
};

/**
 * The invitations of several envelopes, by their ids; `lock` makes the two parents of a family wait for each other, and
 * `tell` is for mails that say nothing of who else is invited. Rides the primary keys of envelope, invitation and answer.
 */
export async function listInvitations(
  tx: Scoped,
  keys: readonly OnEnvelope[],
  lock: 'lock' | 'look' | 'tell',
): Promise<Map<string, KnownInvitation>> {
  const rows = await tx
    .selectFrom('envelope')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'envelope.circleId').onRef('family.id', '=', 'envelope.familyId'),
    )
    .leftJoin('company', (join) =>
      join
        .onRef('company.circleId', '=', 'envelope.circleId')
        .onRef('company.envelopeId', '=', 'envelope.id'),
    )
    .select([
      'envelope.id',
      'envelope.circleId',
      'envelope.partyId',
      'envelope.familyId',
      'envelope.linkVersion',
      'envelope.how',
      'envelope.seenRevision',
      'envelope.quiet',
      'envelope.askedRevision',
      'envelope.formerUid',
      'envelope.ahead',
      'envelope.mailedAt',
      'envelope.arrivedAt',
    ])
    .select(['family.language', 'family.leftAt'])
    // A decision does not ask who else is invited.
    .select(lock === 'look' ? [wholeNow, ownAddress] : [sql<boolean>`false`.as('whole'), addressUnasked])
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
          .select(['child.id', 'child.name', 'answer.says', 'answer.food', 'answer.askAgainOn'])
          .select(['answer.enteredBy', 'answer.answeredAt', 'answer.revision', 'answer.anotherTime'])
          .whereRef('invitation.circleId', '=', 'envelope.circleId')
          .whereRef('invitation.envelopeId', '=', 'envelope.id')
          .orderBy('child.name'),
      ).as('invited'),
    ])
    .where(isOneOf(keys, sql`envelope.circle_id`, sql`envelope.id`))
    // Everybody locks in the same order: no two transactions wait for each other.
    .orderBy('envelope.id')
    .$if(lock === 'lock', (query) => query.forUpdate('envelope'))
    .execute();
  const parties = await listParties(
    tx,
    rows.map(({ circleId, partyId }) => ({ circle: circleId, party: partyId })),
  );
  // Most parties never change: then there is nothing to look for.
  const changed = [...parties.values()].filter(({ revision }) => revision > 0);
  const past = await listPastPlans(
    tx,
    changed.map(({ circle, id }) => ({ circle, party: id })),
  );
  const known = new Map<string, KnownInvitation>();
  for (const { id, invited, ...row } of rows) {
    const party = parties.get(row.partyId);
    if (!party || !isPlanned(party)) continue;
    known.set(id, {
      party: inCalendars(party, row.ahead),
      linkVersion: row.linkVersion,
      came: row.mailedAt !== null || row.arrivedAt !== null,
      hasLeft: row.leftAt !== null,
      whole: row.whole,
      family: row.familyId,
      language: asLanguage(row.language),
      invited: invited.map(({ id: child, name, ...answer }) => ({
        child: { id: child, name },
        answer: asAnswer(answer),
      })),
      company: asCompany(row),
      channel: asChannel(row.how),
      ownAddress: row.ownAddress,
      seenRevision: row.seenRevision,
      quiet: row.quiet,
      askedRevision: row.askedRevision,
      formerUid: row.formerUid,
      past: past.get(row.partyId) ?? [],
    });
  }
  return known;
}

const wholeNow = sql<boolean>`whole_now(envelope.circle_id, envelope.party_id)`.as('whole');

// Only paper asks for an address; to what came by mail there is one.
const ownAddress = sql<OwnAddress>`case
  when envelope.how = 'mail' or exists (select from adult where adult.circle_id = envelope.circle_id
    and adult.family_id = envelope.family_id and adult.address is not null) then 'known'
  when exists (select from address_offer where address_offer.circle_id = envelope.circle_id
    and address_offer.family_id = envelope.family_id) then 'waiting'
  else 'none' end`.as('ownAddress');
const addressUnasked = sql<OwnAddress>`'known'`.as('ownAddress');

export type AnswerOn = OnEnvelope & { child: string; answer: Answer };

/** Answers of several families in one statement: the last one counts. */
export async function saveAnswers(tx: Scoped, answers: readonly AnswerOn[]): Promise<void> {
  if (answers.length === 0) return;
  const column = (of: (one: AnswerOn) => string | null): (string | null)[] => answers.map(of);
  await sql`
    insert into answer (circle_id, envelope_id, child_id, says, food, ask_again_on, entered_by, answered_at, revision, another_time)
    select * from unnest(
      ${column(({ circle }) => circle)}::uuid[], ${column(({ envelope }) => envelope)}::uuid[],
      ${column(({ child }) => child)}::uuid[], ${column(({ answer }) => answer.says)}::text[],
      ${column(({ answer }) => answer.food || null)}::text[], ${column(({ answer }) => answer.askAgainOn)}::date[],
      ${column(({ answer }) => answer.enteredBy)}::text[], ${column(({ answer }) => answer.at.toString())}::timestamptz[],
      ${answers.map(({ answer }) => answer.revision)}::int[], ${answers.map(({ answer }) => answer.anotherTime)}::boolean[])
    on conflict (circle_id, envelope_id, child_id) do update set (says, food, ask_again_on, entered_by, answered_at, revision, another_time) =
      (excluded.says, excluded.food, excluded.ask_again_on, excluded.entered_by, excluded.answered_at, excluded.revision, excluded.another_time)`.execute(
    tx,
  );
}

export type CompanyOn = OnEnvelope & { company: Company };

export async function saveCompanies(tx: Scoped, companies: readonly CompanyOn[]): Promise<void> {
  for (const { circle, envelope, company } of companies)
    await tx
      .insertInto('company')
      .values({ circleId: circle, envelopeId: envelope, ...company })
      .onConflict((conflict) => conflict.columns(['circleId', 'envelopeId']).doUpdateSet(company))
      .execute();
}

export async function deleteCompanies(tx: Scoped, keys: readonly OnEnvelope[]): Promise<void> {
  if (keys.length === 0) return;
  await tx
    .deleteFrom('company')
    .where(isOneOf(keys, sql`company.circle_id`, sql`company.envelope_id`))
    .execute();
}

function isOneOf(
  keys: readonly OnEnvelope[],
  circle: RawBuilder<unknown>,
  envelope: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const circles = keys.map((key) => key.circle);
  const envelopes = keys.map((key) => key.envelope);
  return sql<boolean>`(${circle}, ${envelope}) in (select * from unnest(${circles}::uuid[], ${envelopes}::uuid[]))`;
}

type AnswerRow = {
  says: string | null;
  food: string | null;
  askAgainOn: string | null;
  enteredBy: string | null;
  answeredAt: Date | string | null;
  revision: number | null;
  anotherTime: boolean | null;
};

export function asAnswer(row: AnswerRow): Answer | null {
  const { says, food, askAgainOn, enteredBy, answeredAt } = row;
  const said = saids.find((one): one is Said => one === says);
  if (!said || answeredAt === null) return null;
  const by: EnteredBy = enteredBy === 'host' ? 'host' : 'family';
  return {
    says: said,
    food: food ?? '',
    askAgainOn,
    enteredBy: by,
    at: toInstant(new Date(answeredAt)),
    revision: row.revision ?? 0,
    anotherTime: row.anotherTime ?? false,
  };
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

type OnParty = { readonly circle: string; readonly party: string };

/** The invitations of a party, each with its answer if there is one. Rides the unique key of envelope. */
export function selectAnswers(tx: Scoped, { circle, party }: OnParty) {
  return tx
    .selectFrom('envelope')
    .innerJoin('invitation', (join) =>
      join
        .onRef('invitation.circleId', '=', 'envelope.circleId')
        .onRef('invitation.envelopeId', '=', 'envelope.id'),
    )
    .leftJoin('answer', (join) =>
      join
        .onRef('answer.circleId', '=', 'invitation.circleId')
        .onRef('answer.envelopeId', '=', 'invitation.envelopeId')
        .onRef('answer.childId', '=', 'invitation.childId'),
    )
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party);
}

/** The same with the children, who comes along, and the names of the family’s grown-ups. */
export function selectInvited(tx: Scoped, on: OnParty) {
  return selectAnswers(tx, on)
    .innerJoin('child', (join) =>
      join.onRef('child.circleId', '=', 'invitation.circleId').onRef('child.id', '=', 'invitation.childId'),
    )
    .leftJoin('company', (join) =>
      join
        .onRef('company.circleId', '=', 'envelope.circleId')
        .onRef('company.envelopeId', '=', 'envelope.id'),
    )
    .leftJoin(
      (from) =>
        from
          .selectFrom('adult')
          .select([
            'familyId',
            sql<string | null>`string_agg(adult.name, ', ' order by adult.id)`.as('names'),
          ])
          .where('circleId', '=', on.circle)
          .groupBy('familyId')
          .as('grownUps'),
      (join) => join.onRef('grownUps.familyId', '=', 'envelope.familyId'),
    )
    .select(['company.grownUps', 'company.siblings', 'company.staying', 'grownUps.names']);
}
