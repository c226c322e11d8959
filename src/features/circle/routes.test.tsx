import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import {
  ellie,
  goran,
  keeper,
  leave,
  luka,
  makeClass,
  makeParty,
  noor,
  signIn,
} from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { joinToken, leaveToken } from './actions.ts';

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
    const before = await dump(world.owner);
    for (const path of [`${at}/families`, at1('Luka'), `${at1('Luka')}/removal`, `${at}/join-links`])
      expect((await maya.post(path, { children: 'Eve', 'adult-name-1': 'Eve' })).status, path).toBe(404);
    expect(await dump(world.owner)).toEqual(before);
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
    const before = await dump(world.owner);
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
    expect(await dump(world.owner)).toEqual(before);
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
