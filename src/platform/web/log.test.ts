import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { findTold } from '../../../e2e/told.ts';
import { Random } from '../../../test/random.ts';
import { dump } from '../../../test/dump.ts';
import { ellie, keeper, linkTo, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';

/** A world that says all that it can say, and what it has said. */
async function talkative(): Promise<{ world: World; said: () => string }> {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const world = await openWorld({ log: pino({ level: 'trace', base: null }, sink) });
  return { world, said: () => lines.join('') };
}

const words = ['Sesamfrei', 'Bringtkuchen', 'Zanzibar', 'Nobodyknows'];

describe('the log', () => {
  it('tells of nobody, whatever is done and whatever goes wrong, at the level that says most', async () => {
    const { world, said } = await talkative();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka', 'Noor']);
    await world.work();
    await plantRows(world, class1b.circle);
    const secrets = new Set<string>(words);
    const people = [world.visitor(), world.visitor(), world.visitor()] as const;
    const [guest, maya, anjali] = people;
    const link = await linkTo(world, luka.address);
    secrets.add(link.slice('/i/'.length));
    const page = await guest.post(link, { a: 'yes' });
    await guest.post(`${page.path}/details`, { grownUps: '1', siblings: '0', 'food-x': 'Sesamfrei' });
    await guest.post(`${page.path}/answers`, { says: 'Bringtkuchen', child: 'Zanzibar' });
    await signIn(world, maya, ellie.address);
    await signIn(world, anjali, keeper);
    await maya.post('/sessions', { code: 'WRONG-ONE' });
    await world.visitor().post('/codes', { address: 'planted@elsewhere.example' });
    await world.visitor().post('/codes', { address: 'Nobodyknows' });
    await world.visitor().post('/slip', { code: '00000-11111' });
    await anjali.upload(`/circles/${class1b.circle}/rosters`, [
      { name: 'Zanzibar.csv', text: 'Child,Parent\nNobodyknows,Zanzibar' },
    ]);
    await maya.post(`/parties/${host.party}/co-hosts`, { address: 'cohost@elsewhere.example' });
    await world.work();
    // Every route, as everybody, with what they must not say in every place.
    const random = new Random(3);
    const posts = new Set(world.app.routes.map(({ path }) => path).filter((path) => !path.includes('*')));
    for (const path of posts) {
      const visitor = random.pick(people);
      const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
        name === 'party' ? host.party : random.pick(words),
      );
      if (!filled.endsWith('/live'))
        await visitor.get(`${filled}?a=Zanzibar&address=planted@elsewhere.example`);
      await visitor.post(filled, {
        title: 'Zanzibar',
        address: 'planted@elsewhere.example',
        words: 'Nobodyknows',
        name: 'Bringtkuchen',
      });
    }
    // And when the database breaks under them.
    for (const table of ['child', 'envelope', 'login_code', 'session'])
      await world.owner.query(`alter table ${table} rename to gone_${table}`);
    for (const path of [link, '/codes', '/account', `/parties/${host.party}`, `/circles/${class1b.circle}`]) {
      await maya.get(path);
      await guest.post(path, { address: luka.address, title: 'Zanzibar' });
    }
    await world.work().catch(() => undefined);
    for (const visitor of people) for (const value of visitor.cookies.values()) secrets.add(value);
    const log = said();
    expect(log).toContain('"route":"/i/:token"');
    expect(log).toContain('a request failed');
    expect(log.split('\n').length).toBeGreaterThan(200);
    expect(
      findTold(
        log,
        [...secrets].filter((secret) => secret.length > 3),
      ),
    ).toEqual([]);
    for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('would be found out: a name, an address, a token, a code, a cookie, each in a line of its own', () => {
    const line = (word: string): string => JSON.stringify({ level: 30, request: crypto.randomUUID(), word });
    const told = [
      'Luka came',
      'ivan@a.example',
      'AAAAAAAAAAAAAAAAAAAAAA',
      'a'.repeat(52),
      'ABCD 1234',
      '__Host-session=x',
    ];
    for (const word of told) expect(findTold(line(word)), word).toHaveLength(1);
    expect(findTold(line('/invitations/:envelope/answers'))).toEqual([]);
    expect(findTold(line('Sesamfrei'), ['Sesamfrei'])).toHaveLength(1);
  });

  it('has a line for each that an operator should hear of: other sites, wrong codes, too much', async () => {
    const { world, said } = await talkative();
    await world.visitor().post('/language', { language: 'pl' }, { 'sec-fetch-site': 'cross-site' });
    await world.visitor().post('/sessions', { code: 'AAAAAAAA' });
    await world.visitor().post('/slip', { code: '00000-00000' });
    await world.visitor().post('/passkeys/sessions', { answer: '{}' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post('/account/takeouts', { code: 'AAAAAAAA' });
    await maya.post('/account/erasure/done', { code: 'AAAAAAAA' });
    for (let nth = 0; nth < 4; nth += 1) await world.visitor().post('/codes', { address: ellie.address });
    const heard = said()
      .trim()
      .split('\n')
      .map((line): { level: number; route: string; status: number } => JSON.parse(line))
      .filter(({ level }) => level === 40)
      .map(({ status }) => status);
    expect(heard).toEqual([403, 409, 422, 409, 409, 409, 429]);
  });

  it('and the queue hold ids and nothing else of anybody', async () => {
    const { world } = await talkative();
    await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
    const all = await dump(world.owner);
    const jobs = JSON.stringify(all['graphile_worker._private_jobs'] ?? []);
    expect(jobs).not.toMatch(/Luka|Noor|families\.example/);
  });
});
