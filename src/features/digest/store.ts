import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import { asLanguage } from '../circle/store.ts';
import { saids, type Said } from '../answer/rules.ts';
import { oftens, usual, type Host, type Often, type Reply, type Told } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

type HostRow = { address: string; language: string | null; often: string | null; since: Date | null };

/** Whoever gives the party, with what each chose: every adult of its families with an address, and the co-hosts. */
export async function listHosts(tx: Scoped, { circle, party }: OnParty): Promise<Host[]> {
  const { rows } = await sql<HostRow>`
    with giving as (
      select p.family_id, null::timestamptz as since from party p where p.circle_id = ${circle} and p.id = ${party}
      union all
      select j.family_id, j.created_at from joint_host j where j.circle_id = ${circle} and j.party_id = ${party}
    ), hosts as (
      select d.address, f.language, g.since
      from giving g
      join family f on f.circle_id = ${circle} and f.id = g.family_id
      join adult d on d.circle_id = f.circle_id and d.family_id = f.id
      where d.address is not null
      union all
      select c.address, null, c.created_at from co_host c where c.circle_id = ${circle} and c.party_id = ${party}
    )
    select h.address, max(h.language) as language,
      case when bool_and(h.since is not null) then min(h.since) end as since,
      (select c.often from digest_choice c join account a on a.id = c.account_id
        where c.circle_id = ${circle} and c.party_id = ${party} and a.address = h.address) as often
    from hosts h group by h.address order by h.address`.execute(tx);
  return rows.map(({ address, language, often, since }) => ({
    address,
    language: asLanguage(language),
    often: asOften(often),
    since: since && toInstant(since),
  }));
}

type ReplyRow = Omit<Reply, 'child' | 'says' | 'at' | 'enteredBy'> & {
  childId: string;
  name: string;
  says: string;
  at: Date;
  enteredBy: string;
};

/** Each answer of a party as it stands, in the order in which they came. */
export async function listReplies(tx: Scoped, { circle, party }: OnParty): Promise<Reply[]> {
  const { rows } = await sql<ReplyRow>`
    select e.id as envelope, c.id as child_id, c.name, a.says, a.revision, a.answered_at as at, a.entered_by,
      case when exists (
        select from invitation i join envelope o on o.circle_id = i.circle_id and o.id = i.envelope_id
        where i.circle_id = e.circle_id and i.child_id = a.child_id and o.party_id = e.party_id and o.id <> e.id)
      then (select string_agg(d.name, ', ' order by d.id) from adult d
        where d.circle_id = e.circle_id and d.family_id = e.family_id) end as grown_ups
    from envelope e
    join answer a on a.circle_id = e.circle_id and a.envelope_id = e.id
    join child c on c.circle_id = a.circle_id and c.id = a.child_id
    where e.circle_id = ${circle} and e.party_id = ${party}
    order by a.answered_at, c.name`.execute(tx);
  return rows.map(({ childId, name, says, at, enteredBy, ...row }) => ({
    ...row,
    child: { id: childId, name },
    says: asSaid(says),
    at: toInstant(at),
    enteredBy: enteredBy === 'host' ? 'host' : 'family',
  }));
}

/** What the hosts of a party know; `mail`: what this mail tells one of them. */
export async function listTold(tx: Scoped, { circle, party }: OnParty, mail?: string): Promise<Told[]> {
  return tx
    .selectFrom('digestTold')
    .innerJoin('envelope', (join) =>
      join
        .onRef('envelope.circleId', '=', 'digestTold.circleId')
        .onRef('envelope.id', '=', 'digestTold.envelopeId'),
    )
    .select(['address', 'envelopeId as envelope', 'childId as child', 'says', 'revision'])
    .where('envelope.circleId', '=', circle)
    .where('envelope.partyId', '=', party)
    .$if(mail !== undefined, (query) => query.where('mailId', '=', mail ?? ''))
    .execute();
}

/** From now on a host knows these replies: by a mail, or because it has put them in or looked at them itself. */
export async function saveTold(
  tx: Scoped,
  circle: string,
  { address, mail }: { address: string; mail: string | null },
  replies: readonly Reply[],
  now: Temporal.Instant,
): Promise<void> {
  if (replies.length === 0) return;
  await tx
    .insertInto('digestTold')
    .values(
      replies.map(({ envelope, child, says, revision }) => ({
        circleId: circle,
        envelopeId: envelope,
        childId: child.id,
        address,
        says,
        revision,
        mailId: mail,
        toldAt: toDate(now),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['circleId', 'envelopeId', 'childId', 'address']).doUpdateSet((row) => ({
        says: row.ref('excluded.says'),
        revision: row.ref('excluded.revision'),
        mailId: row.ref('excluded.mailId'),
        toldAt: row.ref('excluded.toldAt'),
      })),
    )
    .execute();
}

type OfHost = OnParty & { readonly account: string };

export async function findOften(tx: Scoped, { circle, party, account }: OfHost): Promise<Often> {
  const row = await tx
    .selectFrom('digestChoice')
    .select('often')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .where('accountId', '=', account)
    .executeTakeFirst();
  return asOften(row?.often ?? null);
}

export async function saveOften(tx: Scoped, { circle, party, account }: OfHost, often: Often): Promise<void> {
  await tx
    .insertInto('digestChoice')
    .values({ circleId: circle, partyId: party, accountId: account, often })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId', 'accountId']).doUpdateSet({ often }))
    .execute();
}

/** The address of a host that is signed in. */
export async function findAddressOf(tx: Scoped, account: string): Promise<string | null> {
  const row = await tx.selectFrom('account').select('address').where('id', '=', account).executeTakeFirst();
  return row?.address ?? null;
}

export function asSaid(text: string): Said {
  return saids.find((one) => one === text) ?? 'later';
}

function asOften(text: string | null): Often {
  return oftens.find((one) => one === text) ?? usual;
}
