import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makeClass, plan, type Class } from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import { untilSomebodyWaits } from '../../../test/waiting.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import { mintAccountPass } from '../account/gate.ts';
import { answerInvitation } from '../answer/actions.ts';
import { addFamily, changeFamily } from '../circle/actions.ts';
import { mintFamilyPass } from '../circle/gate.ts';
import type { Family } from '../circle/rules.ts';
import { holdRoster, listFamilies } from '../circle/store.ts';
import { removeFamily } from '../joining/actions.ts';
import { cancelParty } from '../notice/actions.ts';
import { planParty, startParty } from '../party/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { importRoster } from '../roster/actions.ts';
import { inviteNewcomers, postParty, sendParty, takeBack } from './actions.ts';
import { mintGuestPass } from './gate.ts';

/** What people do to a circle, each naming the families and parties by a number that is taken round. */
const deeds = [
  'join',
  'leave',
  'have another child',
  'drop a child',
  'share a child',
  'go into the group',
  'go out of the group',
  'import',
  'send',
  'take back',
  'post',
  'call off',
  'be over',
  'say yes',
  'say no',
  'work',
] as const;
type Step = { does: (typeof deeds)[number]; who: number; which: number };

// Sending and joining come oftener: it is between the two that somebody can be forgotten.
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    ...deeds,
    ...(['join', 'join', 'send', 'send', 'send', 'take back', 'leave', 'say yes', 'work', 'work'] as const),
  ),
  who: fc.nat(40),
  which: fc.nat(2),
});
const script = fc.array(fc.array(step, { minLength: 2, maxLength: 7 }), { minLength: 2, maxLength: 4 });

type Stage = { world: World; class1b: Class; group: string; parties: HostPass[] };

/** A class on paper with a group, two parties for everybody and one for the group: planned, and not sent yet. */
async function openStage(world: World): Promise<Stage> {
  const people = ['Ann', 'Ben', 'Cem', 'Dua'].map((child) => ({
    child,
    adult: `of ${child}`,
    address: null,
  }));
  const class1b = await makeClass(world, people);
  const { circle, families } = class1b;
  const group = newId();
  await world.owner.query("insert into circle_group values ($1, $2, 'Tuesday', now())", [circle, group]);
  await world.owner.query(
    "insert into group_child select circle_id, $2, id from child where circle_id = $1 and name in ('Ann', 'Cem')",
    [circle, group],
  );
  const parties: HostPass[] = [];
  const anjali = mintAccountPass(class1b.keeper.account, class1b.keeper.address, '');
  for (const child of ['Ann', 'Ben', 'Ann']) {
    const host = mintFamilyPass(circle, families.get(child) ?? '', anjali);
    const started = await startParty(world.platform, host, newId());
    if (!started.ok) throw new Error(started.refusal);
    const date = world.platform
      .clock()
      .add({ hours: 24 * 20 })
      .toString()
      .slice(0, 10);
    await planParty(world.platform, started.value, { ...plan, date });
    parties.push(started.value);
  }
  await world.owner.query(
    "insert into guest_list select circle_id, id, id <> $2, '{}', case when id = $2 then $3::uuid end from party where circle_id = $1",
    [circle, parties[2]?.party, group],
  );
  return { world, class1b, group, parties };
}

let named = 0;

async function act({ world, class1b, group, parties }: Stage, { does, who, which }: Step): Promise<unknown> {
  const { platform, owner } = world;
  const { circle, keeper } = class1b;
  const families = await inCircle(platform.db, circle, (tx) => listFamilies(tx, keeper));
  const family = families[who % families.length];
  const other = families[(who + 1 + which) % families.length];
  const party = parties[which];
  if (!party || !family || !other) return null;
  const fresh = `N${(named += 1)}`;
  const change = (added: string[], kept: Family['children']) =>
    changeFamily(platform, keeper, family.id, { ...family, kept, added });
  const regroup = (into: boolean) =>
    inCircle(platform.db, circle, async (tx) => {
      await holdRoster(tx, keeper, 'change');
      const [child] = (await listFamilies(tx, keeper, family.id)).flatMap(({ children }) => children);
      if (!child) return;
      await sql`delete from group_child where child_id = ${child.id}`.execute(tx);
      if (into) await sql`insert into group_child values (${circle}, ${group}, ${child.id})`.execute(tx);
      await enqueue(tx, 'group.changed', { circle, group }, { key: `group.changed:${group}` });
    });
  const theirs = other.children.filter(({ id }) => family.children.every((child) => child.id !== id));
  const answer = async (says: 'yes' | 'no') => {
    const { rows } = await owner.query<{ envelope: string; child: string }>(
      'select envelope_id as envelope, child_id as child from invitation where circle_id = $1 order by 1, 2',
      [circle],
    );
    const asked = rows[who % rows.length];
    if (asked) await answerInvitation(platform, mintGuestPass(circle, asked.envelope, 1), { ...asked, says });
  };
  const adult = { name: `of ${fresh}`, address: null, phone: null };
  const importing = () => {
    const told = [...families.slice(0, 3), { adults: [adult], children: [{ name: fresh }] }];
    const children = told.flatMap(({ adults, children: own }) =>
      own.map(({ name }) => ({ name, households: [{ adults }] })),
    );
    const roster = { key: '1', title: 'Class 1B', children };
    return importRoster(platform, keeper, roster, [families.at(-1)?.id ?? '']);
  };
  const doing: Record<Step['does'], () => Promise<unknown>> = {
    join: () => addFamily(platform, keeper, { language: null, adults: [adult], kept: [], added: [fresh] }),
    leave: () => removeFamily(platform, keeper, family.id),
    'have another child': () => change([fresh], family.children),
    'drop a child': () => change(family.children.length > 1 ? [] : [fresh], family.children.slice(1)),
    'share a child': () => change([], [...family.children, ...theirs.slice(0, 1)]),
    'go into the group': () => regroup(true),
    'go out of the group': () => regroup(false),
    import: importing,
    send: () => sendParty(platform, party),
    'take back': () => takeBack(platform, party),
    post: () => postParty(platform, party),
    'call off': () => cancelParty(platform, party),
    'be over': () =>
      owner.query(
        "update party set starts_at = '2026-12-01', ends_at = '2026-12-02' where id = $1 and posted_at is not null",
        [party.party],
      ),
    'say yes': () => answer('yes'),
    'say no': () => answer('no'),
    work: () => world.work(),
  };
  return doing[does]();
}

// A page that was open when its host left finds nothing any more.
function isGone(error: unknown): null {
  if (error instanceof Error && error.message === 'a pass leads to a party') return null;
  throw error;
}

type Wrong = Record<string, unknown>;

/** Everything that is not as the promise says, by what is wrong with it. */
async function faults({ world, class1b }: Stage): Promise<Record<string, Wrong[]>> {
  const ask = async (query: string): Promise<Wrong[]> =>
    (await world.owner.query<Wrong>(query, [class1b.circle])).rows;
  const now = `'${world.platform.clock().toString()}'::timestamptz`;
  const living = `select p.*, l.whole, l.group_id from party p join guest_list l on l.circle_id = p.circle_id and l.party_id = p.id
    where p.circle_id = $1 and p.sent_at is not null and p.cancelled_at is null and p.starts_at > ${now}`;
  const asked = `select p.id as party_id, h.family_id, h.child_id from (${living}) p
    join household h on h.circle_id = p.circle_id and h.family_id <> p.family_id
    join family f on f.circle_id = h.circle_id and f.id = h.family_id and f.left_at is null
    where not exists (select from household own where own.circle_id = p.circle_id and own.family_id = p.family_id and own.child_id = h.child_id)
      and (p.whole or exists (select from group_child g where g.circle_id = p.circle_id and g.group_id = p.group_id and g.child_id = h.child_id))`;
  const invited = `select e.party_id, e.family_id, i.child_id, e.id, a.says, f.left_at,
      exists (select from household h where h.circle_id = e.circle_id and h.family_id = e.family_id and h.child_id = i.child_id) as lives
    from envelope e join family f on f.circle_id = e.circle_id and f.id = e.family_id
    left join invitation i on i.circle_id = e.circle_id and i.envelope_id = e.id
    left join answer a on a.circle_id = i.circle_id and a.envelope_id = i.envelope_id and a.child_id = i.child_id
    where e.circle_id = $1`;
  return {
    leftOut: await ask(
      `select * from (${asked}) asked where not exists (select from (${invited}) i where (i.party_id, i.family_id, i.child_id) = (asked.party_id, asked.family_id, asked.child_id))`,
    ),
    invitedTwice: await ask(
      `select party_id, family_id, child_id from (${invited}) i group by 1, 2, 3 having count(*) > 1
       union all select party_id, family_id, null from envelope where circle_id = $1 group by 1, 2 having count(*) > 1`,
    ),
    empty: await ask(`select * from (${invited}) i where child_id is null`),
    notTheirs: await ask(`select * from (${invited}) i where not lives and says is distinct from 'yes'`),
    hostIsGuest: await ask(
      `select i.* from (${invited}) i join party p on p.circle_id = $1 and p.id = i.party_id and p.family_id = i.family_id`,
    ),
    ofADraft: await ask(
      `select i.* from (${invited}) i join party p on p.circle_id = $1 and p.id = i.party_id and p.sent_at is null`,
    ),
    lingers: await ask(
      `select id from family f where circle_id = $1 and left_at is not null
       and not exists (select from envelope e where e.circle_id = $1 and e.family_id = f.id)`,
    ),
    homeless: await ask(
      `select name from child c where circle_id = $1
       and not exists (select from household h where h.circle_id = $1 and h.child_id = c.id)
       and not exists (select from invitation i where i.circle_id = $1 and i.child_id = c.id)`,
    ),
  };
}

const none = {
  leftOut: [],
  invitedTwice: [],
  empty: [],
  notTheirs: [],
  hostIsGuest: [],
  ofADraft: [],
  lingers: [],
  homeless: [],
};

describe('the living invitation', () => {
  it(
    'leaves nobody out and invites nobody twice, whoever joins, leaves, sends and calls off at once',
    async () => {
      const world = await openWorld();
      await fc.assert(
        fc.asyncProperty(script, async (rounds) => {
          const stage = await openStage(world);
          for (const round of rounds) await Promise.all(round.map((one) => act(stage, one).catch(isGone)));
          await world.work();
          // A family that left may think again about its no for an hour.
          world.pass({ hours: 1 });
          await world.work();
          expect(await faults(stage)).toEqual(none);
        }),
        // What is not the same every time cannot be made smaller.
        { numRuns: scaled(12), endOnFailure: true, interruptAfterTimeLimit: scaled(6000) },
      );
    },
    scaled(40_000),
  );

  /** Does the first while the second has the party in its hands, and lets go only when the first waits for it. */
  async function meanwhile(
    { platform, owner }: World,
    circle: string,
    hold: (tx: Scoped) => Promise<unknown>,
    others: (() => Promise<unknown>)[],
  ): Promise<void> {
    const waiting: Promise<unknown>[] = [];
    await inCircle(platform.db, circle, async (tx) => {
      await hold(tx);
      for (const [place, other] of others.entries()) {
        waiting.push(other());
        await untilSomebodyWaits({ owner }, place + 1);
      }
    });
    await Promise.all(waiting);
  }

  async function childrenAsked({ owner }: World, party: string): Promise<string[]> {
    const { rows } = await owner.query<{ name: string }>(
      `select c.name from envelope e join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id
       where e.party_id = $1 order by 1`,
      [party],
    );
    return rows.map(({ name }) => name);
  }

  const eve = {
    language: null,
    adults: [{ name: 'of Eve', address: null, phone: null }],
    kept: [],
    added: ['Eve'],
  };

  it('asks a family that is written in the moment in which the party is sent', async () => {
    const world = await openWorld();
    const { class1b, parties } = await openStage(world);
    const [party] = parties;
    if (!party) throw new Error('there is a party');
    await meanwhile(world, class1b.circle, (tx) => getParty(tx, party, 'lock'), [
      () => sendParty(world.platform, party),
      () => addFamily(world.platform, class1b.keeper, eve),
    ]);
    expect(await childrenAsked(world, party.party)).toEqual(['Ben', 'Cem', 'Dua']);
    await world.work();
    expect(await childrenAsked(world, party.party)).toEqual(['Ben', 'Cem', 'Dua', 'Eve']);
  });

  it('asks nobody to a party that was taken back in the moment in which they joined', async () => {
    const world = await openWorld();
    const { class1b, parties } = await openStage(world);
    const [party] = parties;
    if (!party) throw new Error('there is a party');
    await sendParty(world.platform, party);
    const added = await addFamily(world.platform, class1b.keeper, eve);
    const takenBack = async (tx: Scoped) => {
      await getParty(tx, party, 'lock');
      await sql`update party set sent_at = null where id = ${party.party}`.execute(tx);
      await sql`delete from envelope where party_id = ${party.party}`.execute(tx);
    };
    await meanwhile(world, class1b.circle, takenBack, [
      () => inviteNewcomers(world.platform, class1b.circle, added.ok ? added.value : ''),
    ]);
    expect(await childrenAsked(world, party.party)).toEqual([]);
    expect((await sendParty(world.platform, party)).ok).toBe(true);
    expect(await childrenAsked(world, party.party)).toEqual(['Ben', 'Cem', 'Dua', 'Eve']);
  });

  it('keeps a yes that is on its way while its family leaves', async () => {
    const world = await openWorld();
    const { class1b, parties } = await openStage(world);
    const [party] = parties;
    if (!party) throw new Error('there is a party');
    await sendParty(world.platform, party);
    const family = class1b.families.get('Cem') ?? '';
    const sayYes = (tx: Scoped) =>
      sql`with mine as (select * from envelope where family_id = ${family} for update)
        insert into answer select circle_id, mine.id, child_id, 'yes', null, null, 'family', now()
        from mine join invitation i using (circle_id) where i.envelope_id = mine.id`.execute(tx);
    await meanwhile(world, class1b.circle, sayYes, [
      () => removeFamily(world.platform, class1b.keeper, family),
    ]);
    expect(await childrenAsked(world, party.party)).toEqual(['Ben', 'Cem', 'Dua']);
    await removeFamily(world.platform, class1b.keeper, class1b.families.get('Dua') ?? '');
    expect(await childrenAsked(world, party.party)).toEqual(['Ben', 'Cem']);
  });

  it('says kindly that an invitation is there no more which is taken away while it is answered', async () => {
    const world = await openWorld();
    const { class1b, parties } = await openStage(world);
    const [party] = parties;
    if (!party) throw new Error('there is a party');
    await sendParty(world.platform, party);
    await postParty(world.platform, party);
    const { rows } = await world.owner.query<{ envelope: string; child: string }>(
      'select envelope_id as envelope, child_id as child from invitation limit 1',
    );
    const [asked] = rows;
    if (!asked) throw new Error('somebody is asked');
    const takeAway = async (tx: Scoped) => {
      await sql`select from envelope where id = ${asked.envelope} for update`.execute(tx);
      await sql`delete from invitation where envelope_id = ${asked.envelope}`.execute(tx);
    };
    const guest = mintGuestPass(class1b.circle, asked.envelope, 1);
    let answered: unknown;
    await meanwhile(world, class1b.circle, takeAway, [
      async () =>
        (answered = await answerInvitation(world.platform, guest, { child: asked.child, says: 'yes' })),
    ]);
    expect(answered).toEqual({ ok: false, refusal: 'not_asked' });
  });
});
