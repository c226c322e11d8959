import { describe, expect, it } from 'vitest';
import { busyOf, type Source } from '../../../test/curious.ts';
import {
  choose,
  ellie,
  makeClass,
  makeParty,
  signIn,
  type Class,
  type Person,
} from '../../../test/people.ts';
import { untilSomebodyWaits } from '../../../test/waiting.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { ok } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import { addFamily, startCircle } from '../circle/actions.ts';
import { mintFamilyPass, mintKeeperPass } from '../circle/gate.ts';
import type { HostPass } from '../party/rules.ts';
import { askTimes, countElsewhere, howItSuits, lookAtTimes, markTaken } from './actions.ts';
import {
  seasonDays,
  seasonOf,
  seatFamilies,
  unitsOf,
  type BusyCells,
  type Level,
  type Seat,
  type Span,
} from './rules.ts';
import { listHomes, listSeatings, saveLook, saveSeats } from './store.ts';

const span: Span = { from: '2026-12-05', to: '2027-01-02', length: 'two_hours' };
const saturday = '2026-12-12';
const afternoon = { startsAt: `${saturday}T15:00:00Z`, endsAt: `${saturday}T17:00:00Z` };

const guests: Person[] = Array.from({ length: 12 }, (_, place) => ({
  child: `Child${place}`,
  adult: `Adult${place}`,
  address: `adult${place}@families.example`,
}));
const childOf = (place: number): string => `Child${place}`;
const six = [0, 1, 2, 3, 4, 5].map(childOf);

type Party = {
  host?: string;
  guests?: readonly string[];
  says?: 'yes' | 'no' | 'later';
  quiet?: boolean;
  cancelled?: boolean;
  posted?: boolean;
  at?: { startsAt: string; endsAt: string };
};

/** Somebody else's party, straight into the tables. */
async function plant(
  { owner }: World,
  { circle, families }: Pick<Class, 'circle' | 'families'>,
  {
    host = 'Child11',
    guests: asked = [],
    says,
    quiet = false,
    cancelled = false,
    posted = true,
    at = afternoon,
  }: Party,
): Promise<string> {
  const party = newId();
  await owner.query(
    `insert into party (circle_id, id, family_id, child_id, uid, title, starts_at, ends_at, zone, created_at, sent_at, posted_at, cancelled_at)
     select $1, $2, $3, h.child_id, gen_random_uuid(), 'Secret', $4, $5, 'Europe/London', now(), now(), $6, $7
     from household h where h.circle_id = $1 and h.family_id = $3 limit 1`,
    [
      circle,
      party,
      families.get(host),
      at.startsAt,
      at.endsAt,
      posted ? new Date() : null,
      cancelled ? new Date() : null,
    ],
  );
  for (const child of asked) {
    const envelope = newId();
    await owner.query(
      `insert into envelope (circle_id, id, party_id, family_id, link_hash, how, created_at, quiet)
       values ($1, $2, $3, $4, sha256($5::text::bytea), 'mail', now(), $6)`,
      [circle, envelope, party, families.get(child), envelope, quiet],
    );
    await owner.query(
      'insert into invitation select $1, $2, h.child_id from household h where h.circle_id = $1 and h.family_id = $3',
      [circle, envelope, families.get(child)],
    );
    if (says)
      await owner.query(
        `insert into answer (circle_id, envelope_id, child_id, says, entered_by, answered_at)
         select circle_id, envelope_id, child_id, $2, 'family', now() from invitation where envelope_id = $1`,
        [envelope, says],
      );
  }
  return party;
}

/** Ellie's mother looks for a day for a list of the class; by default the six, who are then a cell of their own. */
async function looking(
  world: World,
  asked: readonly string[] = six,
): Promise<{ class1b: Class; host: HostPass }> {
  const class1b = await makeClass(world, [ellie, ...guests]);
  return { class1b, host: await makeParty(world, class1b, asked, false) };
}

async function levelOf(world: World, host: HostPass, day = saturday): Promise<Level | undefined> {
  await askTimes(world.platform, host, () => ok(span));
  const { days } = await lookAtTimes(world.platform, host, () => ok(span), 'en');
  return days?.find((one) => one.day === day)?.halves.afternoon;
}

describe('a time is cool', () => {
  it.each([
    ['when three are asked to one party', { guests: six.slice(0, 3) }, 'cool'],
    [
      'when three are who are left in peace: nobody learns it here',
      { guests: six.slice(0, 3), quiet: true },
      'cool',
    ],
    ['when three said yes to it', { guests: six.slice(0, 3), says: 'yes' }, 'cool'],
    ['when two are asked to it by a third of them', { host: 'Child2', guests: six.slice(0, 2) }, 'cool'],
    ['never for two', { guests: six.slice(0, 2), says: 'yes' }, 'warm'],
    ['never for two and one of another cell', { guests: [...six.slice(0, 2), 'Child6'] }, 'warm'],
    ['not by those who said no', { guests: six, says: 'no' }, 'warm'],
    ['not by a party that is called off', { guests: six, cancelled: true }, 'warm'],
    ['not by a party that is not yet sent', { guests: six, posted: false }, 'warm'],
    ['not by the host’s own party', { host: 'Ellie', guests: six }, 'warm'],
    [
      'not by a party of the morning',
      { guests: six, at: { startsAt: `${saturday}T10:00:00Z`, endsAt: `${saturday}T12:00:00Z` } },
      'warm',
    ],
  ] as const)('%s', async (_what, party: Party, level) => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    await plant(world, class1b, party);
    expect(await levelOf(world, host)).toBe(level);
  });

  it('not by a party that the host gives with others', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    const joint = await plant(world, class1b, { guests: six });
    await world.owner.query(
      `insert into joint_host select $1, $2, h.family_id, h.child_id, now() from household h where h.circle_id = $1 and h.family_id = $3`,
      [class1b.circle, joint, class1b.families.get('Ellie')],
    );
    const helped = await plant(world, class1b, { guests: six });
    await world.owner.query('insert into co_host values ($1, $2, $3, now())', [
      class1b.circle,
      helped,
      ellie.address,
    ]);
    expect(await levelOf(world, host)).toBe('warm');
  });

  it('of others only: who gives the party as well is not one of its guests, nor is a cell in sight that seats them', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    await plant(world, class1b, { guests: six.slice(3) });
    expect(await levelOf(world, host)).toBe('cool');
    await world.owner.query(
      `insert into joint_host select $1, $2, h.family_id, h.child_id, now() from household h where h.circle_id = $1 and h.family_id = $3`,
      [class1b.circle, host.party, class1b.families.get('Child0')],
    );
    expect(await levelOf(world, host)).toBe('warm');
  });

  it('by times that three families marked; two of them and a party are no three', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    const mark = async (place: number): Promise<void> => {
      const account = await signIn(world, world.visitor(), `adult${place}@families.example`);
      const pass = mintFamilyPass(class1b.circle, class1b.families.get(childOf(place)) ?? '', account);
      await markTaken(world.platform, pass, [{ day: saturday, half: 'afternoon' }]);
    };
    await mark(0);
    await mark(1);
    await plant(world, class1b, { guests: ['Child2', 'Child3'] });
    expect(await levelOf(world, host)).toBe('warm');
    await mark(2);
    world.pass({ hours: 24 });
    expect(await levelOf(world, host)).toBe('cool');
  });

  it('for the whole circle when a quarter of its cells are busy', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(
      world,
      guests.map(({ child }) => child),
    );
    await plant(world, class1b, { guests: guests.slice(0, 9).map(({ child }) => child) });
    expect(await levelOf(world, host)).toBe('cool');
    expect(await howItSuits(world.platform, host, instants(afternoon))).toBe('cool');
    const sunday = { startsAt: '2026-12-13T10:00:00Z', endsAt: '2026-12-13T12:00:00Z' };
    expect(await howItSuits(world.platform, host, instants(sunday))).toBe('warm');
    // Beyond half a year nothing but the calendar is asked.
    const summer = { startsAt: '2027-08-14T10:00:00Z', endsAt: '2027-08-14T12:00:00Z' };
    expect(await howItSuits(world.platform, host, instants(summer))).toBe('mild');
    const monday = { startsAt: '2026-12-14T10:00:00Z', endsAt: '2026-12-14T12:00:00Z' };
    expect(await howItSuits(world.platform, host, instants(monday))).toBe('mild');
  });
});

function instants(time: { startsAt: string; endsAt: string }) {
  return {
    startsAt: Temporal.Instant.from(time.startsAt),
    endsAt: Temporal.Instant.from(time.endsAt),
  };
}

describe('the same list', () => {
  it('gets the same answer within a day, whatever happens; the next day it is another', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    expect(await levelOf(world, host)).toBe('warm');
    await plant(world, class1b, { guests: six });
    world.pass({ hours: 11 });
    expect(await levelOf(world, host)).toBe('warm');
    expect(await howItSuits(world.platform, host, instants(afternoon))).toBe('warm');
    world.pass({ hours: 2 });
    expect(await levelOf(world, host)).toBe('cool');
  });

  it('without one child no longer says anything of the cell, and never again cuts another', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    await plant(world, class1b, { guests: six.slice(0, 3) });
    expect(await levelOf(world, host)).toBe('cool');
    const childrenOf = async (names: readonly string[]): Promise<string[]> =>
      (
        await world.owner.query<{ id: string }>('select id from child where name = any ($1)', [names])
      ).rows.map(({ id }) => id);
    for (const out of six) {
      // Others take the place of the one: still no new cell, today and on all days to come.
      const list = [...six.filter((name) => name !== out), 'Child6', 'Child7'];
      await choose(world, host, await childrenOf(list));
      expect(await levelOf(world, host), out).toBe('warm');
      world.pass({ hours: 24 });
    }
    const cuts = await world.owner.query('select from seating where whole = false and season = $1', [
      seasonOf(Temporal.PlainDate.from(saturday)).toString(),
    ]);
    expect(cuts.rowCount).toBe(1);
  });

  it('is cut and looked at as soon as a party is begun, for the whole circle and not for a list of some, and once a day', async () => {
    const world = await openWorld();
    const { class1b } = await looking(world);
    const seated = async (): Promise<unknown[]> =>
      (await world.owner.query('select whole, looked_on, families from seating order by season')).rows;
    await world.work();
    // The six were named before the job came to it.
    expect(await seated()).toEqual([]);
    await makeParty(world, class1b, undefined, false);
    await world.work();
    const cut = await seated();
    expect(cut).toHaveLength(2);
    expect(cut).toMatchObject([
      { whole: true, looked_on: '2026-12-04' },
      { whole: true, looked_on: '2026-12-04' },
    ]);
    await makeParty(world, class1b, undefined, false);
    await world.work();
    expect(await seated()).toEqual(cut);
  });

  it('when two ask at once is cut once', async () => {
    const world = await openWorld();
    const { host } = await looking(world);
    await Promise.all([1, 2, 3, 4].map(() => askTimes(world.platform, host, () => ok(span))));
    const { rows } = await world.owner.query<{ families: string[] }>('select families from seating');
    // December reaches over the end of one season.
    expect(rows.map(({ families }) => new Set(families).size)).toEqual(rows.map(() => 12));
  });
});

describe('who comes later', () => {
  it('waits for a seat until there are six, who are then a cell of their own; all others stay where they are', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(
      world,
      guests.map(({ child }) => child),
    );
    const seated = async (): Promise<string[]> => {
      await askTimes(world.platform, host, () => ok({ ...span, to: saturday }));
      const { rows } = await world.owner.query<{ families: string[] }>('select families from seating');
      return rows[0]?.families ?? [];
    };
    const before = await seated();
    expect(before).toHaveLength(12);
    const come = async (child: string): Promise<string> => {
      const adults = [{ name: 'Adult', address: null, phone: '07700 900123' }];
      const family = { language: null, adults, kept: [], added: [child] };
      const added = await addFamily(world.platform, class1b.keeper, family);
      return added.ok ? added.value : '';
    };
    const newcomers: string[] = [];
    for (const child of ['Ada', 'Bo', 'Cy', 'Di', 'Ed']) newcomers.push(await come(child));
    world.pass({ hours: 24 });
    expect(await seated()).toEqual(before);
    newcomers.push(await come('Flo'));
    world.pass({ hours: 24 });
    const after = await seated();
    expect(after.slice(0, 12)).toEqual(before);
    expect(new Set(after.slice(12))).toEqual(new Set(newcomers));
  });
});

it('asks nothing for a family that is taken off the list at this moment', async () => {
  const world = await openWorld();
  const { host } = await looking(world);
  const keeper = await world.owner.connect();
  await keeper.query('begin');
  await keeper.query('delete from party where id = $1', [host.party]);
  await keeper.query('delete from family where id = $1', [host.family]);
  const asked = askTimes(world.platform, host, () => ok(span));
  await untilSomebodyWaits(world);
  await keeper.query('commit');
  keeper.release();
  expect((await asked).ok).toBe(true);
  expect((await world.owner.query('select from seating')).rowCount).toBe(0);
});

describe('other circles', () => {
  it('count only where the adult lets them, and only those of its own address', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    const team = await makeClass(
      world,
      guests.map((one) => ({ ...one })),
      'Team',
    );
    await plant(world, team, { guests: six });
    expect(await levelOf(world, host)).toBe('warm');
    for (const place of [0, 1, 2]) {
      const account = await signIn(world, world.visitor(), `adult${place}@families.example`);
      await countElsewhere(
        world.platform,
        mintFamilyPass(class1b.circle, class1b.families.get(childOf(place)) ?? '', account),
        true,
      );
    }
    world.pass({ hours: 24 });
    expect(await levelOf(world, host)).toBe('cool');
  });

  it('tell nothing to a stranger who writes the addresses of others into a circle of their own', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, ...guests]);
    await plant(world, class1b, { guests: six });
    const stranger = await signIn(world, world.visitor(), 'stranger@elsewhere.example');
    const circle = await startCircle(world.platform, stranger, {
      name: 'Nobody',
      place: 'Nowhere',
      zone: 'Europe/London',
      language: 'en',
    });
    const pass = mintKeeperPass(circle, stranger);
    const families = new Map<string, string>();
    for (const [child, ...addresses] of [
      ['Ellie', ellie.address],
      ...guests.slice(0, 6).map(({ child, address }) => [child, address, stranger.address]),
    ]) {
      const adults = addresses.map((address) => ({ name: 'Adult', address: address ?? null, phone: null }));
      const added = await addFamily(world.platform, pass, {
        language: null,
        adults,
        kept: [],
        added: [child ?? ''],
      });
      if (added.ok) families.set(child ?? '', added.value);
    }
    // The stranger is an adult of all those families, and presses for each of them what can be pressed.
    for (const family of families.values())
      await countElsewhere(world.platform, mintFamilyPass(circle, family, stranger), true);
    const host = await makeParty(world, { circle, families, keeper: pass }, six, false);
    expect(await levelOf(world, host)).toBe('warm');
  });
});

describe('what is not yours', () => {
  it('is not to be seen: the page is the same with parties of two families and without', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(
      world,
      guests.map(({ child }) => child),
    );
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const at = `/parties/${host.party}/times`;
    const look = async () => {
      const { status, html, headers } = await maya.post(at, span);
      return { status, html, headers: [...headers] };
    };
    const without = await look();
    expect(without.status).toBe(200);
    expect(without.html).toContain('id="days"');
    for (const [one, two] of [
      ['Child0', 'Child1'],
      ['Child1', 'Child2'],
      ['Child5', 'Child7'],
    ] as const)
      await plant(world, class1b, { host: one, guests: [two], says: 'yes' });
    world.pass({ hours: 24 });
    // A day later the day that has come cannot be asked any more; the rest is as it was.
    const later = { ...span, from: '2026-12-06' };
    const after = await maya.post(at, later);
    await world.owner.query('delete from party where title = $1', ['Secret']);
    await world.owner.query("update seating set looked_on = '2026-12-01'");
    const again = await maya.post(at, later);
    expect([after.status, after.html, [...after.headers]]).toEqual([
      again.status,
      again.html,
      [...again.headers],
    ]);
    expect(after.html).not.toContain('class="half cool"');
  });
});

/** Seats families in a season, looks at it, and says which cells are busy there. */
async function busyIn(
  { platform }: World,
  of: { circle: string; family: string },
  season: string,
  seats: readonly Seat[],
): Promise<BusyCells | undefined> {
  const lists = { ...of, whole: true };
  const looked = { on: season, first: season, days: seasonDays };
  return inCircle(platform.db, of.circle, async (tx) => {
    await saveSeats(tx, lists, [season], seats);
    await saveLook(tx, lists, [season], looked);
    return (await listSeatings(tx, lists, [season])).get(season)?.busy;
  });
}

describe('what the database counts', () => {
  it('is what the rule says, in circles by chance', async () => {
    const world = await openWorld();
    const people = Array.from({ length: 26 }, (_, place) => ({
      child: `Child${place}`,
      adult: 'Adult',
      address: null,
    }));
    const class1b = await makeClass(world, [ellie, ...people]);
    const season = seasonOf(Temporal.PlainDate.from(saturday)).toString();
    const family = class1b.families.get('Ellie') ?? '';
    const of = { circle: class1b.circle, family };
    const homes = await inCircle(world.platform.db, class1b.circle, (tx) => listHomes(tx, of));
    const nameOf = new Map([...class1b.families].map(([name, id]) => [id, name]));
    let busy = 0;
    for (let round = 0; round < 25; round += 1) {
      const mixed = homes
        .filter((home) => home.family !== family)
        .map((home, place) => ({ home, rank: (place * 7919 + round * 104_729) % 26 }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ home }) => home);
      const seats = seatFamilies([], unitsOf(mixed), new Set(mixed.map((home) => home.family)));
      const sources: Source[] = [];
      for (let party = 0; party < 4; party += 1) {
        const count = 1 + ((round * 5 + party * 3) % 12);
        const asked = mixed
          .slice((round + party * 5) % 14)
          .slice(0, count)
          .map((home) => home.family);
        const [host = ''] = asked;
        const [day, half] = [(round * 3 + party) % 28, party % 2];
        const begins = Temporal.PlainDate.from(season).add({ days: day }).toString();
        const hours = half === 0 ? ['10:00', '12:00'] : ['14:00', '16:00'];
        await plant(world, class1b, {
          host: nameOf.get(host) ?? '',
          guests: asked.slice(1).map((one) => nameOf.get(one) ?? ''),
          at: { startsAt: `${begins}T${hours[0]}:00Z`, endsAt: `${begins}T${hours[1]}:00Z` },
        });
        sources.push({ families: asked, halves: [day * 2 + half] });
      }
      const said = await busyIn(world, of, season, seats);
      expect(said).toEqual(busyOf(seats, sources));
      for (const cells of said?.values() ?? []) busy += cells.size;
      await world.owner.query('delete from party');
    }
    expect(busy).toBeGreaterThan(20);
  });

  it('is nothing of a cell of fewer than six, whoever asks the database', async () => {
    const world = await openWorld();
    const { class1b, host } = await looking(world);
    await plant(world, class1b, { guests: six });
    const seats = six
      .slice(0, 5)
      .map((name, unit) => ({ family: class1b.families.get(name) ?? '', unit, cell: 0 }));
    const season = seasonOf(Temporal.PlainDate.from(saturday)).toString();
    const busy = (more: Seat[]) => busyIn(world, host, season, [...seats, ...more]);
    expect(await busy([])).toEqual(new Map());
    // Nor of one that is filled up with the host, with a stranger or with the same family twice.
    const filling = [host.family, newId(), seats[0]?.family ?? ''];
    for (const family of filling) expect(await busy([{ family, unit: 5, cell: 0 }])).toEqual(new Map());
    const sixth = { family: class1b.families.get('Child5') ?? '', unit: 5, cell: 0 };
    expect((await busy([sixth]))?.size).toBe(1);
  });
});
