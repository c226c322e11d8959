import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Child, Circle, KeeperPass } from '../circle/rules.ts';
import { getCircle, holdRoster, listChildren } from '../circle/store.ts';
import { membersOf, mostGroups, type Group, type Rule } from './rules.ts';
import { deleteGroup, findGroup, getRule, listGroups, saveGroup, saveRule } from './store.ts';

export type RuleSheet = { circle: Circle; rule: Rule; groups: Group[]; children: Child[] };

/** What the pages of a circle's rule and groups need. */
export async function lookAtRule({ db }: Platform, pass: KeeperPass): Promise<RuleSheet> {
  return inCircle(db, pass.circle, async (tx) => ({
    circle: await getCircle(tx, pass),
    rule: await getRule(tx, pass),
    groups: await listGroups(tx, pass),
    children: await listChildren(tx, pass),
  }));
}

/** A keeper sets the rule, unless a school has set it. */
export async function setRule(
  { db, clock }: Platform,
  pass: KeeperPass,
  rule: Omit<Rule, 'setBy'>,
): Promise<Result<null, 'school_sets'>> {
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    if ((await getRule(tx, pass)).setBy === 'school') return refuse('school_sets');
    await saveRule(tx, pass, { ...rule, setBy: 'keeper' }, clock());
    return ok(null);
  });
}

/**
 * In a transaction that holds the roster: the school's rule counts in the circle; without one the keeper may change what
 * stands there.
 */
export async function setRuleOfSchool(
  tx: Scoped,
  pass: { readonly circle: string },
  rule: Omit<Rule, 'setBy'> | null,
  now: Temporal.Instant,
): Promise<void> {
  const known = await getRule(tx, pass);
  if (rule) await saveRule(tx, pass, { ...rule, setBy: 'school' }, now);
  else if (known.setBy === 'school') await saveRule(tx, pass, { ...known, setBy: 'keeper' }, now);
}

export type GroupRefusal = 'gone' | 'too_few' | 'too_many_groups';

/** Names a group, or changes it; who is new in it is invited to what the whole group is asked to. */
export async function keepGroup(
  { db, clock }: Platform,
  pass: KeeperPass,
  typed: { id: string | null; name: string; ticked: readonly string[] },
): Promise<Result<string, GroupRefusal>> {
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    const children = membersOf(typed.ticked, await listChildren(tx, pass));
    if (children.length < 2) return refuse('too_few');
    const known = await listGroups(tx, pass);
    if (typed.id !== null && !known.some(({ id }) => id === typed.id)) return refuse('gone');
    if (typed.id === null && known.length >= mostGroups) return refuse('too_many_groups');
    const id = typed.id ?? newId();
    await saveGroup(tx, pass, { id, name: typed.name, children }, clock());
    await enqueue(tx, 'group.changed', { circle: pass.circle, group: id }, { key: `group.changed:${id}` });
    return ok(id);
  });
}

export async function dropGroup({ db }: Platform, pass: KeeperPass, group: string): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    await deleteGroup(tx, pass, group);
    // Its lists name their children now: who was put into it a moment ago is still invited.
    await enqueue(tx, 'group.changed', { circle: pass.circle, group }, { key: `group.changed:${group}` });
  });
}

export async function lookAtGroup(
  { db }: Platform,
  pass: KeeperPass,
  group: string,
): Promise<{ group: Group; children: Child[] } | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const found = await findGroup(tx, pass, group);
    return found ? { group: found, children: await listChildren(tx, pass) } : null;
  });
}
