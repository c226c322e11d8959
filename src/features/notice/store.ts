import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';
import type { Reached } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** The families of a party's list, with what each has seen. Rides the unique key of envelope. */
export async function listReached(tx: Scoped, { circle, party }: OnParty): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select e.id as envelope, e.asked_revision, e.seen_revision, e.quiet, said.children, coalesce(said.says_no, false) as says_no, coalesce(said.answered, false) as answered,
      coalesce(said.decided, false) as decided, coalesce(said.comes, false) as comes,
      coalesce(of.names, '') as grown_ups, coalesce(of.by_mail, false) and e.returned_revision is distinct from p.revision as by_mail
    from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
    cross join lateral (
      select coalesce(array_agg(c.name order by c.name), '{}') as children,
        bool_and(coalesce(a.says = 'no', false)) as says_no, bool_and(a.says is not null) as answered,
        bool_and(coalesce(a.says in ('yes', 'no'), false)) as decided, bool_or(coalesce(a.says = 'yes', false)) as comes
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
