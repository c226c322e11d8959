import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { ellie, goran, keeper, leave, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { joinToken, leaveToken } from '../circle/actions.ts';

async function asKeeper(world: World): Promise<Visitor> {
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  return anjali;
}

async function kept(world: World) {
  const class1b = await makeClass(world);
  await world.work();
  const at = `/circles/${class1b.circle}`;
  return {
    class1b,
    at,
    anjali: await asKeeper(world),
    at1: (name: string) => `${at}/families/${class1b.families.get(name)}`,
  };
}

async function childrenIn(world: World): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>('select name from child order by name');
  return rows.map(({ name }) => name);
}

describe('the link to join', () => {
  const sevgi = {
    children: 'Ibo\nElif',
    'adult-name-1': 'Sevgi',
    'adult-address-1': 'sevgi@families.example',
    language: 'es',
  };

  async function linked(world: World) {
    const known = await kept(world);
    const page = await known.anjali.get(known.at);
    const link = /href="http:\/\/127\.0\.0\.1:3000(\/join\/[\w-]{22})"/.exec(page.html)?.[1] ?? '';
    return { ...known, link };
  }

  it('lets a parent ask, the keeper let them in, and a mail welcome them; twice is once', async () => {
    const world = await openWorld();
    const { anjali, at, link } = await linked(world);
    const parent = world.visitor();
    expect((await parent.get(link)).text).toContain('Join Class 1B');
    const asked = await parent.post(link, sevgi);
    expect([asked.path, asked.text]).toEqual(['/joined', expect.stringContaining('you get a mail')]);
    expect(await childrenIn(world)).not.toContain('Ibo');
    await world.work();
    expect((await world.mails(keeper)).at(-1)?.text).toContain(at);
    expect(await world.mails('sevgi@families.example')).toEqual([]);
    const waiting = await anjali.get(at);
    expect(waiting.text).toContain('A family would like to join');
    expect(waiting.text).toContain('Ibo and Elif');
    const welcome = /action="([^"]*\/welcome)"/.exec(waiting.html)?.[1] ?? '';
    const presses = await Promise.all([anjali.post(welcome), anjali.post(welcome)]);
    expect(presses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await anjali.post(welcome)).text).toContain('already taken care of this family');
    expect((await childrenIn(world)).filter((name) => name === 'Ibo')).toHaveLength(1);
    await world.work();
    const mails = await world.mails('sevgi@families.example');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain('<html lang="es"');
  });

  it('lets the keeper turn somebody away, and keeps nothing of them', async () => {
    const world = await openWorld();
    const { anjali, at, link } = await linked(world);
    await world.visitor().post(link, sevgi);
    const refusal = /action="([^"]*\/refusal)"/.exec((await anjali.get(at)).html)?.[1] ?? '';
    expect((await anjali.post(refusal)).status).toBe(200);
    await world.work();
    const left = JSON.stringify(await dump(world.owner));
    for (const name of ['Ibo', 'Sevgi', 'sevgi@']) expect(left).not.toContain(name);
  });

  it('is nothing any more when the keeper has made a new one', async () => {
    const world = await openWorld();
    const { anjali, at, link, class1b } = await linked(world);
    expect((await anjali.post(`${at}/join-links`)).text).toContain('The old one no longer works.');
    expect([
      (await world.visitor().get(link)).status,
      (await world.visitor().post(link, sevgi)).status,
    ]).toEqual([404, 404]);
    const renewed = `/join/${joinToken(world.platform.key, class1b.circle, 2)}`;
    expect((await world.visitor().get(renewed)).status).toBe(200);
  });

  it('says what is missing and keeps what was typed', async () => {
    const world = await openWorld();
    const { link } = await linked(world);
    const page = await world.visitor().post(link, { ...sevgi, children: '', 'adult-address-1': 'sevgi' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('2 things need another look');
    expect(page.html).toContain('value="sevgi"');
    expect((await world.owner.query('select from join_request')).rowCount).toBe(0);
  });

  it('holds a hundred who wait, and tells the keeper once', async () => {
    const world = await openWorld();
    const { link } = await linked(world);
    await world.owner.query(
      "insert into join_request select id, gen_random_uuid(), 'Somebody', null, null, '{Child}', null, now() from circle, generate_series(1, 99)",
    );
    expect((await world.visitor().post(link, sevgi)).path).toBe('/joined');
    const over = await world.visitor().post(link, sevgi);
    expect([over.status, over.text]).toEqual([409, expect.stringContaining('Please try again tomorrow.')]);
    expect(over.html).toContain('value="Sevgi"');
    await world.work();
    expect((await world.mails(keeper)).filter(({ subject }) => subject.includes('join'))).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('takes one press without an account, and leaves nothing behind', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const link = /\/leave\/[\w-]{22}/.exec((await world.mails(noor.address)).at(-1)?.text ?? '')?.[0] ?? '';
    const before = await dump(world.owner);
    const page = await world.visitor().get(link);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('You need not say why')]);
    expect(page.text).not.toMatch(/Noor|Karim|Class 1B/);
    expect(await dump(world.owner)).toEqual(before);
    // A machine that posts every link of a mail takes nobody out.
    await world.visitor().post(link);
    expect(await childrenIn(world)).toContain('Noor');
    const left = await leave(world.visitor(), link);
    expect([left.path, left.text]).toEqual(['/left', expect.stringContaining('is deleted')]);
    expect((await world.visitor().post(link)).status).toBe(404);
    const { 'public.mailbox_message': _mails, ...rest } = await dump(world.owner);
    for (const word of ['Noor', 'Karim', noor.address]) expect(JSON.stringify(rest)).not.toContain(word);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${host.party}`)).text).not.toContain('Noor');
    expect(await childrenIn(world)).toEqual(['Ellie', goran.child, 'Luka']);
  });

  it('waits until a party of the family is called off, so that its guests are told', async () => {
    const world = await openWorld();
    const { class1b, at1, anjali } = await kept(world);
    const host = await makeParty(world, class1b);
    // The database goes by its own clock here: the party is ahead by both.
    await world.owner.query("update party set starts_at = now() + '29 days', ends_at = now() + '30 days'");
    const link = `/leave/${leaveToken(world.platform.key, class1b.families.get('Ellie') ?? '')}`;
    const hosting = 'There is a party ahead in this family.';
    const refused = [
      await leave(world.visitor(), link),
      await anjali.post(`${at1('Ellie')}/removal`),
      await anjali.post(at1('Ellie'), { children: 'Somebody else', 'adult-name-1': 'Maya' }),
    ];
    // The keeper is told nothing of a party: it may be one that the keeper is not asked to.
    const neutral = 'This family cannot be taken out just now.';
    const sentences = [hosting, neutral, neutral];
    for (const [place, page] of refused.entries())
      expect([page.status, page.text]).toEqual([409, expect.stringContaining(sentences[place] ?? '')]);
    expect(await childrenIn(world)).toContain('Ellie');
    expect(await childrenIn(world)).not.toContain('Somebody else');
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/cancellations`);
    await world.work();
    expect((await leave(world.visitor(), link)).path).toBe('/left');
    expect(await childrenIn(world)).not.toContain('Ellie');
  });
});
