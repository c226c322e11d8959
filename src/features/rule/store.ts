import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { gentleRule, presets, type Group, type Rule } from './rules.ts';

type InCircle = { readonly circle: string };

export async function getRule(tx: Scoped, { circle }: InCircle): Promise<Rule> {
  const row = await tx
    .selectFrom('circleRule')
    .select(['preset', 'smallPercent', 'setBy'])
    .where('circleId', '=', circle)
    .executeTakeFirst();
  if (!row) return gentleRule;
  return {
    preset: presets.find((preset) => preset === row.preset) ?? gentleRule.preset,
    smallPercent: row.smallPercent,
    setBy: row.setBy === 'school' ? 'school' : 'keeper',
  };
}

export async function saveRule(
  tx: Scoped,
  pass: InCircle,
  { preset, smallPercent, setBy }: Rule,
  now: Temporal.Instant,
): Promise<void> {
  const set = { preset, smallPercent, setBy, changedAt: toDate(now) };
  await tx
    .insertInto('circleRule')
    .values({ circleId: pass.circle, ...set })
    .onConflict((conflict) => conflict.column('circleId').doUpdateSet(set))
    .execute();
}

/** The groups of a circle with the children who are in them now, by their names. */
export async function listGroups(tx: Scoped, { circle }: InCircle): Promise<Group[]> {
  const rows = await tx
    .selectFrom('circleGroup')
    .select((group) => [
      'circleGroup.id',
      'circleGroup.name',
      jsonArrayFrom(
        group
          .selectFrom('groupChild')
          .select('groupChild.childId as id')
          .whereRef('groupChild.circleId', '=', 'circleGroup.circleId')
          .whereRef('groupChild.groupId', '=', 'circleGroup.id')
          .orderBy('groupChild.childId'),
      ).as('children'),
    ])
    .where('circleGroup.circleId', '=', circle)
    .orderBy('circleGroup.name')
    .orderBy('circleGroup.id')
    .execute();
  return rows.map(({ id, name, children }) => ({ id, name, children: children.map((child) => child.id) }));
}

export async function findGroup(tx: Scoped, pass: InCircle, group: string): Promise<Group | null> {
  return (await listGroups(tx, pass)).find(({ id }) => id === group) ?? null;
}

export async function saveGroup(
  tx: Scoped,
  { circle }: KeeperPass,
  { id, name, children }: Group,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('circleGroup')
    .values({ circleId: circle, id, name, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.columns(['circleId', 'id']).doUpdateSet({ name }))
    .execute();
  await tx.deleteFrom('groupChild').where('circleId', '=', circle).where('groupId', '=', id).execute();
  if (children.length === 0) return;
  await tx
    .insertInto('groupChild')
    .values(children.map((childId) => ({ circleId: circle, groupId: id, childId })))
    .execute();
}

export async function deleteGroup(tx: Scoped, { circle }: KeeperPass, group: string): Promise<void> {
  await tx.deleteFrom('circleGroup').where('circleId', '=', circle).where('id', '=', group).execute();
}
