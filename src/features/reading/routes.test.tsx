import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { ellie, luka, makeClass, signIn, type Class } from '../../../test/people.ts';
import type { Seen, Visitor } from '../../../test/visitor.ts';
import { addCards, makeWall, statesOf, type TestWall } from '../../../test/walls.ts';
import { openWorld, type World } from '../../../test/world.ts';

type Stage = { world: World; class1b: Class; wall: TestWall; maya: Visitor; at: string };

async function stage(): Promise<Stage> {
  const world = await openWorld();
  const class1b = await makeClass(world);
  const wall = await makeWall(world, class1b);
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { world, class1b, wall, maya, at: `/walls/${wall.wall}` };
}

const aunt = { name: 'Aunt Rosa', address: 'rosa@elsewhere.example' };

/** Asks the aunt to read, and gives back her browser after she has opened her link. */
async function askAunt({ world, maya, at }: Stage): Promise<{ rosa: Visitor; link: string; opened: Seen }> {
  await maya.post(`${at}/readers`, aunt);
  await world.work();
  const [mail] = await world.mails(aunt.address);
  const link = /\/r\/[\w-]{22}/.exec(mail?.text ?? '')?.[0] ?? '';
  const rosa = world.visitor();
  return { rosa, link, opened: await rosa.post(link) };
}

/** The heaps of a page, by the ids that it posts. */
function heapsIn({ html }: Seen): string[] {
  return [...html.matchAll(/name="heap" value="([^"]+)"/g)].flatMap(([, id]) => id ?? []);
}

function many(count: number, words = 'Card'): { words: string }[] {
  return Array.from({ length: count }, (_, place) => ({ words: `${words} ${place}` }));
}

describe('a reader whom the family asks', () => {
  it('gets one mail with a link; looking changes nothing, the button opens the cards', async () => {
    const on = await stage();
    const { rosa, link, opened } = await askAunt(on);
    const [mail, ...more] = await on.world.mails(aunt.address);
    expect(more).toEqual([]);
    expect(mail?.subject).toContain('Ellie');
    const looked = await on.world.visitor().get(link);
    expect(looked.status).toBe(200);
    expect(looked.html).not.toMatch(/Ellie|Rosa|elsewhere/);
    expect(opened.path).toBe(`${on.at}/reading`);
    expect(opened.text).toContain('The wall of Ellie');
    expect((await rosa.get(`${on.at}/reading`)).status).toBe(200);
  });

  it('gets no mail who was removed before it went', async () => {
    const on = await stage();
    await on.maya.post(`${on.at}/readers`, aunt);
    const { rows } = await on.world.owner.query<{ id: string }>('select id from wall_reader');
    await on.maya.post(`${on.at}/readers/removal`, { reader: rows[0]?.id ?? '' });
    expect(await on.world.work()).toContain('reader.ask');
    expect(await on.world.mails(aunt.address)).toEqual([]);
  });

  it('reads, and does not choose who else does', async () => {
    const on = await stage();
    const { rosa } = await askAunt(on);
    expect((await rosa.get(`${on.at}/readers`)).path).toContain('/sign-in');
    await rosa.post(`${on.at}/readers`, { name: 'X', address: 'x@elsewhere.example' });
    expect((await on.world.owner.query('select from wall_reader')).rowCount).toBe(1);
  });

  it('is out at once when removed, with the link and the cookie, and what lay there goes to the others', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, many(3));
    const { rosa, link } = await askAunt(on);
    await rosa.post(`${on.at}/reading`);
    const { rows } = await on.world.owner.query<{ id: string }>('select id from wall_reader');
    await on.maya.post(`${on.at}/readers/removal`, { reader: rows[0]?.id ?? '' });
    expect((await rosa.get(`${on.at}/reading`)).path).toContain('/sign-in');
    expect((await rosa.post(link)).status).toBe(404);
    expect((await on.world.visitor().get(link)).status).toBe(404);
    expect(heapsIn(await on.maya.post(`${on.at}/reading`))).toHaveLength(3);
  });

  it('is named once, and by a name and an address', async () => {
    const on = await stage();
    await askAunt(on);
    const twice = await on.maya.post(`${on.at}/readers`, aunt);
    expect([twice.status, twice.text]).toEqual([409, expect.stringContaining('reads already')]);
    const wrong = await on.maya.post(`${on.at}/readers`, { name: '', address: 'nobody' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please write a name.');
    const removed = await on.maya.post(`${on.at}/readers/removal`, { reader: 'x' });
    expect(removed.status).toBe(200);
  });

  it('is nobody else: no other family, no other wall, no forged cookie', async () => {
    const on = await stage();
    const { rosa } = await askAunt(on);
    const other = await makeWall(on.world, on.class1b, on.class1b.families.get('Luka'));
    const ivan = on.world.visitor();
    await signIn(on.world, ivan, luka.address);
    for (const page of ['reading', 'readers']) {
      expect((await ivan.get(`${on.at}/${page}`)).status).toBe(404);
      expect((await ivan.get(`/walls/${newId()}/${page}`)).status).toBe(404);
      expect((await on.world.visitor().get(`${on.at}/${page}`)).path).toContain('/sign-in');
    }
    const kept = rosa.cookies.get(`__Host-r-${on.wall.wall}`) ?? '';
    const thief = on.world.visitor();
    thief.cookies.set(`__Host-r-${other.wall}`, kept);
    expect((await thief.get(`/walls/${other.wall}/reading`)).path).toContain('/sign-in');
    const [circle, reader, version] = kept.split('.');
    thief.cookies.set(`__Host-r-${on.wall.wall}`, `${circle}.${reader}.${version}.${'A'.repeat(22)}`);
    expect((await thief.get(`${on.at}/reading`)).path).toContain('/sign-in');
  });
});

describe('reading', () => {
  it('is thirty at a time: one press shows all but the marked, and the next ones lie there', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, many(35));
    const first = await on.maya.get(`${on.at}/reading`);
    expect(first.text).toContain('35 cards wait.');
    expect(heapsIn(first)).toEqual([]);
    const taken = await on.maya.post(`${on.at}/reading`);
    const heaps = heapsIn(taken);
    expect(heaps).toHaveLength(30);
    on.world.pass({ seconds: 60 });
    const next = await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps, mark: heaps.slice(3, 5) });
    const states = await statesOf(on.world, on.wall);
    expect(states.slice(0, 6)).toEqual(['shown', 'shown', 'shown', 'refused', 'refused', 'shown']);
    expect(states.slice(30)).toEqual(Array.from({ length: 5 }, () => 'waiting'));
    expect(heapsIn(next)).toHaveLength(5);
    expect(next.text).toContain('5 cards wait.');
    expect(next.text).toContain('You read 30 cards a minute. At this pace it takes about 1 minute more.');
    const { rows } = await on.world.owner.query('select cards, places from wall');
    expect(rows).toEqual([{ cards: 28, places: 28 }]);
    const done = await on.maya.post(`${on.at}/reading/verdicts`, { heap: heapsIn(next) });
    expect(done.text).toContain('All cards are read');
  });

  it('tells the wall’s page after it is settled', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, many(1));
    const told: string[] = [];
    on.world.platform.news.listen(on.wall.wall, () => told.push(on.wall.wall));
    const heaps = heapsIn(await on.maya.post(`${on.at}/reading`));
    expect(told).toEqual([]);
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps });
    expect(told.length).toBeGreaterThan(0);
  });

  it('is one’s own languages first, clearly fine before doubtful, and a doubt is said plainly', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, [
      { words: 'one', doubts: ['digits'] },
      { words: 'two' },
      { words: 'raz', language: 'pl' },
      { words: 'dwa', language: 'pl', doubts: ['rude'] },
      ...many(60, 'English'),
    ]);
    const page = await on.maya.post(`${on.at}/reading`, { first: 'pl' });
    expect(page.html).toContain('raz');
    expect(page.html).toContain('dwa');
    expect(page.html).toContain('>two<');
    expect(page.html).not.toContain('>one<');
    expect(page.text).toContain('One of the words or pictures may be rude.');
    expect(page.html).toContain('name="first" value="pl"');
  });

  it('is of a heap at once where cards say the same, with every name below it', async () => {
    const on = await stage();
    const same = ['Ana', 'Ben', 'Chloé'].map((name) => ({ words: 'Happy birthday', name, country: 'BR' }));
    await addCards(on.world, on.wall, [...same, { words: 'Other' }]);
    const page = await on.maya.post(`${on.at}/reading`);
    const heaps = heapsIn(page);
    expect(heaps).toHaveLength(2);
    expect(page.text).toContain('3 cards say this. Ana · Ben · Chloé (Brazil)');
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps, mark: heaps[1] ?? '' });
    expect(await statesOf(on.world, on.wall)).toEqual(['shown', 'shown', 'shown', 'refused']);
  });

  it('decides nothing that lies before somebody else, or before nobody', async () => {
    const on = await stage();
    const ids = await addCards(on.world, on.wall, many(3));
    const { rosa } = await askAunt(on);
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: ids });
    await on.maya.post(`${on.at}/reading/rests`);
    await rosa.post(`${on.at}/reading`);
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: ids, down: ids });
    expect(await statesOf(on.world, on.wall)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('gives the same card to one reader only, and what lay before somebody who is gone to the next', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, many(50));
    const { rosa } = await askAunt(on);
    const [mine, hers] = (
      await Promise.all([on.maya.post(`${on.at}/reading`), rosa.post(`${on.at}/reading`)])
    ).map(heapsIn);
    expect([20, 30]).toContain(mine?.length);
    expect((mine?.length ?? 0) + (hers?.length ?? 0)).toBe(50);
    expect(new Set([...(mine ?? []), ...(hers ?? [])]).size).toBe(50);
    on.world.pass({ minutes: 5, seconds: 1 });
    await on.maya.post(`${on.at}/reading/rests`);
    expect(heapsIn(await on.maya.post(`${on.at}/reading`))).toHaveLength(30);
  });

  it('can be taken back, one press: its cards lie there again', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, many(33));
    const heaps = heapsIn(await on.maya.post(`${on.at}/reading`));
    await on.maya.post(`${on.at}/reading/verdicts`, {
      heap: heaps,
      mark: heaps[0] ?? '',
      block: heaps[0] ?? '',
      down: heaps[1] ?? '',
    });
    expect((await on.world.owner.query('select from wall_block')).rowCount).toBe(1);
    const back = await on.maya.post(`${on.at}/reading/undoing`);
    expect(heapsIn(back)).toEqual(heaps.filter((_, place) => place !== 1));
    const states = await statesOf(on.world, on.wall);
    expect(states.filter((state) => state === 'waiting')).toHaveLength(32);
    // What is taken down for good is.
    expect(states[1]).toBe('down');
    expect((await on.world.owner.query('select from wall_block')).rowCount).toBe(0);
    expect((await on.world.owner.query('select cards from wall')).rows).toEqual([{ cards: 0 }]);
    expect(back.text).not.toContain('Take the last press back');
    await on.maya.post(`${on.at}/reading/undoing`);
    expect(await statesOf(on.world, on.wall)).toEqual(states);
  });

  it('can be taken back by its reader alone: what another one has decided since stays decided', async () => {
    const on = await stage();
    await addCards(on.world, on.wall, [{ words: 'Hm' }, { words: 'Hello' }]);
    const { rosa } = await askAunt(on);
    const heaps = heapsIn(await on.maya.post(`${on.at}/reading`));
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps });
    await on.world.visitor().post(`/w/${on.wall.token}/cards/${heaps[0]}/reports`, { why: 'private' });
    on.world.pass({ seconds: 5 });
    const reported = heapsIn(await rosa.post(`${on.at}/reading`));
    expect(reported).toEqual([heaps[0]]);
    await rosa.post(`${on.at}/reading/verdicts`, { heap: reported, mark: reported });
    const back = await on.maya.post(`${on.at}/reading/undoing`);
    expect(heapsIn(back)).toEqual([heaps[1]]);
    expect(await statesOf(on.world, on.wall)).toEqual(['refused', 'waiting']);
    expect(back.text).not.toContain('was reported');
  });

  it('can be taken back without a report of what is down for good waiting for ever', async () => {
    const on = await stage();
    const [bad = ''] = await addCards(on.world, on.wall, [{ words: 'Hm', state: 'shown' }]);
    await on.world.visitor().post(`/w/${on.wall.token}/cards/${bad}/reports`, { why: 'private' });
    const heaps = heapsIn(await on.maya.post(`${on.at}/reading`));
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps, down: heaps });
    const back = await on.maya.post(`${on.at}/reading/undoing`);
    expect(await statesOf(on.world, on.wall)).toEqual(['down']);
    expect(back.text).toContain('Nothing waits now.');
  });

  it('keeps a blocked writer’s cards away, those that wait and those that come', async () => {
    const on = await stage();
    const [bad] = await addCards(on.world, on.wall, [
      { words: 'Bad', writer: 'troll' },
      { words: 'Good' },
      { words: 'Worse', writer: 'troll' },
      ...many(40),
      { words: 'Worst', writer: 'troll' },
    ]);
    const heaps = heapsIn(await on.maya.post(`${on.at}/reading`));
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps, mark: bad ?? '', block: bad ?? '' });
    const states = await statesOf(on.world, on.wall);
    expect([states[0], states[1], states.at(-1)]).toEqual(['refused', 'shown', 'refused']);
    expect((await on.world.owner.query('select from wall_block')).rowCount).toBe(1);
  });

  it('comes after, for cards that show at once', async () => {
    const on = await stage();
    await on.world.owner.query('update wall set at_once = true');
    await addCards(on.world, on.wall, [
      { words: 'Shows', state: 'shown' },
      { words: 'Waits', doubts: ['rude'] },
    ]);
    const page = await on.maya.post(`${on.at}/reading`);
    expect(page.text).toContain('1 card waits. 1 card shows already and is read afterwards.');
    const heaps = heapsIn(page);
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heaps, mark: heaps });
    expect(await statesOf(on.world, on.wall)).toEqual(['refused', 'refused']);
    expect((await on.world.owner.query('select cards from wall')).rows).toEqual([{ cards: 0 }]);
    // Taken back, it is as it was: what showed shows, and is read afterwards.
    const back = await on.maya.post(`${on.at}/reading/undoing`);
    expect(heapsIn(back)).toEqual(heaps);
    expect(await statesOf(on.world, on.wall)).toEqual(['shown', 'waiting']);
    expect((await on.world.owner.query('select cards from wall')).rows).toEqual([{ cards: 1 }]);
    expect(back.text).toContain('1 card shows already and is read afterwards.');
  });
});

describe('a report', () => {
  const why = { why: 'private', words: 'It names our street' };
  const from = (network: string) => ({ 'x-forwarded-for': network });

  async function shown(): Promise<Stage & { page: string; card: string }> {
    const on = await stage();
    const [card = ''] = await addCards(on.world, on.wall, [{ words: 'Hm', state: 'shown', name: 'Bob' }]);
    await on.world.owner.query('update wall_card set read_at = written_at, place = 1');
    await on.world.owner.query('update wall set places = 1');
    return { ...on, card, page: `/w/${on.wall.token}/cards/${card}/reports` };
  }

  it('is a form that anybody can fill in, and a number; readers see it first', async () => {
    const on = await shown();
    await addCards(on.world, on.wall, many(40));
    const anybody = on.world.visitor();
    const form = await anybody.get(on.page);
    expect(form.text).toContain('Hm Bob');
    const thanks = await anybody.post(on.page, why, from('192.0.2.1'));
    const number = /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(thanks.text)?.[0];
    expect(number).toBeDefined();
    expect(thanks.text).toContain('Somebody who reads this wall looks at it soon.');
    expect((await on.world.owner.query('select number from wall_report')).rows).toEqual([{ number }]);
    const page = await on.maya.post(`${on.at}/reading`);
    expect(heapsIn(page)[0]).toBe(on.card);
    expect(page.text).toContain(
      'Somebody reported it: It tells or asks something private. It names our street',
    );
    expect(page.text).toContain('1 card was reported. It comes first.');
    await on.maya.post(`${on.at}/reading/verdicts`, { heap: heapsIn(page) });
    expect((await anybody.get(`${on.page}?number=${number}`)).text).toContain('the card stays');
    expect((await on.world.owner.query('select settled_at is null as open from wall_report')).rows).toEqual([
      { open: false },
    ]);
    expect((await on.world.owner.query("select place from wall_card where words = 'Hm'")).rows).toEqual([
      { place: 1 },
    ]);
  });

  it('by two takes the card down at once and for good', async () => {
    const on = await shown();
    await on.world.visitor().post(on.page, why, from('192.0.2.1'));
    expect(await statesOf(on.world, on.wall)).toEqual(['shown']);
    const second = await on.world.visitor().post(on.page, { why: 'unkind' }, from('198.51.100.7'));
    expect(second.text).toContain('The card is not on the wall any more.');
    expect(await statesOf(on.world, on.wall)).toEqual(['down']);
    expect((await on.world.owner.query('select cards from wall')).rows).toEqual([{ cards: 0 }]);
    expect((await on.world.visitor().get(on.page)).status).toBe(404);
    expect((await on.world.visitor().post(on.page, why)).status).toBe(404);
  });

  it('counts one device once: neither twice from one browser nor from one network', async () => {
    const on = await shown();
    const one = on.world.visitor();
    const first = await one.post(on.page, why, from('192.0.2.1'));
    const again = await one.post(on.page, why, from('198.51.100.7'));
    const numbers = [first, again].map(({ text }) => /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0]);
    expect(numbers[0]).toBe(numbers[1]);
    await on.world.visitor().post(on.page, why, from('192.0.2.1'));
    expect(await statesOf(on.world, on.wall)).toEqual(['shown']);
  });

  it('is one of ten a day: nobody takes a wall apart', async () => {
    const on = await shown();
    const ids = await addCards(
      on.world,
      on.wall,
      many(11).map((card) => ({ ...card, state: 'shown' as const })),
    );
    const troll = on.world.visitor();
    const statuses: number[] = [];
    for (const id of ids)
      statuses.push((await troll.post(`/w/${on.wall.token}/cards/${id}/reports`, why)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    on.world.pass({ hours: 25 });
    expect((await troll.post(`/w/${on.wall.token}/cards/${ids[10]}/reports`, why)).status).toBe(200);
  });

  it('needs a reason, and a card that shows on a wall that is there', async () => {
    const on = await shown();
    const anybody = on.world.visitor();
    const wrong = await anybody.post(on.page, { words: 'x'.repeat(281) });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please choose one.');
    const [waiting = ''] = await addCards(on.world, on.wall, [{ words: 'Waits' }]);
    for (const path of [
      `/w/${on.wall.token}/cards/${waiting}/reports`,
      `/w/${on.wall.token}/cards/${newId()}/reports`,
      `/w/${on.wall.token}/cards/x/reports`,
      `/w/${'A'.repeat(22)}/cards/${on.card}/reports`,
    ]) {
      expect((await anybody.get(path)).status, path).toBe(404);
      expect((await anybody.post(path, why)).status, path).toBe(404);
    }
    expect((await anybody.get(`${on.page}?number=R-0000-0000`)).text).toContain('Hm');
    expect((await on.world.owner.query('select from wall_report')).rowCount).toBe(0);
  });

  it('by a number that is none is the form again', async () => {
    const on = await shown();
    for (const none of ['%00', 'R-0000-0000', 'x'])
      expect((await on.world.visitor().get(`${on.page}?number=${none}`)).text).toContain('Hm Bob');
  });

  it('is in no line of the log and in no job', async () => {
    const on = await shown();
    await on.world.visitor().post(on.page, why);
    const { rows } = await on.world.owner.query('select payload from graphile_worker._private_jobs');
    expect(JSON.stringify(rows)).not.toContain('street');
  });
});
