import { describe, expect, it } from 'vitest';
import {
  ellie,
  keeper,
  luka,
  makeClass,
  makeParty,
  plan,
  say,
  signIn,
  type Person,
} from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { SuitLine } from './views.tsx';

const guests: Person[] = Array.from({ length: 6 }, (_, place) => ({
  child: `Child${place}`,
  adult: `Adult${place}`,
  address: `adult${place}@families.example`,
}));

async function visitorOf(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

const span = { from: '2026-12-05', to: '2026-12-18', length: 'two_hours' };

async function looking(world: World, people: readonly Person[] = [ellie, ...guests]) {
  const class1b = await makeClass(world, people);
  const host = await makeParty(world, class1b, undefined, false);
  const maya = await visitorOf(world, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

describe('which day suits', () => {
  it('is not the button that Enter presses, and is asked from a form only where that keeps what was typed', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const sent = await makeParty(world, class1b);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const firstButton = (html: string): string =>
      /<button[^>]*>/.exec(/<form[^>]*id="plan"[^]*?<\/form>/.exec(html)?.[0] ?? '')?.[0] ?? '';
    const draft = await maya.get(`/circles/${class1b.circle}/parties/new`);
    expect(firstButton(draft.html)).toContain('out-of-sight');
    expect(draft.html).toContain('value="times"');
    const change = await maya.get(`/parties/${sent.party}/changes`);
    expect(change.html).not.toContain('value="times"');
    expect(change.html).toContain(`href="/parties/${sent.party}/times"`);
    const playdate = await maya.get(`/circles/${class1b.circle}/playdates/new`);
    expect(playdate.html).not.toContain('value="times"');
  });

  it('is asked from the plan, whose draft is kept, and leads back into it with the day', async () => {
    const world = await openWorld();
    const { maya, at } = await looking(world);
    const page = await maya.post(`${at}/plan`, { ...plan, title: 'Half a title', keep: 'times' });
    expect([page.status, page.path]).toEqual([200, `${at}/times`]);
    expect(page.text).toContain('Which day suits?');
    const days = await maya.post(`${at}/times`, span);
    expect(days.text).toContain('Saturday 12 December: suits well');
    expect(days.text).toContain('Monday 7 December: may suit');
    const link = /href="([^"]*date=2026-12-13[^"]*15%3A00[^"]*)"/
      .exec(days.html)?.[1]
      ?.replaceAll('&amp;', '&');
    const picked = await maya.get(link ?? '');
    expect(picked.path).toContain(`${at}/plan?`);
    for (const value of ['2026-12-13', '15:00', '17:00', 'Half a title'])
      expect(picked.html).toContain(`value="${value}"`);
    const { rows } = await world.owner.query<{ typed: { date: string } }>('select typed from party');
    expect(rows[0]?.typed.date).toBe(plan.date);
  });

  it('is asked for a party that is begun by asking', async () => {
    const world = await openWorld();
    const { class1b, maya } = await looking(world);
    const page = await maya.post(`/circles/${class1b.circle}/parties`, { title: 'New', keep: 'times' });
    expect(page.path).toMatch(/^\/parties\/[0-9a-f-]{36}\/times$/);
  });

  it('says by name what everybody knows, and whether it knows more', async () => {
    const world = await openWorld();
    const { maya, at } = await looking(world);
    const xmas = { ...span, from: '2026-12-20', to: '2026-12-31' };
    const days = await maya.post(`${at}/times`, xmas);
    expect(days.text).toContain('Christmas Day Friday 25 December');
    expect(days.text).toContain('Nobody sees who they are, or why.');
    const alone = await looking(world, [ellie, luka]);
    const few = await alone.maya.post(`${alone.at}/times`, xmas);
    expect(few.text).toContain('weekends and holidays alone');
  });

  it('only looked at changes nothing: asking is a press', async () => {
    const world = await openWorld();
    const { maya, at } = await looking(world);
    const looked = await maya.get(`${at}/times?${new URLSearchParams(span)}`);
    expect([looked.status, looked.text]).toEqual([
      200,
      expect.stringContaining('weekends and holidays alone'),
    ]);
    expect((await world.owner.query('select from seating')).rowCount).toBe(0);
    await maya.post(`${at}/times`, span);
    expect((await world.owner.query('select from seating')).rowCount).toBeGreaterThan(0);
  });

  it.each([
    ['from', '2026-12-04', 'still to come'],
    ['from', 'tomorrow', 'choose a day'],
    ['from', '2028-01-01', 'too far off'],
    ['to', '2026-12-04', 'before the first'],
    ['to', '2027-02-01', 'six weeks at most'],
    ['to', '2026-02-31', 'choose a day'],
    ['length', 'a while', 'how long it is'],
  ])('with %s %s is asked again, and what was typed stays', async (field, typed, sentence) => {
    const world = await openWorld();
    const { maya, at } = await looking(world, [ellie, luka]);
    const page = await maya.post(`${at}/times`, { ...span, [field]: typed });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
    if (field !== 'length') expect(page.html).toContain(`value="${typed}"`);
    expect((await maya.get(`${at}/times?${new URLSearchParams({ ...span, [field]: typed })}`)).status).toBe(
      200,
    );
  });

  it('of somebody else’s party is not there', async () => {
    const world = await openWorld();
    const { at } = await looking(world);
    const other = await visitorOf(world, guests[0]?.address ?? '');
    expect((await other.get(`${at}/times`)).status).toBe(404);
    expect((await other.post(`${at}/times`, span)).status).toBe(404);
  });

  it('of a whole day is one link a day, in the week of the place and in every language', async () => {
    const world = await openWorld();
    const { maya, at } = await looking(world);
    const days = await maya.post(`${at}/times`, { ...span, length: 'day' });
    expect(days.html.match(/class="half /g)).toHaveLength(14);
    for (const [language, words] of [
      ['pl', 'Pokaż dni'],
      ['es', 'Mostrar los días'],
      ['ar', 'أظهر الأيام'],
    ] as const) {
      await maya.post('/language', { language, back: '/' });
      const page = await maya.get(`${at}/times?${new URLSearchParams(span)}`);
      expect(page.text).toContain(words);
    }
  });
});

describe('how a time suits', () => {
  it('is said in one sentence, never by what', () => {
    const said = (['warm', 'mild', 'cool'] as const).map((level) =>
      String(<SuitLine say={say} level={level} />),
    );
    expect(said[0]).toContain('Most of your guests seem to be free then.');
    expect(said[1]).toContain('This time may suit your guests.');
    expect(said[2]).toContain('Many of your guests seem to be taken then.');
  });
});

describe('the holidays of a circle', () => {
  it('are its country’s until its keeper chooses others, or none', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await looking(world);
    const xmas = { from: '2026-12-20', to: '2027-01-05', length: 'two_hours' };
    const anjali = await visitorOf(world, keeper);
    const page = await anjali.get(`/circles/${class1b.circle}/days`);
    expect(page.html).toContain('<option value="GB" selected');
    await anjali.post(`/circles/${class1b.circle}/regions`, { region: 'GB-SCT' });
    // The second of January is a holiday in Scotland alone.
    expect((await maya.post(`${at}/times`, xmas)).text).toContain('January 2nd Saturday 2 January');
    await anjali.post(`/circles/${class1b.circle}/regions`, { region: '' });
    expect((await maya.post(`${at}/times`, xmas)).text).not.toContain('Christmas');
    const wrong = await anjali.post(`/circles/${class1b.circle}/regions`, { region: 'XX-YY' });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('choose from the list')]);
  });

  it('are joined by days of its own, until they are taken away', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await looking(world);
    const anjali = await visitorOf(world, keeper);
    const days = `/circles/${class1b.circle}/days`;
    const added = await anjali.post(days, { name: 'Staff day', from: '2026-12-07', to: '' });
    expect(added.text).toContain('Staff day Monday 7 December');
    await anjali.post(days, { name: 'Long break', from: '2026-12-11', to: '2026-12-20' });
    const seen = await maya.post(`${at}/times`, span);
    expect(seen.text).toContain('Monday 7 December: suits well');
    expect(seen.text).toContain('Saturday 12 December: may suit');
    expect(seen.text).toContain('Long break Friday 11 December to Friday 18 December');
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from school_day where name = 'Staff day'",
    );
    await anjali.post(`${days}/removal`, { day: rows[0]?.id ?? '' });
    await anjali.post(`${days}/removal`, { day: 'nonsense' });
    expect((await maya.post(`${at}/times`, span)).text).not.toContain('Staff day');
  });

  it.each([
    [{ name: '', from: '2026-12-07', to: '' }, 'give the day a name'],
    [{ name: 'X', from: '', to: '' }, 'choose a day'],
    [{ name: 'X', from: '2026-12-07', to: '2026-12-01' }, 'before the first'],
    [{ name: 'X', from: '2026-11-07', to: '' }, 'still to come'],
    [{ name: 'X', from: '2026-12-07', to: '2032-01-01' }, 'too far off'],
    [{ name: 'X', from: '2026-12-07', to: 'never' }, 'choose a day'],
  ])('%j are asked again', async (typed, sentence) => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const anjali = await visitorOf(world, keeper);
    const page = await anjali.post(`/circles/${class1b.circle}/days`, typed);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
    expect((await world.owner.query('select from school_day')).rowCount).toBe(0);
  });

  it('are a hundred days of its own at most, and the keeper’s alone to set', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    await world.owner.query(
      "insert into school_day select $1, gen_random_uuid(), 'X', '2026-12-07', '2026-12-07' from generate_series(1, 100)",
      [class1b.circle],
    );
    const days = `/circles/${class1b.circle}/days`;
    const day = { name: 'One more', from: '2026-12-07', to: '' };
    const full = await (await visitorOf(world, keeper)).post(days, day);
    expect([full.status, full.text]).toEqual([409, expect.stringContaining('no room for more')]);
    const maya = await visitorOf(world, ellie.address);
    for (const path of [days, `${days}/removal`, `/circles/${class1b.circle}/regions`])
      expect((await maya.post(path, { ...day, region: 'GB' })).status).toBe(404);
    expect((await maya.get(days)).status).toBe(404);
  });
});

describe('when a family is not free', () => {
  it('is marked by it, seen by it alone, and marked free again', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka]);
    const at = `/circles/${class1b.circle}/taken`;
    const maya = await visitorOf(world, ellie.address);
    expect((await maya.get('/')).html).toContain(at);
    await maya.post(at, { day: '2026-12-12', part: 'day' });
    const twice = await maya.post(at, { day: '2026-12-12', part: 'morning' });
    expect(twice.text).toContain('Saturday 12 December, Morning');
    expect(twice.text).toContain('Saturday 12 December, Afternoon');
    expect((await world.owner.query('select from taken_time')).rowCount).toBe(2);
    const ivan = await visitorOf(world, luka.address);
    expect((await ivan.get(at)).text).not.toContain('12 December');
    const free = await maya.post(`${at}/removal`, { day: '2026-12-12', half: 'morning' });
    expect(free.text).not.toContain('Saturday 12 December, Morning');
    // Nobody frees others.
    await ivan.post(`${at}/removal`, { day: '2026-12-12', half: 'afternoon' });
    await maya.post(`${at}/removal`, { day: 'x', half: 'y' });
    expect((await world.owner.query('select from taken_time')).rowCount).toBe(1);
  });

  it.each([
    [{ day: '2026-12-03', part: 'day' }, 'still to come'],
    [{ day: '', part: 'day' }, 'choose a day'],
    [{ day: '2026-12-12', part: 'night' }, 'a part of the day'],
    [{ day: '2029-12-12', part: 'day' }, 'too far off'],
  ])('%j is asked again', async (typed, sentence) => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const maya = await visitorOf(world, ellie.address);
    const page = await maya.post(`/circles/${class1b.circle}/taken`, typed);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
  });

  it('has room for half a year', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const maya = await visitorOf(world, ellie.address);
    await world.owner.query(
      `insert into taken_time select $1, $2, date '2026-12-05' + d, h, a.id
       from account a, generate_series(0, 181) d, unnest(array['morning', 'afternoon']) h where a.address = $3`,
      [class1b.circle, class1b.families.get('Ellie'), ellie.address],
    );
    const full = await maya.post(`/circles/${class1b.circle}/taken`, { day: '2027-07-12', part: 'day' });
    expect([full.status, full.text]).toEqual([409, expect.stringContaining('no room for more')]);
  });

  it('counts other circles when it says so, and no longer when it takes that back', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const at = `/circles/${class1b.circle}/taken`;
    const maya = await visitorOf(world, ellie.address);
    expect((await maya.post(`${at}/elsewhere`, { count: 'yes' })).html).toMatch(
      /name="count" value="yes" checked/,
    );
    expect((await world.owner.query('select from elsewhere')).rowCount).toBe(1);
    await maya.post(`${at}/elsewhere`);
    expect((await world.owner.query('select from elsewhere')).rowCount).toBe(0);
  });

  it('is no page for keepers and strangers', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const at = `/circles/${class1b.circle}/taken`;
    for (const address of [keeper, 'stranger@elsewhere.example']) {
      const visitor = await visitorOf(world, address);
      expect((await visitor.get(at)).status).toBe(404);
      for (const path of [at, `${at}/removal`, `${at}/elsewhere`])
        expect(
          (await visitor.post(path, { day: '2026-12-12', part: 'day', half: 'morning', count: 'yes' }))
            .status,
        ).toBe(404);
    }
    expect((await world.owner.query('select from elsewhere')).rowCount).toBe(0);
  });
});
