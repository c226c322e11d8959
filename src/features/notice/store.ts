import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import { asLanguage } from '../circle/store.ts';
import type { Reached } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** The families of a party's list, with what each has seen. Rides the unique key of envelope. */
export async function listReached(tx: Scoped, { circle, party }: OnParty): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select e.id as envelope, e.asked_revision, e.seen_revision, e.quiet, said.children, coalesce(said.says_no, false) as says_no, coalesce(said.decided, false) as decided, coalesce(said.comes, false) as comes,
      coalesce(of.names, '') as grown_ups, coalesce(of.by_mail, false) as by_mail
    from envelope e
    cross join lateral (
      select coalesce(array_agg(c.name order by c.name), '{}') as children,
        bool_and(coalesce(a.says = 'no', false)) as says_no, bool_and(coalesce(a.says in ('yes', 'no'), false)) as decided, bool_or(coalesce(a.says = 'yes', false)) as comes
      from invitation i
      join child c on c.circle_id = i.circle_id and c.id = i.child_id
      left join answer a on a.circle_id = i.circle_id and a.envelope_id = i.envelope_id and a.child_id = i.child_id
      where i.circle_id = e.circle_id and i.envelope_id = e.id) as said
    cross join lateral (
      select string_agg(d.name, ', ' order by d.id) as names, bool_or(d.address is not null) as by_mail
      from adult d where d.circle_id = e.circle_id and d.family_id = e.family_id) as of
    where e.circle_id = ${circle} and e.party_id = ${party}
    order by said.children, e.id`.execute(tx);
  return rows;
}

export type HostAddress = { address: string; language: Language | null };

/** Where the hosts of a party are reached, co-hosts and a second family too; without the one who knows already. */
export async function listOtherHosts(
  tx: Scoped,
  { circle, party }: OnParty,
  knows: string,
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

/** Whether nothing of an envelope may leave: its family is in peace. */
export async function isQuiet(
  tx: Scoped,
  { circle, envelope }: { readonly circle: string; readonly envelope: string },
): Promise<boolean> {
  const row = await tx
    .selectFrom('envelope')
    .select('quiet')
    .where('circleId', '=', circle)
    .where('id', '=', envelope)
    .executeTakeFirst();
  return row?.quiet ?? true;
}
