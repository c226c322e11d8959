import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { ellie, luka, makeClass, makeParty, plan, signIn } from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';

async function asMaya(world: World): Promise<Visitor> {
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return maya;
}

async function begun(world: World) {
  const class1b = await makeClass(world);
  const maya = await asMaya(world);
  const page = await maya.get(`/circles/${class1b.circle}/parties/new`);
  const party = hidden(page.html, 'party');
  const take = (fields: Fields, headers?: Record<string, string>) =>
    maya.post(
      `/circles/${class1b.circle}/parties`,
      [['party', party], ...(Array.isArray(fields) ? fields : Object.entries(fields))],
      headers,
    );
  return { class1b, maya, page, party, take, at: `/parties/${party}` };
}

type Fields = Record<string, string> | [string, string][];

async function row(world: World) {
  const { rows } = await world.owner.query('select * from party');
  return rows[0];
}

describe('the plan of a party', () => {
  it('is begun by any family of the circle, with the gentle answers chosen already', async () => {
    const world = await openWorld();
    const { page, class1b } = await begun(world);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Step 1 of 3')]);
    expect(page.html).toMatch(/name="presents" value="none" checked/);
    const stranger = world.visitor();
    await signIn(world, stranger, 'stranger@elsewhere.example');
    expect((await stranger.get(`/circles/${class1b.circle}/parties/new`)).status).toBe(404);
    expect((await stranger.post(`/circles/${class1b.circle}/parties`, plan)).status).toBe(404);
    expect((await world.visitor().post(`/circles/${class1b.circle}/parties`, plan)).path).toBe('/sign-in');
    expect((await world.owner.query('select from party')).rowCount).toBe(0);
  });

  it('is one party however often its page is sent, also at once', async () => {
    const world = await openWorld();
    const { take, maya } = await begun(world);
    await Promise.all([take({ ...plan }), take({ ...plan }), take({ ...plan, keep: 'yes' })]);
    await take({ ...plan, title: 'Come and dance' });
    expect((await world.owner.query('select title from party')).rows).toEqual([{ title: 'Come and dance' }]);
    expect((await maya.get('/')).text.match(/Come and dance/g)).toHaveLength(1);
  });

  it('does not touch a party of others whose id it brings', async () => {
    const world = await openWorld();
    const { party, class1b, take } = await begun(world);
    await take(plan);
    const before = await dump(world.owner);
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    const forged = { ...plan, title: 'Mine now', party };
    expect((await ivan.post(`/circles/${class1b.circle}/parties`, forged)).status).toBe(404);
    const { 'public.party': after } = await dump(world.owner);
    expect(after).toEqual(before['public.party']);
    const street = await makeClass(
      world,
      [{ child: 'Ibo', adult: 'Sevgi', address: luka.address }],
      'Street',
    );
    expect((await ivan.post(`/circles/${street.circle}/parties`, forged)).status).toBe(404);
    expect((await dump(world.owner))['public.party']).toEqual(before['public.party']);
  });

  it('is kept as it is typed, however wrong it still is', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    const half = {
      title: 'Ellie & "friends" <3',
      date: '2026-13-45',
      starts: 'noon',
      greeting: 'Come\nand dance',
    };
    const quietly = await take(half, { accept: 'text/plain' });
    expect([quietly.status, quietly.html]).toEqual([204, '']);
    expect((await take({ ...half, keep: 'yes' })).path).toBe('/');
    const again = await maya.get(`${at}/plan`);
    const kept = ['value="2026-13-45"', 'value="noon"', 'Ellie &amp; &quot;friends&quot; &lt;3'];
    for (const value of [...kept, 'Come\nand dance']) expect(again.html).toContain(value);
    expect(await row(world)).toMatchObject({ title: null, starts_at: null, sent_at: null });
    expect((await maya.post(`${at}/plan`, { ...half, title: 'Two', keep: 'yes' })).path).toBe('/');
    expect((await maya.get(`${at}/plan`)).html).toContain('value="Two"');
  });

  it('takes a last day for answers, or says at its field what is wrong with it', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    for (const [answerBy, sentence] of [
      ['soon', 'Please choose a day here, or leave it empty.'],
      ['2026-12-03', 'This last day for answers is already over.'],
      ['2026-12-13', 'This last day for answers is after the party.'],
    ] as const) {
      const wrong = await take({ ...plan, answerBy });
      expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining(sentence)]);
      expect(wrong.html).toContain('id="answerBy-error"');
      expect(wrong.html).toContain(`value="${answerBy}"`);
    }
    await take({ ...plan, answerBy: '2026-12-10' });
    expect(await row(world)).toMatchObject({ answer_by: '2026-12-10' });
    const guests = [...(await maya.get(`${at}/guests`)).html.matchAll(/name="guest" value="([^"]*)"/g)];
    await maya.post(`${at}/guests`, { guest: guests.map(([, id]) => id ?? '') });
    expect((await maya.get(`${at}/look`)).text).toContain('Please answer by Thursday 10 December');
    world.pass({ hours: 24 * 7 });
    const late = await maya.post(`${at}/sendings`);
    expect([late.status, late.text]).toEqual([
      409,
      expect.stringContaining('The last day for answers is already over.'),
    ]);
    await maya.post(`${at}/plan`, { ...plan, answerBy: '' });
    expect(await row(world)).toMatchObject({ answer_by: null });
  });

  it('that cannot be one says everything at once, each sentence at its field, and loses nothing', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    const page = await take({
      ...plan,
      title: ' ',
      date: '2026-12-01',
      grownUps: '0',
      address: '',
    });
    expect(page.status).toBe(422);
    expect(page.text).toContain('4 things need another look');
    for (const field of ['title', 'date', 'grownUps', 'address']) {
      expect(page.html).toContain(`id="${field}-error"`);
      expect(page.html).toContain(`href="#${field}"`);
    }
    expect(page.html).toContain(`value="${plan.area}"`);
    expect((await maya.get(`${at}/plan`)).html).toContain('value="2026-12-01"');
    expect((await maya.get(`${at}/look`)).path).not.toContain('/look');
  });

  it('asks which hour is meant when the clocks go back, and says when there is none', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    const never = await take({
      ...plan,
      date: '2027-03-28',
      starts: '01:30',
      ends: '04:00',
    });
    expect([never.status, never.text]).toEqual([
      422,
      expect.stringContaining('This hour does not exist on that day'),
    ]);
    const doubled = { ...plan, date: '2027-10-31', starts: '01:30', ends: '04:00' };
    const twice = await maya.post(`${at}/plan`, doubled);
    expect([twice.status, twice.text]).toEqual([422, expect.stringContaining('Which hour do you mean?')]);
    expect((await maya.post(`${at}/plan`, { ...doubled, occurrence: 'earlier' })).path).toBe(`${at}/guests`);
    expect((await row(world))?.starts_at).toEqual(new Date('2027-10-31T00:30:00Z'));
  });

  it('bears whatever is typed: too much, too long, twice, from right to left', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    await take(plan);
    for (const [wrong, field] of [
      [{ title: 'x'.repeat(81) }, 'title'],
      [{ greeting: 'x'.repeat(601) }, 'greeting'],
      [{ presentsNote: 'x'.repeat(121) }, 'presentsNote'],
      [{ grownUps: '2.5' }, 'grownUps'],
      [{ grownUps: 'two' }, 'grownUps'],
      [{ grownUps: '51' }, 'grownUps'],
      [{ staying: 'forever' }, 'staying'],
      [{ pattern: '<svg>' }, 'pattern'],
      [{ child: '00000000-0000-4000-8000-000000000000' }, 'child'],
    ] as const) {
      const page = await maya.post(`${at}/plan`, { ...plan, ...wrong });
      expect([page.status, field]).toEqual([422, field]);
    }
    const fields: [string, string][] = [...Object.entries(plan), ['title', 'again'], ['title', 'and again']];
    expect((await maya.post(`${at}/plan`, fields)).path).toBe(`${at}/guests`);
    const arabic = { ...plan, title: '\u202eليلى تبلغ الخامسة 🎉', greeting: '👩‍👩‍👧‍👦'.repeat(600) };
    expect((await maya.post(`${at}/plan`, arabic)).path).toBe(`${at}/guests`);
    expect(await row(world)).toMatchObject({ title: 'ليلى تبلغ الخامسة 🎉', greeting: '👩‍👩‍👧‍👦'.repeat(600) });
  });

  it('with a letter in it that no database takes is kept or refused, and never a fault of ours', async () => {
    const world = await openWorld();
    const { take } = await begun(world);
    expect((await take({ ...plan, title: 'El\0lie', keep: 'yes' })).status).toBeLessThan(500);
    expect((await take({ ...plan, title: 'El\0lie' })).status).toBeLessThan(500);
  });

  it('is not changed by a page that was left open when the invitations went out', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    const maya = await asMaya(world);
    const before = await dump(world.owner);
    const at = `/parties/${host.party}`;
    for (const path of ['plan', 'discarding', 'guests']) {
      const late = await maya.post(`${at}/${path}`, { ...plan, title: 'Another one' });
      expect([late.status, late.text]).toEqual([409, expect.stringContaining('Nothing was changed.')]);
    }
    expect((await maya.post(`${at}/plan`, plan, { accept: 'text/plain' })).status).toBe(409);
    expect((await maya.post(`${at}/plan`, { ...plan, keep: 'yes' })).status).toBe(409);
    expect((await maya.get(`${at}/plan`)).path).toBe(at);
    expect(await dump(world.owner)).toEqual(before);
  });

  it('can be thrown away as long as nobody was asked', async () => {
    const world = await openWorld();
    const { maya, at, take } = await begun(world);
    await take(plan);
    expect((await maya.post(`${at}/discarding`)).path).toBe('/');
    expect((await maya.get(`${at}/plan`)).status).toBe(404);
    expect((await world.owner.query('select from party')).rowCount).toBe(0);
  });

  it('is for a child of the family alone', async () => {
    const world = await openWorld();
    const { take } = await begun(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    const page = await take({ ...plan, child: rows[0]?.id ?? '' });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining('Please say whose party it is.')]);
  });
});

describe('a co-host', () => {
  const sam = 'sam@elsewhere.example';

  it('is added by address, told once by mail, and can do all that the host can', async () => {
    const world = await openWorld();
    const host = await makeParty(world, await makeClass(world));
    await world.work();
    const maya = await asMaya(world);
    const at = `/parties/${host.party}`;
    await maya.post(`${at}/co-hosts`, { address: ` ${sam.toUpperCase()}` });
    await maya.post(`${at}/co-hosts`, { address: sam });
    await world.work();
    const mails = await world.mails(sam);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(at);
    expect(mails[0]?.text).not.toContain(plan.address);
    const other = world.visitor();
    await signIn(world, other, sam);
    expect((await other.get('/')).text).toContain(plan.title);
    expect((await other.get(at)).text).toContain(luka.child);
    expect((await other.post(`${at}/cancellations`)).text).toContain('The party is called off.');
  });

  it('who is removed finds nothing there any more', async () => {
    const world = await openWorld();
    const host = await makeParty(world, await makeClass(world));
    const maya = await asMaya(world);
    const at = `/parties/${host.party}`;
    await maya.post(`${at}/co-hosts`, { address: sam });
    const other = world.visitor();
    await signIn(world, other, sam);
    expect((await other.get(at)).status).toBe(200);
    await maya.post(`${at}/co-hosts/removal`, { address: sam });
    expect((await other.get(at)).status).toBe(404);
    expect((await other.get('/')).text).not.toContain(plan.title);
    await world.work();
    expect(await world.mails(sam)).toEqual([]);
  });

  it('has an address, and there are twenty of them at most', async () => {
    const world = await openWorld();
    const host = await makeParty(world, await makeClass(world));
    const maya = await asMaya(world);
    const at = `/parties/${host.party}`;
    const wrong = await maya.post(`${at}/co-hosts`, { address: 'sam' });
    expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('value="sam"')]);
    for (let number = 1; number <= 20; number += 1)
      await maya.post(`${at}/co-hosts`, { address: `host.${number}@families.example` });
    const over = await maya.post(`${at}/co-hosts`, { address: sam });
    expect([over.status, over.text]).toEqual([409, expect.stringContaining('20 other hosts at most')]);
    expect((await maya.post(`${at}/co-hosts`, { address: 'host.7@families.example' })).status).toBe(200);
    expect((await world.owner.query('select from co_host')).rowCount).toBe(20);
  });
});
