import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { atTheDoor, offerToCome, signedIn } from '../../../test/at-the-door.ts';
import { ellie, goran, linkTo, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import { hidden } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { scaled } from '../../../test/scaled.ts';
import { lookAtDoor } from './actions.ts';
import { emptyBook, enter, writePress, type Press } from './rules.ts';
import { getBook, uniteBook } from './store.ts';

async function rows(world: World): Promise<{ guest: string | null; name: string | null; undone: boolean }[]> {
  return (await world.owner.query('select guest, name, undone from arrival order by undone, guest')).rows;
}

describe('the list at the door', () => {
  it('shows who is expected, with whom, who stays and what they must not eat, and nobody who said no', async () => {
    const world = await openWorld();
    const { maya, door } = await atTheDoor(world);
    const page = await maya.get(door);
    expect(page.status).toBe(200);
    expect(page.text).toContain('0 here 1 expected');
    expect(page.html).toContain('<bdi>Luka</bdi>');
    expect(page.text).toContain(
      'Ivan · a grown-up stays · with one grown-up · with one brother or sister No nuts',
    );
    for (const other of [noor.child, goran.child, 'Karim', luka.address, noor.address])
      expect(page.html).not.toContain(other);
  });

  it('waits for the evening before: until then it can be looked at, and nothing is kept on a phone', async () => {
    const world = await openWorld();
    const { maya, door, child, at } = await atTheDoor(world, '2026-12-11T15:59:59Z');
    const early = await maya.get(door);
    expect(early.text).toContain('From Friday 11 December on you can tick here who has come.');
    expect(early.html).not.toContain('data-until');
    expect((await maya.get(at)).html).not.toContain(`href="${door}"`);
    const refused = await maya.post(`${door}/ticks`, { press: `tick ${newId()} child:${child}` });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('from the evening before the party on');
    expect(await rows(world)).toEqual([]);
    world.pass({ seconds: 1 });
    expect((await maya.get(at)).html).toContain(`href="${door}"`);
    const open = await maya.get(door);
    expect(open.html).toContain(`data-until="${Date.parse('2026-12-13T00:00:00Z')}"`);
    world.pass({ hours: 32 });
    expect((await maya.get(door)).html).not.toContain('data-until');
  });

  it('takes a press and its undoing without JavaScript; the same button twice is one press', async () => {
    const world = await openWorld();
    const { maya, door, child } = await atTheDoor(world);
    const press = hidden((await maya.get(door)).html, 'press');
    expect(press).toMatch(new RegExp(`^tick [0-9a-f-]{36} child:${child}$`));
    for (const page of [
      await maya.post(`${door}/ticks`, { press }),
      await maya.post(`${door}/ticks`, { press }),
    ]) {
      expect(page.status).toBe(200);
      expect(page.text).toContain('1 here 1 expected');
      expect(page.text).toContain('One child is here, one is expected.');
    }
    expect(await rows(world)).toEqual([{ guest: `child:${child}`, name: null, undone: false }]);
    const undo = hidden((await maya.get(door)).html, 'press');
    expect((await maya.post(`${door}/ticks`, { press: undo })).text).toContain('0 here 1 expected');
    // A phone that comes late with the first press brings nobody back who was undone.
    expect((await maya.post(`${door}/ticks`, { press })).text).toContain('0 here 1 expected');
  });

  it('welcomes who just turned up by a name, and forgets the name when it is undone', async () => {
    const world = await openWorld();
    const { maya, door } = await atTheDoor(world);
    const missing = await maya.post(`${door}/names`, { name: '  ' });
    expect(missing.status).toBe(422);
    expect(missing.text).toContain('Please write a name.');
    const long = await maya.post(`${door}/names`, { name: 'z'.repeat(121) });
    expect(long.status).toBe(422);
    expect(hidden(long.html, 'name') || long.html).toContain('z'.repeat(121));
    const page = await maya.post(`${door}/names`, { name: ' Zoë <b>\u202e ' });
    expect(page.html).toContain('<bdi>Zoë &lt;b&gt;</bdi>');
    expect(page.text).toContain('1 here 1 expected');
    const [{ name } = { name: '' }] = await rows(world);
    expect(name).toBe('Zoë <b>');
    const undo = /value="(undo [^"]+)"/.exec(page.html)?.[1] ?? '';
    expect((await maya.post(`${door}/ticks`, { press: undo })).html).not.toContain('Zoë');
    expect(await rows(world)).toMatchObject([{ name: null, undone: true }]);
  });

  it('takes what a phone has kept in one go, and nothing of what cannot be read', async () => {
    const world = await openWorld();
    const { maya, door, child } = await atTheDoor(world);
    const [first, second] = [newId(), newId()];
    const press = [
      `tick ${first} child:${child}`,
      `undo ${first}`,
      `tick ${second} street`,
      `came ${newId()} Zed`,
    ];
    expect((await maya.post(`${door}/ticks`, { press })).text).toContain('2 here 1 expected');
    expect((await maya.post(`${door}/ticks`, { press })).text).toContain('2 here 1 expected');
    const before = await rows(world);
    for (const wrong of [[], [...press, 'tick'], [`tick ${newId()} new:${newId()}`]]) {
      const page = await maya.post(`${door}/ticks`, { press: wrong });
      expect(page.status).toBe(422);
      expect(page.text).toContain('could not be read');
    }
    expect(await rows(world)).toEqual(before);
  });

  it('shows a child that is ticked also when its family says no afterwards', async () => {
    const world = await openWorld();
    const { maya, door, guest, child } = await atTheDoor(world);
    await maya.post(`${door}/ticks`, { press: `tick ${newId()} child:${child}` });
    await guest.post(await linkTo(world, luka.address));
    const { rows: envelopes } = await world.owner.query<{ id: string }>(
      'select envelope_id as id from answer where child_id = $1',
      [child],
    );
    await guest.post(`/invitations/${envelopes[0]?.id}/answers`, { child, says: 'no' });
    const page = await maya.get(door);
    expect(page.html).toContain('<bdi>Luka</bdi>');
    expect(page.text).not.toContain('No nuts');
  });

  it('is live for co-hosts, and no guest has it', async () => {
    const world = await openWorld();
    const { maya, guest, at, door, child } = await atTheDoor(world);
    await maya.post(`${at}/co-hosts`, { address: 'aunt@elsewhere.example' });
    const aunt = await signedIn(world, 'aunt@elsewhere.example');
    const cookie = [...aunt.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const live = await world.app.request(`${at}/live`, { headers: { cookie } });
    const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await maya.post(`${door}/ticks`, { press: `tick ${newId()} child:${child}` });
    expect((await reader?.read())?.value).toContain('event: changed');
    await reader?.cancel();
    expect((await aunt.get(door)).text).toContain('1 here 1 expected');
    await signIn(world, guest, luka.address);
    for (const path of [door, `${door}/worker.js`, `${at}/badges`, `${at}/poster`])
      expect((await guest.get(path)).status, path).toBe(404);
    expect((await guest.post(`${door}/names`, { name: 'Zed' })).status).toBe(404);
  });

  it('of a party that was called off takes nobody', async () => {
    const world = await openWorld();
    const { maya, at, door } = await atTheDoor(world);
    await maya.post(`${at}/cancellations`);
    const page = await maya.get(door);
    expect(page.html).not.toContain('data-until');
    expect((await maya.post(`${door}/names`, { name: 'Zed' })).status).toBe(409);
    expect(await rows(world)).toEqual([]);
  });

  it('of a draft is not there yet', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const { party } = await makeParty(world, class1b, ['Luka'], false);
    const maya = await signedIn(world, ellie.address);
    for (const page of ['arrivals', 'badges', 'poster', 'street'])
      expect((await maya.get(`/parties/${party}/${page}`)).path).toBe(`/parties/${party}/plan`);
  });
});

describe('what a phone keeps', () => {
  it('is kept by this page alone: nothing of it may lie in a cache, and its worker reaches no other page', async () => {
    const world = await openWorld();
    const { maya, at, door } = await atTheDoor(world);
    for (const path of [door, `${door}/worker.js`, `${at}/badges`, `${at}/poster`, at])
      expect((await maya.get(path)).headers.get('cache-control'), path).toBe('no-store');
    const worker = await maya.get(`${door}/worker.js`);
    expect(worker.headers.get('service-worker-allowed')).toBe(door);
    expect(worker.headers.get('content-type')).toContain('text/javascript');
    expect(worker.html).toBe('importScripts("/assets/arrival-worker.js");\n');
    for (const path of ['/', at, `${at}/badges`, `${at}/poster`])
      expect((await maya.get(path)).html, path).not.toMatch(/arrival(?:-worker)?\.js/);
  });

  it('goes when somebody signs out', async () => {
    const world = await openWorld();
    const { maya } = await atTheDoor(world);
    const [, session] = /sessions\/([0-9a-f-]{36})\/end/.exec((await maya.get('/account')).html) ?? [];
    const cookie = [...maya.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const ended = await world.app.request(`/sessions/${session}/end`, { method: 'POST', headers });
    expect(ended.headers.get('clear-site-data')).toBe('"storage"');
  });

  it('comes together in the database as it does on a phone, in whatever order it arrives', async () => {
    const world = await openWorld();
    const { host } = await atTheDoor(world);
    const ids = Array.from({ length: 6 }, newId);
    const presses = fc.array(
      fc.record({ id: fc.constantFrom(...ids), does: fc.constantFrom('tick', 'came', 'undo') }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(presses, { maxLength: 4 }), async (batches) => {
        await world.owner.query('delete from arrival');
        // An id is one press: what it is follows from it.
        const of = ({ id, does }: { id: string; does: string }): Press => {
          if (does === 'undo') return { does: 'undo', id };
          const isNew = ids.indexOf(id) % 2 === 0;
          return { does: 'tick', id, guest: isNew ? `new:${id}` : 'street', name: isNew ? 'Zed' : '' };
        };
        const all = batches.map((batch) => batch.map(of));
        await Promise.all(
          all.map((batch) =>
            inCircle(world.platform.db, host.circle, (tx) => uniteBook(tx, host, enter(emptyBook, batch))),
          ),
        );
        const told = await inCircle(world.platform.db, host.circle, (tx) => getBook(tx, host));
        const heard = enter(emptyBook, all.flat());
        expect([...told.undone].toSorted()).toEqual([...heard.undone].toSorted());
        const standing = (book: typeof heard): string[] =>
          [...book.ticks.values()]
            .filter(({ id }) => !book.undone.has(id))
            .map((tick) => `${writePress({ does: 'tick', ...tick })} ${tick.name}`)
            .toSorted();
        expect(standing(told)).toEqual(standing(heard));
      }),
      { numRuns: scaled(25) },
    );
  });
});

describe('a quiet door', () => {
  it('offers once, quietly, to ask the waiting families: a quarter of an hour after the start, and only if some wait', async () => {
    const world = await openWorld();
    const { host, door, maya } = await atTheDoor(world, '2026-12-12T15:14:59Z');
    const look = async (): Promise<boolean> => (await lookAtDoor(world.platform, host))?.askWaiting ?? false;
    const waits = 'placed_at = null where party_id = $1';
    await offerToCome(world, host);
    expect(await look()).toBe(false);
    world.pass({ seconds: 1 });
    expect(await look()).toBe(true);
    const page = await maya.get(door);
    expect(page.html).toContain(`action="/parties/${host.party}/door/rounds"`);
    expect(page.text).toContain('Ask the waiting families now');
    expect(page.text).not.toContain('Kofi and two more');
    // A door that was open until the start can ask nobody, also before its job has closed it.
    const lasts = 'update door_call set lasts = $2 where party_id = $1';
    await world.owner.query(lasts, [host.party, 'start']);
    expect(await look()).toBe(false);
    await world.owner.query(lasts, [host.party, 'end']);
    // With places of their own they are on the list, and nobody waits.
    await world.owner.query(
      'update door_offer set chosen_at = now(), placed_at = now() where party_id = $1',
      [host.party],
    );
    expect(await look()).toBe(false);
    expect((await maya.get(door)).text).toContain('Kofi and two more');
    await world.owner.query(`update door_offer set ${waits}`, [host.party]);
    for (const name of ['Zed', 'Yara', 'Xaver']) await maya.post(`${door}/names`, { name });
    expect(await look()).toBe(false);
  });
});
