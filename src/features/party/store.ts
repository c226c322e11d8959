import { sql, type Selectable, type Updateable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Party as PartyRow } from '../../platform/database/tables.ts';
import type { Typed } from '../../platform/web/form.ts';
import { isPattern } from '../../ui/patterns.tsx';
import type { Language } from '../../platform/language/languages.ts';
import type { AccountPass } from '../account/rules.ts';
import type { FamilyPass } from '../circle/rules.ts';
import { asLanguage } from '../circle/store.ts';
import {
  kinds,
  presentWishes,
  settings,
  stayings,
  type HostPass,
  type Outline,
  type Party,
  type PastPlan,
  type Plan,
} from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

export async function findHosted(
  db: Database,
  pass: AccountPass,
  party: string,
): Promise<{ circle: string; family: string } | null> {
  const { rows } = await sql<{
    circleId: string;
    familyId: string;
  }>`select * from hosted_party(${pass.account}, ${party})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, family: rows[0].familyId } : null;
}

export type PartyEntry = {
  circle: string;
  party: string;
  /** Set when this account is a guest. */
  envelope: string | null;
  child: string;
  title: string | null;
  startsAt: Temporal.Instant | null;
  endsAt: Temporal.Instant | null;
  zone: string;
  sent: boolean;
  cancelled: boolean;
};

type EntryRow = {
  circleId: string;
  partyId: string;
  envelopeId: string | null;
  child: string;
  title: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
  zone: string | null;
  sentAt: Date | null;
  cancelledAt: Date | null;
};

/** The parties that an account hosts or is asked to, in all of its circles. */
export async function listPartyEntries(
  db: Database,
  pass: { readonly account: string },
): Promise<PartyEntry[]> {
  const { rows } = await sql<EntryRow>`select * from account_parties(${pass.account})`.execute(db);
  return rows.map((row) => ({
    circle: row.circleId,
    party: row.partyId,
    envelope: row.envelopeId,
    child: row.child,
    title: row.title,
    startsAt: row.startsAt && toInstant(row.startsAt),
    endsAt: row.endsAt && toInstant(row.endsAt),
    zone: row.zone ?? 'UTC',
    sent: row.sentAt !== null,
    cancelled: row.cancelledAt !== null,
  }));
}

export type NewParty = { id: string; uid: string; child: string; typed: Typed; now: Temporal.Instant };

/** A draft; one that is there already stays as it is. */
export async function saveParty(
  tx: Scoped,
  pass: FamilyPass,
  { id, uid, child, typed, now }: NewParty,
): Promise<void> {
  await tx
    .insertInto('party')
    .values({
      circleId: pass.circle,
      id,
      uid,
      familyId: pass.family,
      childId: child,
      typed: JSON.stringify(typed),
      createdAt: toDate(now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The party as it stands; `lock` keeps everybody else's decisions about it waiting until this one is made. */
export async function findParty(
  tx: Scoped,
  { circle, party }: OnParty,
  lock: 'lock' | 'look' = 'look',
): Promise<Party | null> {
  const row = await selectParties(tx)
    .where('party.circleId', '=', circle)
    .where('party.id', '=', party)
    // Its key stays as it is: what only points at the party need not wait, and holds nobody up.
    .$if(lock === 'lock', (query) => query.forNoKeyUpdate('party'))
    .executeTakeFirst();
  return row ? asParty(row) : null;
}

export type PartyKey = { readonly circle: string; readonly party: string };

/** The parties of several decisions that are made together, by their ids. */
export async function listParties(tx: Scoped, keys: readonly PartyKey[]): Promise<Map<string, Party>> {
  const circles = keys.map(({ circle }) => circle);
  const ids = keys.map(({ party }) => party);
  const rows = await selectParties(tx)
    .where(
      sql<boolean>`(party.circle_id, party.id) in (select * from unnest(${circles}::uuid[], ${ids}::uuid[]))`,
    )
    .execute();
  return new Map(rows.map((row) => [row.id, asParty(row)]));
}

// A party with the names of its hosts: the one who began it, and who gives it together with them.
function selectParties(tx: Scoped) {
  return tx
    .selectFrom('party')
    .innerJoin('child', (join) =>
      join.onRef('child.circleId', '=', 'party.circleId').onRef('child.id', '=', 'party.childId'),
    )
    .selectAll('party')
    .select('child.name as childName')
    .select((outer) =>
      jsonArrayFrom(
        outer
          .selectFrom('jointHost')
          .innerJoin('child as second', (join) =>
            join
              .onRef('second.circleId', '=', 'jointHost.circleId')
              .onRef('second.id', '=', 'jointHost.childId'),
          )
          .select(['jointHost.familyId as family', 'second.id', 'second.name'])
          .whereRef('jointHost.circleId', '=', 'party.circleId')
          .whereRef('jointHost.partyId', '=', 'party.id')
          .orderBy('jointHost.createdAt')
          .orderBy('jointHost.familyId'),
      ).as('joint'),
    );
}

export async function getParty(tx: Scoped, pass: OnParty, lock: 'lock' | 'look' = 'look'): Promise<Party> {
  const party = await findParty(tx, pass, lock);
  if (!party) throw new Error('a pass leads to a party');
  return party;
}

export async function findTyped(tx: Scoped, pass: HostPass): Promise<Typed> {
  const row = await tx
    .selectFrom('party')
    .select('typed')
    .where('circleId', '=', pass.circle)
    .where('id', '=', pass.party)
    .executeTakeFirst();
  const typed: Typed = {};
  if (typeof row?.typed !== 'object' || row.typed === null || Array.isArray(row.typed)) return typed;
  for (const [name, value] of Object.entries(row.typed)) if (typeof value === 'string') typed[name] = value;
  return typed;
}

/** Keeps what was typed, right or wrong; only while the party is a draft. */
export async function saveTyped(tx: Scoped, pass: HostPass, typed: Typed): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('party')
    .set({ typed: JSON.stringify(typed) })
    .where('circleId', '=', pass.circle)
    .where('id', '=', pass.party)
    .where('sentAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function savePlan(tx: Scoped, pass: OnParty, child: string, plan: Plan): Promise<void> {
  const { startsAt, endsAt, ...rest } = plan;
  await tx
    .updateTable('party')
    .set({ childId: child, startsAt: toDate(startsAt), endsAt: toDate(endsAt), ...rest })
    .where('circleId', '=', pass.circle)
    .where('id', '=', pass.party)
    .execute();
}

/** Changes the plan of a party that was sent; what was typed goes along, for it may become a draft again. */
export async function saveChange(
  tx: Scoped,
  pass: OnParty,
  { plan, typed, revision }: { plan: Plan; typed: Typed; revision: number },
): Promise<void> {
  const { startsAt, endsAt, ...rest } = plan;
  const times = { startsAt: toDate(startsAt), endsAt: toDate(endsAt) };
  await updateParty(tx, pass, { ...rest, ...times, typed: JSON.stringify(typed), revision });
}

/** Keeps what stood until this revision. */
export async function saveNotice(
  tx: Scoped,
  { circle, party }: OnParty,
  revision: number,
  { startsAt, endsAt, zone, area, address, overnight }: Outline,
  now: Temporal.Instant,
  together = false,
): Promise<void> {
  await tx
    .insertInto('notice')
    .values({
      circleId: circle,
      partyId: party,
      revision,
      startsAt: toDate(startsAt),
      endsAt: toDate(endsAt),
      zone,
      area,
      address,
      overnight,
      together,
      createdAt: toDate(now),
    })
    .execute();
}

/** What stood before each change that was news, the oldest first, by party. Rides the primary key of notice. */
export async function listPastPlans(tx: Scoped, keys: readonly PartyKey[]): Promise<Map<string, PastPlan[]>> {
  const past = new Map<string, PastPlan[]>();
  if (keys.length === 0) return past;
  const circles = keys.map(({ circle }) => circle);
  const ids = keys.map(({ party }) => party);
  const rows = await tx
    .selectFrom('notice')
    .selectAll()
    .where(
      sql<boolean>`(notice.circle_id, notice.party_id) in (select * from unnest(${circles}::uuid[], ${ids}::uuid[]))`,
    )
    .orderBy('revision')
    .execute();
  for (const { partyId, revision, zone, area, address, overnight, together, ...times } of rows) {
    const [startsAt, endsAt] = [toInstant(times.startsAt), toInstant(times.endsAt)];
    const outline = { startsAt, endsAt, zone, area, address, overnight };
    past.set(partyId, [...(past.get(partyId) ?? []), { revision, outline, together }]);
  }
  return past;
}

/** One more turn of the list of a party that is held locked; gives back its number. */
export async function countTurn(tx: Scoped, { circle, party }: OnParty): Promise<number> {
  const { listTurns } = await tx
    .updateTable('party')
    .set((turn) => ({ listTurns: turn('listTurns', '+', 1) }))
    .where('circleId', '=', circle)
    .where('id', '=', party)
    .returning('listTurns')
    .executeTakeFirstOrThrow();
  return listTurns;
}

/** The party that stays goes on from the higher of both numbers. */
export async function saveTurnsOfBoth(tx: Scoped, pass: OnParty, goes: string): Promise<void> {
  await tx
    .updateTable('party')
    .from('party as other')
    .set({ listTurns: sql<number>`greatest(party.list_turns, other.list_turns)` })
    .where('party.circleId', '=', pass.circle)
    .where('party.id', '=', pass.party)
    .where('other.circleId', '=', pass.circle)
    .where('other.id', '=', goes)
    .execute();
}

export async function saveSent(tx: Scoped, pass: OnParty, sentAt: Temporal.Instant | null): Promise<void> {
  await updateParty(tx, pass, { sentAt: sentAt && toDate(sentAt) });
}

export async function savePosted(tx: Scoped, pass: OnParty, postedAt: Temporal.Instant): Promise<void> {
  await updateParty(tx, pass, { postedAt: toDate(postedAt) });
}

export async function saveCancelled(
  tx: Scoped,
  pass: OnParty,
  revision: number,
  cancelledAt: Temporal.Instant,
): Promise<void> {
  await updateParty(tx, pass, { cancelledAt: toDate(cancelledAt), revision });
}

async function updateParty(tx: Scoped, { circle, party }: OnParty, set: Updateable<PartyRow>): Promise<void> {
  await tx.updateTable('party').set(set).where('circleId', '=', circle).where('id', '=', party).execute();
}

export async function deleteParty(tx: Scoped, pass: OnParty): Promise<void> {
  await tx.deleteFrom('party').where('circleId', '=', pass.circle).where('id', '=', pass.party).execute();
}

export async function saveRevision(tx: Scoped, pass: OnParty, revision: number): Promise<void> {
  await updateParty(tx, pass, { revision });
}

export type JointHost = { family: string; child: string };

export async function saveJointHost(
  tx: Scoped,
  { circle, party }: OnParty,
  { family, child }: JointHost,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('jointHost')
    .values({
      circleId: circle,
      partyId: party,
      familyId: family,
      childId: child,
      createdAt: toDate(now),
    })
    .execute();
}

/** The parties that a family began and has not called off, by their days. */
export async function listOwnParties(
  tx: Scoped,
  { circle, family }: { readonly circle: string; readonly family: string },
): Promise<Party[]> {
  const rows = await selectParties(tx)
    .where('party.circleId', '=', circle)
    .where('party.familyId', '=', family)
    .where('party.cancelledAt', 'is', null)
    .orderBy('party.startsAt')
    .execute();
  return rows.map(asParty);
}

export async function listCoHosts(tx: Scoped, { circle, party }: OnParty): Promise<string[]> {
  const rows = await tx
    .selectFrom('coHost')
    .select('address')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .orderBy('createdAt')
    .execute();
  return rows.map(({ address }) => address);
}

export async function saveCoHost(
  tx: Scoped,
  pass: OnParty,
  address: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('coHost')
    .values({ circleId: pass.circle, partyId: pass.party, address, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteCoHost(tx: Scoped, pass: HostPass, address: string): Promise<void> {
  await tx
    .deleteFrom('coHost')
    .where('circleId', '=', pass.circle)
    .where('partyId', '=', pass.party)
    .where('address', '=', address)
    .execute();
}

type JointRow = { family: string; id: string; name: string };

function asParty(row: Selectable<PartyRow> & { childName: string; joint: JointRow[] }): Party {
  return {
    id: row.id,
    circle: row.circleId,
    hosts: [{ id: row.childId, name: row.childName }, ...row.joint.map(({ id, name }) => ({ id, name }))],
    families: [row.familyId, ...row.joint.map(({ family }) => family)],
    uid: row.uid,
    revision: row.revision,
    plan: asPlan(row),
    sentAt: row.sentAt && toInstant(row.sentAt),
    postedAt: row.postedAt && toInstant(row.postedAt),
    cancelledAt: row.cancelledAt && toInstant(row.cancelledAt),
  };
}

function asPlan(row: Selectable<PartyRow>): Plan | null {
  if (!row.title || !row.startsAt || !row.endsAt || !row.zone) return null;
  return {
    kind: oneOf(kinds, row.kind, 'birthday'),
    title: row.title,
    startsAt: toInstant(row.startsAt),
    endsAt: toInstant(row.endsAt),
    zone: row.zone,
    area: row.area ?? '',
    address: row.address ?? '',
    greeting: row.greeting ?? '',
    pattern: isPattern(row.pattern) ? row.pattern : 'plain',
    grownUps: row.grownUps ?? 1,
    staying: oneOf(stayings, row.staying, 'either'),
    setting: oneOf(settings, row.setting, 'indoors'),
    overnight: row.overnight ?? false,
    presents: oneOf(presentWishes, row.presents, 'none'),
    presentsNote: row.presentsNote ?? '',
    answerBy: row.answerBy,
  };
}

function oneOf<Option extends string>(
  options: readonly Option[],
  text: string | null,
  otherwise: Option,
): Option {
  return options.find((option) => option === text) ?? otherwise;
}

export type HostAddress = { address: string; language: Language | null };

/** Where the hosts of a party are reached, co-hosts and a second family too; without the account that knows already. */
export async function listHostAddresses(
  tx: Scoped,
  { circle, party }: OnParty,
  knows: string | null = null,
): Promise<HostAddress[]> {
  const { rows } = await sql<{ address: string; language: string | null }>`
    with giving as (
      select p.family_id from party p where p.circle_id = ${circle} and p.id = ${party}
      union
      select j.family_id from joint_host j where j.circle_id = ${circle} and j.party_id = ${party}
    ), hosts as (
      select d.address, f.language
      from giving g
      join family f on f.circle_id = ${circle} and f.id = g.family_id
      join adult d on d.circle_id = f.circle_id and d.family_id = f.id
      where d.address is not null
      union all
      select c.address, null from co_host c where c.circle_id = ${circle} and c.party_id = ${party}
    )
    select h.address, max(h.language) as language from hosts h
    where not exists (select from account a where a.id = ${knows} and a.address = h.address)
    group by h.address order by h.address`.execute(tx);
  return rows.map(({ address, language }) => ({ address, language: asLanguage(language) }));
}
