import { describe, expect, it } from 'vitest';
import { stored } from '../../../test/dump.ts';
import { ellie, keeper, luka, makeClass, noor, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { leaveToken } from './actions.ts';

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

const oak = { name: 'Class 1B', place: 'Oak Primary', zone: 'Europe/London', language: 'en' };

describe('a circle', () => {
  it('is started by an adult with a proven address, who keeps it', async () => {
    const world = await openWorld();
    const anjali = await asKeeper(world);
    const page = await anjali.post('/circles', oak);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('The circle is there.')]);
    expect(page.text).toContain('No children yet in no families');
    expect((await world.visitor().post('/circles', oak)).path).toMatch(/^\/sign-in/);
    expect((await anjali.get('/')).text).toContain('Class 1B');
    const { rows } = await world.owner.query('select count(*)::int as circles from circle');
    expect(rows[0]).toEqual({ circles: 1 });
  });

  it('that cannot be one is not started: the page says what is missing and keeps the rest', async () => {
    const world = await openWorld();
    const anjali = await asKeeper(world);
    for (const [wrong, sentence] of [
      [{ name: ' \u200e ' }, 'Please give it a name.'],
      [{ name: 'x'.repeat(81) }, 'This is too long.'],
      [{ name: '' }, 'Please give it a name.'],
      [{ zone: 'Europe/Atlantis' }, 'Please choose a time zone'],
      [{ zone: "'; drop table circle" }, 'Please choose a time zone'],
      [{ language: 'tlh' }, 'Please choose a language'],
      [{ language: 'toString' }, 'Please choose a language'],
    ] as const) {
      const page = await anjali.post('/circles', { ...oak, place: 'Leeds "West"', ...wrong });
      expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
      expect(page.html).toContain('value="Leeds &quot;West&quot;"');
    }
    expect((await anjali.post('/circles', { ...oak, place: ' ' })).text).toContain('Please say where it is.');
    expect((await world.owner.query('select from circle')).rowCount).toBe(0);
  });

  it('is not there for those who do not keep it', async () => {
    const world = await openWorld();
    const { at, at1 } = await kept(world);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    for (const path of [at, `${at}/families/new`, at1('Ellie'), at1('Luka')])
      expect((await maya.get(path)).status, path).toBe(404);
    const before = await stored(world.owner);
    for (const path of [`${at}/families`, at1('Luka'), `${at1('Luka')}/removal`, `${at}/join-links`])
      expect((await maya.post(path, { children: 'Eve', 'adult-name-1': 'Eve' })).status, path).toBe(404);
    expect(await stored(world.owner)).toEqual(before);
  });
});

describe('a family', () => {
  it('is added, changed and taken out by the keeper', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    const added = await anjali.post(`${at}/families`, {
      children: 'Ana\r\n\r\n  Ben  ',
      'adult-name-1': 'Jo',
      'adult-address-1': ' JO@Families.example ',
      'adult-name-2': 'Sam',
      'adult-phone-2': '0171 555',
      language: 'es',
    });
    expect(added.text).toContain('Saved');
    expect(await childrenIn(world)).toEqual(['Ana', 'Ben', 'Ellie', 'Goran', 'Luka', 'Noor']);
    const to = /href="([^"]*\/families\/[^"]*)"[^>]*><strong><bdi>Ana and Ben/.exec(added.html)?.[1] ?? '';
    const form = await anjali.get(to);
    expect(form.html).toContain('value="jo@families.example"');
    const [ana = '', ben = ''] = [...form.html.matchAll(/name="(child-[^"]+)"/g)].map(
      ([, name]) => name ?? '',
    );
    await anjali.post(to, { [ana]: 'Anna', [ben]: '', 'adult-name-1': 'Jo', language: '' });
    expect(await childrenIn(world)).toEqual(['Anna', 'Ellie', 'Goran', 'Luka', 'Noor']);
    expect((await anjali.get(at)).text).toContain('on paper');
    await anjali.post(`${to}/removal`);
    expect(await childrenIn(world)).toEqual(['Ellie', 'Goran', 'Luka', 'Noor']);
    expect((await anjali.get(to)).status).toBe(404);
    expect((await anjali.post(to, { children: 'Eve', 'adult-name-1': 'Eve' })).status).toBe(404);
    expect((await world.owner.query("select from adult where name in ('Jo', 'Sam')")).rowCount).toBe(0);
  });

  it('that cannot be one is not stored: the page says why, and what was typed stays', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    const before = await stored(world.owner);
    const right = { children: 'Ana', 'adult-name-1': 'Jo', 'adult-phone-1': '0171 "5"', language: 'pl' };
    for (const [wrong, sentence] of [
      [{ children: ' \n ' }, 'Please write down at least one child.'],
      [{ 'adult-name-1': '' }, 'Please write down the name of a grown-up.'],
      [{ 'adult-address-1': 'maya at home' }, 'It needs an @ and a dot'],
      [{ children: 'é'.repeat(121) }, 'This is too long.'],
      [{ 'adult-address-1': 'a@b.de', 'adult-name-1': 'J'.repeat(121) }, 'This is too long.'],
      [{ children: 'Ana\n'.repeat(21) }, 'These are more than 20 children.'],
    ] as const) {
      const page = await anjali.post(`${at}/families`, { ...right, ...wrong });
      expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
      expect(page.html).toMatch(/<option value="pl" selected/);
      expect(page.html).toContain('value="0171 &quot;5&quot;"');
    }
    expect(await stored(world.owner)).toEqual(before);
  });

  it('with an address in which a letter hides is told so, and no letter brings us down', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    const add = (address: string) =>
      anjali.post(`${at}/families`, {
        children: 'A\0na',
        'adult-name-1': 'J\0o',
        'adult-address-1': address,
      });
    expect((await add('m\u200b@c.de')).status).toBe(422);
    expect((await add('m\0@c.de')).status).toBeLessThan(500);
  });

  it('may be called anything in any script, and is called so everywhere', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    for (const name of [
      'ليلى',
      '👩‍👩‍👧‍👦',
      '王',
      'Ł',
      'Siân O’Neill-van der Bärg',
      "d'Artagnan",
      'नेहा',
      'می‌خواهم',
      '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
      '<b>Bob</b>',
      '=1+1',
      'Robert"); drop table child;--',
      'x'.repeat(120),
      '👨‍👩‍👧'.repeat(120),
    ]) {
      const page = await anjali.post(`${at}/families`, { children: name, 'adult-name-1': name });
      expect([page.status, name]).toEqual([200, name]);
      expect(page.text).toContain(name);
      expect(await childrenIn(world)).toContain(name);
    }
  });

  it('with a letter that hides the order of others loses only that letter', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    await anjali.post(`${at}/families`, { children: '\u202eElif\u202c', 'adult-name-1': 'Deniz\u2069' });
    expect(await childrenIn(world)).toContain('Elif');
  });

  it('may share a child with another one, and neither page shows the other’s address', async () => {
    const world = await openWorld();
    const { at, at1, anjali } = await kept(world);
    const form = await anjali.get(`${at}/families/new`);
    const shared = /name="shared" value="([^"]*)"[^>]*><bdi>Luka/.exec(form.html)?.[1] ?? '';
    const home = { shared, 'adult-name-1': 'Petra', 'adult-address-1': 'petra@families.example' };
    expect((await anjali.post(`${at}/families`, home)).text.match(/two homes/g)).toHaveLength(2);
    expect(await childrenIn(world)).toEqual(['Ellie', 'Goran', 'Luka', 'Noor']);
    await world.work();
    const mails = [...(await world.mails(luka.address)), ...(await world.mails('petra@families.example'))];
    expect(mails).toHaveLength(2);
    for (const { to, text, html } of mails)
      for (const other of [luka, { adult: 'Petra', address: 'petra@families.example' }])
        if (other.address !== to)
          for (const sight of [text, html]) expect(sight).not.toContain(other.address);
    await anjali.post(`${at1('Luka')}/removal`);
    expect(await childrenIn(world)).toEqual(['Ellie', 'Goran', 'Luka', 'Noor']);
    expect((await anjali.get(at)).text).not.toContain('two homes');
  });

  it('with a child of another circle named by a forged id gets nothing of it', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    const other = await makeClass(world, [{ child: 'Elsewhere', adult: 'Else', address: null }], 'Class 2A');
    const { rows } = await world.owner.query<{ id: string }>('select id from child where circle_id = $1', [
      other.circle,
    ]);
    const forged = { shared: rows[0]?.id ?? '', [`child-${rows[0]?.id}`]: 'Mine', 'adult-name-1': 'Eve' };
    expect((await anjali.post(`${at}/families`, forged)).status).toBe(422);
    expect((await world.owner.query("select from child where name = 'Elsewhere'")).rowCount).toBe(1);
  });
});

describe('the first mail', () => {
  it('says who gave the address, what for, and takes the family out with one press', async () => {
    const world = await openWorld();
    const { class1b } = await kept(world);
    const [mail, ...more] = await world.mails(luka.address);
    expect(more).toEqual([]);
    const words = mail?.text.replace(/[\u2068\u2069]/g, '') ?? '';
    expect(words).toContain(`put on the list by its keeper, ${keeper}`);
    expect(words).toContain('Class 1B (Oak Primary)');
    expect(words).toContain('Luka can be invited now');
    expect(words).toContain(`/leave/${leaveToken(world.platform.key, class1b.families.get('Luka') ?? '')}`);
    for (const other of ['Noor', 'Ellie', noor.address]) expect(mail?.html).not.toContain(other);
  });

  it('comes once to each address, however often the family is saved', async () => {
    const world = await openWorld();
    const { anjali, at1 } = await kept(world);
    const form = await anjali.get(at1('Luka'));
    const child = /name="(child-[^"]+)"/.exec(form.html)?.[1] ?? '';
    const same = { [child]: 'Luka', 'adult-name-1': luka.adult, 'adult-address-1': luka.address };
    await anjali.post(at1('Luka'), same);
    await anjali.post(at1('Luka'), {
      ...same,
      'adult-name-2': 'Ana',
      'adult-address-2': 'ana@families.example',
    });
    await world.work();
    world.pass({ hours: 24 * 40 });
    await anjali.post(at1('Luka'), {
      ...same,
      'adult-name-2': 'Ana',
      'adult-address-2': 'ana@families.example',
    });
    await world.work();
    expect(await world.mails(luka.address)).toHaveLength(1);
    expect(await world.mails('ana@families.example')).toHaveLength(1);
  });

  it('is in the language of the family', async () => {
    const world = await openWorld();
    const { at, anjali } = await kept(world);
    await anjali.post(`${at}/families`, {
      children: 'ليلى',
      'adult-name-1': 'Hala',
      'adult-address-1': 'hala@families.example',
      language: 'ar',
    });
    await world.work();
    const [mail] = await world.mails('hala@families.example');
    expect(mail?.html).toContain('<html lang="ar" dir="rtl"');
    expect(mail?.subject).not.toMatch(/list|family/);
  });
});
