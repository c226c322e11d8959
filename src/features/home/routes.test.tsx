import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../../test/world.ts';

async function classOf(world: World) {
  const { rows } = await world.owner.query(
    `select (select count(*)::int from circle where made_up) as circles, (select count(*)::int from child) as children,
       (select count(*)::int from family f where not exists
         (select from adult a where a.family_id = f.id and a.address is not null)) as paper,
       (select count(*)::int from (select child_id from household group by child_id having count(*) > 1) h) as two_homes,
       (select count(*)::int from party where posted_at is not null and cancelled_at is null) as parties,
       (select count(*)::int from answer) as answers`,
  );
  return rows[0];
}

describe('the made-up class', () => {
  it('has 26 children, three families on paper, a child with two homes and a party under way', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    expect((await visitor.get('/')).text).toContain('Try it with a made-up class');
    const page = await visitor.post('/try', { as: 'host' });
    expect([page.path, page.text]).toEqual(['/', expect.stringContaining('Ellie is turning five')]);
    expect(await classOf(world)).toEqual({
      circles: 1,
      children: 26,
      paper: 3,
      two_homes: 1,
      parties: 1,
      answers: 14,
    });
    await world.work();
    expect((await world.mails()).every(({ to }) => to.endsWith('@families.example'))).toBe(true);
  });

  it('is one class for the three people of one browser, and another one for another browser', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    const host = await visitor.post('/try', { as: 'host' });
    const party = /\/parties\/[0-9a-f-]{36}/.exec(host.html)?.[0] ?? '';
    expect((await visitor.get(party)).text).toContain('9 coming');
    const guest = await visitor.post('/try', { as: 'guest' });
    const invitation = /\/invitations\/[0-9a-f-]{36}/.exec(guest.html)?.[0] ?? '';
    expect((await visitor.get(invitation)).text).toContain('Ellie would love Luka to come.');
    expect((await visitor.get(party)).status).toBe(404);
    const keeper = await visitor.post('/try', { as: 'keeper' });
    const circle = /\/circles\/[0-9a-f-]{36}(?=")/.exec(keeper.html)?.[0] ?? '';
    expect((await visitor.get(circle)).text).toContain('26 children in 27 families');
    expect(await classOf(world)).toMatchObject({ circles: 1 });
    const other = world.visitor();
    await other.post('/try', { as: 'keeper' });
    expect((await other.get(circle)).status).toBe(404);
    expect(await classOf(world)).toMatchObject({ circles: 2 });
  });

  it('is entered only as one of its people, with a mark that we gave', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    for (const as of ['', 'admin', 'toString']) expect((await visitor.post('/try', { as })).status).toBe(404);
    await visitor.post('/try', { as: 'host' });
    const mark = visitor.cookies.get('__Host-try')?.split('.')[0] ?? '';
    const thief = world.visitor();
    thief.cookies.set('__Host-try', `${mark}.${'A'.repeat(22)}`);
    await thief.post('/try', { as: 'host' });
    expect(await classOf(world)).toMatchObject({ circles: 2 });
  });

  it('is not offered where mail leaves the house', async () => {
    const world = await openWorld({ smtpUrl: 'smtp://127.0.0.1:9' });
    const visitor = world.visitor();
    expect((await visitor.get('/')).text).not.toContain('made-up class');
    const tried = await visitor.post('/try', { as: 'host' });
    expect([tried.status, tried.html]).toEqual([404, (await visitor.get('/nowhere')).html]);
    expect((await visitor.get('/mailbox')).status).toBe(404);
    expect(await classOf(world)).toMatchObject({ circles: 0, children: 0 });
  });
});

describe('the switch of languages', () => {
  it('leads back to the page it was on, in the language that was chosen', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    const page = await visitor.post('/language', { language: 'ar', back: '/sign-in' });
    expect(page.path).toBe('/sign-in');
    expect(page.html).toContain('<html lang="ar" dir="rtl"');
    expect((await visitor.get('/', { 'accept-language': 'pl' })).html).toContain('<html lang="ar"');
    await visitor.post('/language', { language: 'tlh', back: '/' });
    expect((await visitor.get('/')).html).toContain('<html lang="ar"');
  });

  it('leads to no other site', async () => {
    const world = await openWorld();
    for (const back of ['//evil.example', 'https://evil.example/', '/\\evil.example', ''])
      expect((await world.visitor().post('/language', { language: 'es', back })).path).toBe('/');
  });

  it('is not needed by those whose browser says what they read', async () => {
    const world = await openWorld();
    for (const [accepts, language] of [
      ['pl,en;q=0.8', 'pl'],
      ['de-DE,de;q=0.9', 'en'],
      ['', 'en'],
    ] as const) {
      const page = await world.visitor().get('/', { 'accept-language': accepts });
      expect(page.html).toContain(`<html lang="${language}"`);
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
  });
});
