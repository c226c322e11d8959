import { describe, expect, it } from 'vitest';
import {
  ellie,
  linkTo,
  makeClass,
  makeParty,
  makePartyOf,
  move,
  signIn,
  type Class,
  type Person,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type ReadMail, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import type { HostPass } from '../party/rules.ts';
import { forecastJobs } from './jobs.ts';

// It is Friday 4 December, noon; the party is on Saturday 12 December at three.
const guests: (Person & { address: string })[] = Array.from({ length: 8 }, (_, place) => ({
  child: `Child${place}`,
  adult: `Adult${place}`,
  address: `adult${place}@families.example`,
}));

async function posted(world: World) {
  const class1b = await makeClass(world, [ellie, ...guests]);
  const host = await makeParty(world, class1b);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function say(world: World, places: readonly number[], a: 'yes' | 'no' | 'later') {
  const said: { guest: Visitor; at: string }[] = [];
  for (const place of places) {
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, guests[place]?.address ?? ''), { a });
    said.push({ guest, at: page.path });
  }
  await world.work();
  return said;
}

// Hour by hour, as the days go: what is done each morning is done in the morning.
async function waitFor(world: World, moment: string): Promise<void> {
  const until = Temporal.Instant.from(moment);
  const left = (): number => world.platform.clock().until(until).total('minutes');
  while (left() > 0) {
    const { minute } = world.platform.clock().toZonedDateTimeISO('UTC');
    world.pass({ minutes: Math.min(left(), 60 - minute) });
    await world.work();
  }
}

async function warnings(world: World, to?: string): Promise<ReadMail[]> {
  return (await world.mails(to))
    .filter(({ subject }) => subject.includes('quiet party'))
    .map((mail) => ({ ...mail, subject: mail.subject.replace(/[\u2068\u2069]/g, '') }));
}

async function partOf(visitor: Visitor, at: string): Promise<string> {
  const { html } = await visitor.get(at);
  return /<section[^>]*class="(?:card|heed) forecast".*?<\/section>/s.exec(html)?.[0] ?? '';
}

describe('the host’s page', () => {
  it('says how many will come, as a picture for who sees it and in words for everybody', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, [0, 1, 2, 3, 4, 5], 'yes');
    const part = await partOf(maya, at);
    expect(part).toContain('How many will come?');
    expect(part).toMatch(/Probably \d to \d children\./);
    expect(part).toMatch(/<div class="bars" aria-hidden="true">/);
    expect(part).toContain(`href="${at}/forecast"`);
    // No bar and no word is about a family.
    for (const { child, adult } of guests)
      for (const name of [child, adult]) expect(part).not.toContain(name);
  });

  it('says nothing of a list that is small on purpose, nor of what has begun', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, ...guests]);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const two = await makePartyOf(world, class1b, ellie, { guests: ['Child0', 'Child1'] });
    const three = await makePartyOf(world, class1b, ellie, {
      guests: ['Child0', 'Child1', 'Child2'],
      plan: { date: '2026-12-11' },
    });
    expect(await partOf(maya, `/parties/${two.party}`)).toBe('');
    expect(await partOf(maya, `/parties/${three.party}`)).toContain('Probably');
    await waitFor(world, '2026-12-12T15:30:00Z');
    expect(await partOf(maya, `/parties/${three.party}`)).toBe('');
    expect((await maya.get(`/parties/${three.party}/forecast`)).path).toBe(`/parties/${three.party}`);
  });
});

describe('the page of the forecast', () => {
  it('has its reasons, and what can be done in one order', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, [0, 1], 'yes');
    await say(world, [2, 3], 'no');
    world.pass({ hours: 30 });
    const page = await maya.get(`${at}/forecast`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('It may be a quiet party');
    expect(page.text).toMatch(/Of 10 parties like this one, \d have fewer than 3 children\./);
    expect(page.text).toContain('2 children are coming, of 8 who are asked.');
    expect(page.text).toContain('For 4 children there is no yes and no no yet.');
    expect(page.text).toContain('never at what a family did before');
    const ways = [...page.html.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, way]) => way);
    expect(ways).toEqual([
      'Ask those who have not answered',
      'Look for a better time',
      'Open the door to children nearby',
      'Open a wall for cards and hearts',
    ]);
    expect(page.html).toContain(`action="${at}/reminders"`);
    for (const to of ['times', 'door']) expect(page.html).toContain(`href="${at}/${to}"`);
    for (const { child } of guests) expect(page.text).not.toContain(child);
  });

  it('says when both reminders are used up', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    for (const number of ['1', '2']) {
      world.pass({ hours: 25 });
      await maya.post(`${at}/reminders`, { number });
      await world.work();
    }
    expect((await maya.get(`${at}/forecast`)).text).toContain('Both reminders have gone out.');
  });

  it('leads to the party while there is no forecast: a draft, and a party that is called off', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, ...guests]);
    const draft = await makeParty(world, class1b, ['Child1', 'Child2', 'Child3'], false);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${draft.party}/forecast`)).path).toBe(`/parties/${draft.party}/plan`);
    const { maya: other, at } = await posted(await openWorld());
    await other.post(`${at}/cancellations`);
    expect((await other.get(`${at}/forecast`)).path).toBe(at);
  });

  it('is for the hosts alone: for everybody else there is nothing', async () => {
    const world = await openWorld();
    const { at } = await posted(world);
    const ivan = world.visitor();
    await signIn(world, ivan, guests[0]?.address ?? '');
    for (const to of [at, `/parties/${newId()}`]) {
      expect((await ivan.get(`${to}/forecast`)).status).toBe(404);
      expect((await ivan.post(`${to}/hopes`, { children: '4' })).status).toBe(404);
    }
    expect((await world.owner.query('select from hope')).rowCount).toBe(0);
  });
});

describe('how many a host hopes for', () => {
  it('is said by the host, and the line is drawn there', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, [0, 1, 2, 3, 4], 'yes');
    expect((await maya.get(`${at}/forecast`)).text).toContain('fewer than 3 children');
    const page = await maya.post(`${at}/hopes`, { children: ' 8 ' });
    expect(page.path).toBe(`${at}/forecast`);
    expect(page.text).toContain('fewer than 8 children');
    expect(page.text).toContain('It will probably be a quiet party');
    expect(hidden(page.html, 'none')).toBe('');
    expect((await world.owner.query('select children from hope')).rows).toEqual([{ children: 8 }]);
    const again = await maya.post(`${at}/hopes`, { children: '1' });
    expect(again.text).toContain('Before the line nobody comes.');
    expect((await world.owner.query('select children from hope')).rows).toEqual([{ children: 1 }]);
  });

  it('is a number from 1 to 99: what else was typed stays, with a sentence', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    for (const children of ['', '0', '100', '-3', 'many', '2.5']) {
      const page = await maya.post(`${at}/hopes`, { children });
      expect(page.status, children).toBe(422);
      expect(page.text).toContain('Please write a number from 1 to 99.');
      expect(page.html).toContain(`value="${children}"`);
    }
    expect((await world.owner.query('select from hope')).rowCount).toBe(0);
  });

  it('is said no more when the party has begun', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    world.pass({ hours: 196 });
    const page = await maya.post(`${at}/hopes`, { children: '4' });
    expect(page.status).toBe(409);
    expect(page.text).toContain('so nothing was changed');
    expect((await world.owner.query('select from hope')).rowCount).toBe(0);
  });
});

describe('a quiet party', () => {
  it('is told of once at each level, by mail, with reasons and the ways on in their order', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await maya.post(`${at}/co-hosts`, { address: 'oma@elsewhere.example' });
    const said = await say(world, [0, 1, 2], 'yes');
    const cannot = async (place: number) =>
      said[place]?.guest.post(`${said[place].at}/coming`, { says: 'no', revision: '0' });
    await say(world, [3, 4, 5, 6], 'no');
    // Nothing goes before there has been peace for an hour.
    await waitFor(world, '2026-12-04T12:59:00Z');
    expect(await warnings(world)).toEqual([]);
    await waitFor(world, '2026-12-04T13:00:00Z');
    const [mail, ...more] = await warnings(world, ellie.address);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('It may be a quiet party: Ellie is turning five');
    expect(mail?.text).toMatch(
      /Probably \d to \d children\. Of 10 parties like this one, \d have fewer than 3/,
    );
    expect(mail?.text).toContain('3 children are coming, of 8 who are asked.');
    const ways = ['Ask those who have not answered', 'Look for a better time', 'Open the door'];
    const places = ways.map((way) => mail?.text.indexOf(way) ?? -1);
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(mail?.text).toContain(`${at}/forecast#ask`);
    expect(mail?.text).toContain(`${at}/times`);
    expect(mail?.text).toContain(`${at}/door`);
    expect(mail?.text).toContain(`${at}/forecast`);
    for (const { child, adult } of guests)
      for (const name of [child, adult]) expect(mail?.text).not.toContain(name);
    expect(await warnings(world, 'oma@elsewhere.example')).toHaveLength(1);
    expect((await world.owner.query('select level from warned')).rows).toEqual([{ level: 30 }]);

    await cannot(2);
    await waitFor(world, '2026-12-05T09:00:00Z');
    const both = await warnings(world, ellie.address);
    expect(both.map(({ subject }) => subject)).toEqual([
      'It may be a quiet party: Ellie is turning five',
      'It will probably be a quiet party: Ellie is turning five',
    ]);
    // Until the party nothing more is said, whatever comes.
    await cannot(1);
    await waitFor(world, '2026-12-12T14:00:00Z');
    expect(await warnings(world, ellie.address)).toHaveLength(2);
    expect((await world.owner.query('select level from warned order by level')).rows).toEqual([
      { level: 30 },
      { level: 60 },
    ]);
  });

  it('is told of by one mail where both levels are passed at once, and whatever runs twice tells once', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await say(world, [0, 1, 2, 3, 4, 5, 6], 'no');
    world.pass({ hours: 2 });
    const hear = forecastJobs(world.platform)['forecast.hear'];
    const party = { circle: host.circle, party: host.party };
    await Promise.all([hear?.(party), hear?.(party)]);
    const mail = forecastJobs(world.platform)['forecast.mail'];
    await mail?.({ ...party, level: '60' });
    await world.work();
    expect((await warnings(world)).map(({ subject }) => subject)).toEqual([
      'It will probably be a quiet party: Ellie is turning five',
    ]);
    expect((await world.owner.query('select from warned')).rowCount).toBe(2);
  });

  it('is not told of at night, nor before enough is known, nor when it has begun', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    // All silent: that says nothing on the first days.
    await waitFor(world, '2026-12-07T16:00:00Z');
    expect(await warnings(world)).toEqual([]);
    await waitFor(world, '2026-12-07T21:00:00Z');
    await say(world, [0, 1, 2, 3, 4], 'no');
    await waitFor(world, '2026-12-08T07:59:00Z');
    expect(await warnings(world)).toEqual([]);
    await waitFor(world, '2026-12-08T08:00:00Z');
    expect(await warnings(world)).toHaveLength(1);
    await world.owner.query('delete from warned');
    await waitFor(world, '2026-12-12T15:00:00Z');
    await world.owner.query('delete from warned');
    await forecastJobs(world.platform)['forecast.look']?.({ circle: host.circle, party: host.party });
    await world.work();
    expect((await world.owner.query('select from warned')).rowCount).toBe(0);
  });

  it('is looked for each morning by itself, and so is one in which everybody is silent', async () => {
    const world = await openWorld();
    await posted(world);
    await waitFor(world, '2026-12-08T09:59:00Z');
    expect(await warnings(world)).toEqual([]);
    await waitFor(world, '2026-12-08T10:00:00Z');
    expect((await warnings(world)).length).toBeGreaterThan(0);
    const looks = await world.owner.query<{ run_at: Date }>(
      "select run_at from graphile_worker.jobs where task_identifier = 'forecast.look'",
    );
    expect(looks.rows.map(({ run_at }) => run_at.toISOString())).toEqual(['2026-12-09T10:00:00.000Z']);
  });

  it('is not told of when all are coming, nor of a party that was called off', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await say(world, [0, 1, 2, 3, 4, 5], 'yes');
    await waitFor(world, '2026-12-11T12:00:00Z');
    expect(await warnings(world)).toEqual([]);
    await say(world, [0, 1, 2, 3, 4, 5], 'no');
    await maya.post(`${at}/cancellations`);
    await waitFor(world, '2026-12-12T14:00:00Z');
    expect(await warnings(world)).toEqual([]);
  });

  it('moves its mornings with the plan', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await move(world, host, { date: '2027-01-16' });
    const { rows } = await world.owner.query<{ run_at: Date }>(
      "select run_at from graphile_worker.jobs where task_identifier = 'forecast.look'",
    );
    expect(rows.map(({ run_at }) => run_at.toISOString())).toEqual(['2027-01-06T10:00:00.000Z']);
  });
});

describe('what the times room knows of the afternoon', () => {
  it('is looked at each morning, moves the forecast, and is said nowhere', async () => {
    const pages: { text: string; looks: string; mails: string }[] = [];
    for (const taken of [false, true]) {
      const world = await openWorld();
      const { class1b, maya, at } = await posted(world);
      if (taken)
        await world.owner.query(
          `insert into taken_time (circle_id, family_id, day, half, account_id)
           select f.circle_id, f.id, '2026-12-12', 'afternoon', (select id from account limit 1)
           from family f where f.circle_id = $1`,
          [class1b.circle],
        );
      await say(world, [0, 1, 2, 3, 4], 'yes');
      await maya.post(`${at}/hopes`, { children: '5' });
      await waitFor(world, '2026-12-08T10:00:00Z');
      const { rows } = await world.owner.query<{ looks: string }>('select looks from afternoon');
      const mails = (await warnings(world, ellie.address)).map(({ text }) => text).join();
      pages.push({ text: (await maya.get(`${at}/forecast`)).text, looks: rows[0]?.looks ?? '', mails });
    }
    expect(pages.map(({ looks }) => looks)).toEqual(['free', 'taken']);
    // The numbers differ, and the way to a better time is there; no word of why.
    const [free, taken] = pages.map(({ text, mails }) => ({ said: new Set(wordsOf(text)), text, mails }));
    expect(taken?.text).not.toBe(free?.text);
    const more = [...(taken?.said ?? [])].filter((word) => !free?.said.has(word));
    expect(more.filter((word) => /taken|busy|clash|event/i.test(word))).toEqual([]);
    for (const mails of [free?.mails, taken?.mails]) expect(mails).not.toMatch(/taken|busy|clash|event/i);
  });
});

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}]+/u);
}

describe('a change of mind', () => {
  async function minds(world: World): Promise<number> {
    return (await world.owner.query('select from change_of_mind')).rowCount ?? 0;
  }

  it('is a yes that becomes a no to the same plan; several at once make a quiet party likelier', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    const said = await say(world, [0, 1, 2, 3, 4, 5, 6], 'yes');
    for (const { guest, at: own } of said.slice(0, 3))
      await guest.post(`${own}/coming`, { says: 'no', revision: '0' });
    expect(await minds(world)).toBe(3);
    const before = await maya.get(`${at}/forecast`);
    expect(before.text).toContain('3 children were coming and are not any more, since two days ago.');
    // It says in which hour, and not who.
    const { rows } = await world.owner.query<Record<string, unknown>>('select * from change_of_mind limit 1');
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual(['changed_in', 'circle_id', 'id', 'party_id']);
    world.pass({ hours: 50 });
    const after = await maya.get(`${at}/forecast`);
    expect(after.text).not.toContain('were coming and are not any more');
  });

  it('is no first answer, no later, and no no to a plan that has moved', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await say(world, [0], 'no');
    await say(world, [1], 'later');
    await say(world, [1], 'no');
    const [moved] = await say(world, [2], 'yes');
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await moved?.guest.post(`${moved.at}/coming`, { says: 'no', revision: '1' });
    const { rows } = await world.owner.query("select says from answer where says = 'no'");
    expect(rows).toHaveLength(3);
    expect(await minds(world)).toBe(0);
  });

  it('of one home is none while the other home brings the child', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    const said = await say(world, [0], 'yes');
    await world.owner.query(
      `with home as (insert into family (circle_id, id, leave_hash, created_at)
         values ($1, gen_random_uuid(), '\\x01', now()) returning id),
       sealed as (insert into envelope (circle_id, id, party_id, family_id, link_hash, how, created_at, sent_at)
         select $1, gen_random_uuid(), $2, id, '\\x02', 'mail', now(), now() from home returning id),
       asked as (insert into invitation select $1, s.id, c.id from sealed s, child c where c.name = 'Child0' returning *)
       insert into answer (circle_id, envelope_id, child_id, says, entered_by, answered_at)
       select circle_id, envelope_id, child_id, 'no', 'family', now() from asked`,
      [host.circle, host.party],
    );
    const other =
      "update answer set says = $1 where envelope_id = (select id from envelope where link_hash = '\\x02')";
    await world.owner.query(other, ['yes']);
    for (const { guest, at } of said) await guest.post(`${at}/coming`, { says: 'no', revision: '0' });
    expect(await minds(world)).toBe(0);
    await world.owner.query(other, ['no']);
    expect(await minds(world)).toBe(1);
  });
});

const hide = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');

describe('a family in peace', () => {
  it('changes nothing of what is foretold or told: it is in it as what it looks like', async () => {
    const seen: string[][] = [];
    const quiet = [0, 1, 2];
    // When the no came by itself for each; where nobody is in peace it is given then.
    const cameAt = new Map<number, string>();
    for (const inPeace of [true, false]) {
      const world = await openWorld();
      const class1b: Class = await makeClass(world, [ellie, ...guests]);
      if (inPeace)
        for (const place of quiet)
          await world.owner.query(
            "insert into peace values ($1, gen_random_uuid(), $2, 'birthdays', null, now())",
            [class1b.circle, class1b.families.get(`Child${place}`)],
          );
      const host: HostPass = await makeParty(world, class1b);
      await world.work();
      const maya = world.visitor();
      await signIn(world, maya, ellie.address);
      const sights: string[] = [];
      const look = async (): Promise<void> => {
        for (const path of ['', '/forecast'])
          sights.push(hide((await maya.get(`/parties/${host.party}${path}`)).html));
      };
      await look();
      await say(world, [3], 'yes');
      for (const [place, moment] of [...cameAt].toSorted(([, one], [, other]) => (one < other ? -1 : 1))) {
        // It had come before whatever else that hour brings.
        await waitFor(world, Temporal.Instant.from(moment).subtract({ hours: 1 }).toString());
        world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
        await say(world, [place], 'no');
      }
      await waitFor(world, '2026-12-06T10:30:00Z');
      await look();
      await say(world, [4], 'no');
      await waitFor(world, '2026-12-08T12:00:00Z');
      await look();
      sights.push(...(await warnings(world, ellie.address)).map(({ text, subject }) => hide(subject + text)));
      expect((await world.owner.query('select from change_of_mind')).rowCount).toBe(0);
      seen.push(sights);
      if (!inPeace) continue;
      const { rows } = await world.owner.query<{ name: string; at: Date }>(
        "select c.name, a.answered_at as at from answer a join child c on c.id = a.child_id where a.says = 'no' and c.name <> 'Child4'",
      );
      for (const { name, at } of rows) cameAt.set(Number(name.slice('Child'.length)), at.toISOString());
      expect(cameAt.size).toBe(quiet.length);
    }
    const [within, without] = seen;
    expect(within).toEqual(without);
    expect(without?.join()).toContain('quiet party');
  });
});
