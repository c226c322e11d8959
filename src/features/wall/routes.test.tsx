import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellie, linkTo, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import { hidden } from '../../../test/visitor.ts';
import { opened, plan } from '../../../test/walls.ts';
import { openWorld } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { solve } from '../../platform/web/solve.ts';

const from = (nth: number) => ({ 'x-forwarded-for': `10.1.${nth >> 8}.${nth & 255}` });
const words = { words: 'Happy birthday', stamp: 'cake', country: 'PL', name: 'Ana' };

describe('a wall', () => {
  it('is opened by an adult of the family, and shown to whoever has its address', async () => {
    const world = await openWorld();
    const { path } = await opened(world);
    const seen = await world.visitor().get(path);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Ellie is turning five');
    // The same page for everybody: nothing of a visitor is in it, and whatever stands between may keep it for a second.
    expect(seen.headers.get('cache-control')).toMatch(/^public, max-age=1,/);
    expect(seen.headers.getSetCookie()).toEqual([]);
    expect(seen.html).not.toContain('12 Maple Street');
    expect(seen.html).not.toContain('Class 1B');
  });

  it('of somebody else, one that never was and one that was removed are one and the same page', async () => {
    const world = await openWorld();
    const { mother, wall: id, path } = await opened(world);
    const other = world.visitor();
    await signIn(world, other, luka.address);
    const foreign = await other.get(`/walls/${id}`);
    const unknown = await other.get(`/walls/${newId()}`);
    expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
    await mother.post(`/walls/${id}/removal`);
    const gone = await world.visitor().get(path);
    const never = await world.visitor().get('/w/AAAAAAAAAAAAAAAAAAAAAA');
    expect([gone.status, gone.text]).toEqual([404, never.text]);
  });

  it('for the guests of a party shows to who opened its envelope, and is nothing to anybody else', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor]);
    const party = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const mother = world.visitor();
    await signIn(world, mother, ellie.address);
    const desk = await mother.post(`/circles/${class1b.circle}/walls`, {
      ...plan,
      wall: newId(),
      party: party.party,
    });
    const path = /\/w\/[\w-]{22}/.exec(desk.html)?.[0] ?? '';
    const stranger = world.visitor();
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(`${path}/hearts`)).status).toBe(404);
    const guest = world.visitor();
    await guest.post(await linkTo(world, luka.address));
    const seen = await guest.get(path);
    expect(seen.status).toBe(200);
    expect(seen.headers.get('cache-control')).toBe('no-store');
    expect((await stranger.get(path)).status).toBe(404);
    // Nor does a stranger see a card of it by way of a report.
    await guest.post(`${path}/cards`, words);
    const { rows } = await world.owner.query<{ id: string }>('select id from wall_card');
    const report = `${path}/cards/${rows[0]?.id}/reports`;
    expect([(await stranger.get(report)).status, (await guest.get(report)).status]).toEqual([404, 200]);
  });

  it('has one page however its address was decorated on its way', async () => {
    const world = await openWorld();
    const { path, wall: id } = await opened(world);
    const plain = await world.visitor().get(path);
    // A page that is kept is not written anew at once: it stays as it was for an address that means the same.
    await world.owner.query("update wall set about = 'Something else' where id = $1", [id]);
    const decorated = await world.visitor().get(`${path}?fbclid=IwAR0&utm_source=everywhere`);
    expect(decorated.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect((await world.visitor().get(`${path}?page=2`)).status).toBe(404);
    expect((await world.visitor().get(`${path}?from=PL`)).status).toBe(404);
  });

  it('for the guests of a party is nothing to who holds a link that was made anew', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor]);
    const { party } = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const mother = world.visitor();
    await signIn(world, mother, ellie.address);
    const at = `/circles/${class1b.circle}/walls`;
    const desk = await mother.post(at, { ...plan, wall: newId(), party });
    const path = /\/w\/[\w-]{22}/.exec(desk.html)?.[0] ?? '';
    const guest = world.visitor();
    await guest.post(await linkTo(world, luka.address));
    expect((await guest.get(path)).status).toBe(200);
    await world.owner.query('update envelope set link_version = link_version + 1 where party_id = $1', [
      party,
    ]);
    expect((await guest.get(path)).status).toBe(404);
  });

  it('changes nothing by being looked at', async () => {
    const world = await openWorld();
    const { path, wall: id } = await opened(world);
    const before = await world.owner.query('select * from wall where id = $1', [id]);
    for (const at of ['', '/thanks?for=heart', '/thanks?for=card']) await world.visitor().get(`${path}${at}`);
    expect((await world.owner.query('select * from wall where id = $1', [id])).rows).toEqual(before.rows);
  });
});

describe('a heart', () => {
  it('is one press, and one a device', async () => {
    const world = await openWorld();
    const { path } = await opened(world);
    const ana = world.visitor();
    for (const _ of [1, 2, 3]) {
      const thanks = await ana.post(`${path}/hearts`, {}, from(1));
      expect(thanks.status).toBe(200);
    }
    // Another network is another device; the same browser in the same network without a cookie is not.
    await world.visitor().post(`${path}/hearts`, {}, from(2));
    await world.visitor().post(`${path}/hearts`, {}, from(2));
    const { rows } = await world.owner.query('select hearts from wall');
    expect(rows).toEqual([{ hearts: 2 }]);
  });
});

describe('a card', () => {
  it('that cannot be sent says so at its field and keeps what was typed', async () => {
    const world = await openWorld();
    const { path } = await opened(world);
    const empty = await world.visitor().post(`${path}/cards`, { ...words, words: ' ', name: 'Kept' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Please write a few words');
    expect(empty.html).toContain('Kept');
    const long = await world.visitor().post(`${path}/cards`, { ...words, words: 'a'.repeat(281) });
    expect([long.status, long.text]).toEqual([422, expect.stringContaining('280 characters')]);
    const nowhere = await world.visitor().post(`${path}/cards`, { ...words, country: 'Utopia' });
    expect(nowhere.status).toBe(422);
    expect((await world.owner.query('select from wall_card')).rowCount).toBe(0);
  });

  it('has something on it that can be seen, and a name in one line', async () => {
    const world = await openWorld();
    const { path } = await opened(world);
    for (const [nth, empty] of ['\u200d\u200d', '\u0301', '\u200b', '\u2800', '\u3164', '\u0007'].entries()) {
      const sent = await world.visitor().post(`${path}/cards`, { ...words, words: empty }, from(nth));
      expect([sent.status, sent.text]).toEqual([422, expect.stringContaining('Please write a few words')]);
    }
    const names = ['\u200b', 'Ana\n and\tBo'];
    for (const [nth, name] of names.entries())
      await world.visitor().post(`${path}/cards`, { ...words, words: `Hello ${nth}`, name }, from(20 + nth));
    const { rows } = await world.owner.query('select name from wall_card order by number');
    expect(rows).toEqual([{ name: '' }, { name: 'Ana and Bo' }]);
  });

  it('costs a little work or a little time when very many write, and is kept meanwhile', async () => {
    const world = await openWorld();
    const { path } = await opened(world);
    for (let nth = 0; nth < 30; nth += 1)
      await world.visitor().post(`${path}/cards`, { ...words, words: `Happy ${nth}` }, from(nth));
    const ana = world.visitor();
    const busy = await ana.post(`${path}/cards`, { ...words, words: 'Kept meanwhile' }, from(100));
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '20']);
    expect(busy.text).toContain('Very many people are writing');
    expect(busy.html).toContain('Kept meanwhile');
    const count = async (): Promise<number> =>
      (await world.owner.query('select from wall_card')).rowCount ?? 0;
    expect(await count()).toBe(30);
    // Without JavaScript the ticket waits; pressed too early it is asked for again, and nothing is lost.
    const again = { ...words, words: 'Kept meanwhile', ticket: hidden(busy.html, 'ticket') };
    expect((await ana.post(`${path}/cards`, again, from(100))).status).toBe(429);
    world.pass({ seconds: 20 });
    expect((await ana.post(`${path}/cards`, again, from(100))).status).toBe(200);
    expect(await count()).toBe(31);
    // One ticket is one card, and one proof too.
    expect((await world.visitor().post(`${path}/cards`, { ...again, words: 'More' }, from(101))).status).toBe(
      429,
    );
    const challenge = /data-challenge="([^"]+)"/.exec(busy.html)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const proof = await solve(challenge);
    const proven = { ...words, words: 'Worked for', proof };
    expect((await world.visitor().post(`${path}/cards`, proven, from(102))).status).toBe(200);
    expect(
      (await world.visitor().post(`${path}/cards`, { ...proven, words: 'Else' }, from(103))).status,
    ).toBe(429);
    expect(await count()).toBe(32);
    world.pass({ minutes: 3 });
    expect((await world.visitor().post(`${path}/cards`, { ...words, words: 'Calm' }, from(104))).status).toBe(
      200,
    );
  });

  it('of which there are a thousand by chance comes back byte for byte', async () => {
    const world = await openWorld();
    const { path, mother, wall: id } = await opened(world, { atOnce: '' });
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }).filter((one) => {
      const trimmed = one.trim();
      return trimmed !== '' && !one.includes('\0') && one.isWellFormed();
    });
    const all = fc.sample(text, { numRuns: 1000, seed: 7 }).map((one, nth) => `${one.trim()} ${nth}`);
    const app = world.visitor();
    for (let at = 0; at < all.length; at += 25) {
      world.pass({ minutes: 2 });
      await Promise.all(
        all.slice(at, at + 25).map(async (one, nth) => {
          const visitor = world.visitor();
          const sent = await visitor.post(`${path}/cards`, { ...words, words: one }, from(at + nth));
          // What no reader should have to read is refused at once, and nothing of it is kept.
          expect([200, 422]).toContain(sent.status);
        }),
      );
    }
    await world.owner.query("update wall_card set state = 'shown', place = number");
    await world.owner.query('update wall set places = 2000');
    const cards: { words: string }[] = JSON.parse((await mother.get(`/walls/${id}/cards.json`)).html);
    const kept = new Set(cards.map((one) => one.words));
    const missing = all.filter((one) => !kept.has(one.replaceAll('\r\n', '\n')));
    const { rows } = await world.owner.query<{ count: number }>(
      'select count(*)::int as count from wall_card',
    );
    expect(cards).toHaveLength(rows[0]?.count ?? 0);
    expect(missing.length).toBe(1000 - cards.length);
    expect(cards.length).toBeGreaterThan(300);
    expect((await app.get(path)).status).toBe(200);
  }, 60_000);
});
