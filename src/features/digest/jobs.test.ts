import { describe, expect, it } from 'vitest';
import {
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  move,
  noor,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, ticking, type ReadMail, type World } from '../../../test/world.ts';
import { digestJobs } from './jobs.ts';

const hana = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

// It is Friday 4 December, noon; the party is on Saturday 12 December at three.
async function posted(world: World) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, hana]);
  const host = await makeParty(world, class1b);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function say(world: World, { address }: { address: string }, says: string) {
  const guest = world.visitor();
  const page = await guest.post(await linkTo(world, address));
  const child = hidden(page.html, 'child');
  const revision = hidden(page.html, 'revision');
  await guest.post(`${page.path}/answers`, { child, says, revision });
  await world.work();
}

const isDigest = ({ text }: ReadMail): boolean => text.includes('This is new:');

async function digests(world: World, to = ellie.address): Promise<ReadMail[]> {
  return (await world.mails(to)).filter(isDigest);
}

/** The lines of the newest one. */
async function lines(world: World, to = ellie.address): Promise<string[]> {
  const text = (await digests(world, to)).at(-1)?.text.replace(/[\u2066-\u2069]/g, '') ?? '';
  return [...text.matchAll(/^\* (.*)$/gm)].map(([, line = '']) => line);
}

async function waitFor(world: World, moment: string): Promise<void> {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  await world.work();
}

const choose = (maya: Visitor, at: string, often: string) => maya.post(`${at}/digests`, { often });

describe('a host', () => {
  it('hears once a day, at six in the evening, who said what since the last time, and nothing when nothing is new', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    expect((await maya.get(at)).text).toContain('Mail about answers: once a day');
    await say(world, luka, 'yes');
    world.pass({ minutes: 10 });
    await say(world, noor, 'no');
    await waitFor(world, '2026-12-04T17:59:00Z');
    expect(await digests(world)).toEqual([]);
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect(await lines(world)).toEqual(['Luka is coming', 'Noor: not this time']);
    const [mail] = await digests(world);
    expect(mail?.subject.replace(/[\u2066-\u2069]/g, '')).toBe('2 new answers (Ellie is turning five)');
    expect(mail?.text).toContain(`http://127.0.0.1:3000${at}`);
    await waitFor(world, '2026-12-05T18:00:00Z');
    expect(await digests(world)).toHaveLength(1);
    await say(world, hana, 'later');
    await waitFor(world, '2026-12-06T18:00:00Z');
    expect(await lines(world)).toEqual(['Hana: they will answer later']);
    expect(await digests(world)).toHaveLength(2);
  });

  it('is told of a change of mind once, as it stands, and of none that went back', async () => {
    const world = await openWorld();
    await posted(world);
    await say(world, luka, 'yes');
    await say(world, noor, 'yes');
    for (const says of ['no', 'later', 'no']) await say(world, luka, says);
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect((await lines(world)).toSorted()).toEqual(['Luka: not this time', 'Noor is coming']);
    for (const says of ['yes', 'no']) await say(world, luka, says);
    await say(world, noor, 'no');
    await waitFor(world, '2026-12-05T18:00:00Z');
    expect(await lines(world)).toEqual(['Noor: not this time']);
  });

  it('chooses each at once, once an hour, or none, for itself alone', async () => {
    const world = await openWorld();
    const { maya, at, host, class1b } = await posted(world);
    await world.owner.query(
      "insert into adult values ($1, $2, gen_random_uuid(), 'Leo', 'leo@families.example', null, now())",
      [class1b.circle, host.family],
    );
    const chosen = await choose(maya, at, 'at_once');
    expect(chosen.text).toContain('Mail about answers: each one at once');
    const leo = world.visitor();
    await signIn(world, leo, 'leo@families.example');
    expect((await leo.get(at)).text).toContain('Mail about answers: once a day');
    await say(world, luka, 'yes');
    expect(await lines(world)).toEqual(['Luka is coming']);
    expect(await digests(world, 'leo@families.example')).toEqual([]);
    await choose(maya, at, 'hourly');
    world.pass({ minutes: 20 });
    await say(world, noor, 'yes');
    expect(await digests(world)).toHaveLength(1);
    await waitFor(world, '2026-12-04T13:00:00Z');
    expect(await lines(world)).toEqual(['Noor is coming']);
    await choose(maya, at, 'never');
    await say(world, hana, 'yes');
    await waitFor(world, '2026-12-05T19:00:00Z');
    expect(await digests(world)).toHaveLength(2);
    expect(await lines(world, 'leo@families.example')).toHaveLength(3);
    // What was said meanwhile stands on the page on which it is chosen.
    await choose(maya, at, 'at_once');
    await world.work();
    expect(await digests(world)).toHaveLength(2);
    expect((await choose(maya, at, 'sometimes')).status).toBe(422);
  });

  it('that chooses another time gets what waits at that time', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, luka, 'yes');
    await choose(maya, at, 'at_once');
    await world.work();
    expect(await lines(world)).toEqual(['Luka is coming']);
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect(await digests(world)).toHaveLength(1);
  });

  it('who put an answer in is not told of it; the others are', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await choose(maya, at, 'at_once');
    await maya.post(`${at}/co-hosts`, { address: 'aunt@elsewhere.example' });
    world.pass({ minutes: 1 });
    const { rows } = await world.owner.query<{ envelope: string; child: string }>(
      "select i.envelope_id as envelope, c.id as child from child c join invitation i on i.child_id = c.id where c.name = 'Goran'",
    );
    await maya.post(`${at}/answers`, { ...rows[0], says: 'yes', revision: '0' });
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect(await digests(world)).toEqual([]);
    expect(await lines(world, 'aunt@elsewhere.example')).toEqual(['Goran is coming']);
  });

  it('who joins later hears of what is said from then on', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, luka, 'yes');
    world.pass({ hours: 1 });
    await maya.post(`${at}/co-hosts`, { address: 'aunt@elsewhere.example' });
    world.pass({ hours: 1 });
    await say(world, noor, 'yes');
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect(await lines(world, 'aunt@elsewhere.example')).toEqual(['Noor is coming']);
    await maya.post(`${at}/co-hosts/removal`, { address: 'aunt@elsewhere.example' });
    await say(world, hana, 'yes');
    await waitFor(world, '2026-12-05T18:00:00Z');
    expect(await digests(world, 'aunt@elsewhere.example')).toHaveLength(1);
  });

  it('hears who has said yes to the new plan, and who has answered the old one', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    const old = world.visitor();
    const page = await old.post(await linkTo(world, noor.address));
    await say(world, luka, 'yes');
    await waitFor(world, '2026-12-04T18:00:00Z');
    await move(world, host, { starts: '14:00' });
    await world.work();
    await old.post(`${page.path}/answers`, { child: hidden(page.html, 'child'), says: 'yes', revision: '0' });
    world.pass({ minutes: 1 });
    await say(world, luka, 'yes');
    await waitFor(world, '2026-12-05T18:00:00Z');
    expect(await lines(world)).toEqual([
      'Noor: yes to the old plan, not yet again to the new one',
      'Luka is coming',
    ]);
  });

  it('of a child with two homes hears which of them', async () => {
    const world = await openWorld();
    const { class1b } = await posted(world);
    await world.owner.query(
      `insert into invitation select $1, e.id, c.id from envelope e, child c
       where e.family_id = $2 and c.name = 'Luka'`,
      [class1b.circle, class1b.families.get('Hana')],
    );
    await say(world, luka, 'yes');
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect((await digests(world))[0]?.text.replace(/[\u2066-\u2069]/g, '')).toMatch(
      /Luka is coming\n {2}Ivan/,
    );
  });

  it('hears of nothing once the party is called off', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, luka, 'yes');
    await maya.post(`${at}/cancellations`);
    await waitFor(world, '2026-12-04T18:00:00Z');
    expect(await digests(world)).toEqual([]);
  });
});

describe('a no in the last two days', () => {
  it('is told at once, also to who wanted no mail, and alone', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await choose(maya, at, 'never');
    await say(world, luka, 'yes');
    await say(world, noor, 'no');
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-10T15:00:00Z')));
    await say(world, hana, 'yes');
    await say(world, luka, 'no');
    expect(await lines(world)).toEqual(['Luka: not this time']);
    expect((await digests(world))[0]?.text).toContain('whatever else you chose');
    await waitFor(world, '2026-12-11T18:00:00Z');
    expect(await digests(world)).toHaveLength(1);
  });

  it('waits for the morning, but not on the last day', async () => {
    const world = await openWorld();
    await posted(world);
    for (const family of [luka, noor]) await say(world, family, 'yes');
    await waitFor(world, '2026-12-10T22:00:00Z');
    const before = (await digests(world)).length;
    await say(world, luka, 'no');
    expect(await digests(world)).toHaveLength(before);
    await waitFor(world, '2026-12-11T08:00:00Z');
    expect(await lines(world)).toEqual(['Luka: not this time']);
    await waitFor(world, '2026-12-11T23:30:00Z');
    await say(world, noor, 'no');
    expect(await lines(world)).toEqual(['Noor: not this time']);
  });

  it('is told once, and not again in the evening', async () => {
    const world = await openWorld();
    await posted(world);
    await waitFor(world, '2026-12-11T12:00:00Z');
    await say(world, luka, 'no');
    await say(world, hana, 'yes');
    await waitFor(world, '2026-12-11T18:00:00Z');
    expect(await lines(world)).toEqual(['Hana is coming']);
    expect(await digests(world)).toHaveLength(2);
  });
});

describe('each mail', () => {
  it('is sent once and says the same, whatever runs twice or at once', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await say(world, luka, 'yes');
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-04T18:00:00Z')));
    const jobs = digestJobs(world.platform);
    const on = { circle: host.circle, party: host.party, gathering: 'daily' };
    const gather = async (): Promise<void> => jobs['digest.gather']?.(on);
    await Promise.all([gather(), gather(), gather()]);
    const { rows } = await world.owner.query<{ mail: string }>('select mail_id as mail from digest_told');
    expect(rows).toHaveLength(1);
    const mail = { ...on, mail: rows[0]?.mail ?? '' };
    await jobs['digest.mail']?.(mail);
    await jobs['digest.mail']?.(mail);
    await world.work();
    expect(await digests(world)).toHaveLength(1);
    const { rows: queued } = await world.owner.query<{ payload: string }>(
      'select payload::text from graphile_worker._private_jobs',
    );
    for (const { payload } of queued) expect(payload).not.toMatch(/@|Luka/);
  });

  it('leaves while the clock moves on', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await say(world, luka, 'yes');
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-04T18:00:00Z')));
    const jobs = digestJobs(ticking(world.platform));
    const on = { circle: host.circle, party: host.party, gathering: 'daily' };
    await jobs['digest.gather']?.(on);
    const { rows } = await world.owner.query<{ mail: string }>('select mail_id as mail from digest_told');
    await jobs['digest.mail']?.({ ...on, mail: rows[0]?.mail ?? '' });
    await world.send();
    expect(await digests(world)).toHaveLength(1);
  });

  it('tells of the no of a family in peace like of any other', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor]);
    await world.owner.query(
      "insert into peace values ($1, gen_random_uuid(), $2, 'birthdays', null, now())",
      [class1b.circle, class1b.families.get('Luka')],
    );
    await makeParty(world, class1b);
    await world.work();
    await waitFor(world, '2026-12-06T12:00:00Z');
    await waitFor(world, '2026-12-07T18:00:00Z');
    expect(await lines(world)).toEqual(['Luka: not this time']);
  });
});
