import { describe, expect, it } from 'vitest';
import { stored } from '../../../test/dump.ts';
import { keeper, linkTo, makeClass, makeParty, signIn, type Person } from '../../../test/people.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';

const list = `Child,Birth date,Password,Parent,E-mail,Phone
Anna,2019-04-05,hunter2,Eva,eva@c.de,0171 555 0101
Ben,2019-06-07,secret,Ida,ida@c.de,
Łucja,2018-01-02,pa55,Jo,,
`;

async function keeping(world: World, people: readonly Person[] = []) {
  const { circle, families, keeper: pass } = await makeClass(world, people);
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  await world.work();
  return { anjali, at: `/circles/${circle}`, circle, families, pass };
}

function drop(
  visitor: Visitor,
  at: string,
  text: string | Uint8Array<ArrayBuffer>,
  name = 'list.csv',
): Promise<Seen> {
  return visitor.upload(`${at}/rosters`, [{ name, text }]);
}

function agree(
  visitor: Visitor,
  at: string,
  preview: Seen,
  more: Record<string, string | string[]> = {},
): Promise<Seen> {
  const fields = {
    sheet: hidden(preview.html, 'sheet'),
    class: hidden(preview.html, 'class'),
    allowed: 'yes',
  };
  return visitor.post(`${at}/rosters/imports`, { ...fields, ...more });
}

async function names(world: World): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>('select name from child order by name');
  return rows.map(({ name }) => name);
}

describe('the preview of a class list', () => {
  it('writes nothing, and shows what would be taken and what not', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const before = await stored(world.owner);
    const preview = await drop(anjali, at, list);
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('3 children in 3 families. One family has no address and gets paper.');
    expect(preview.text).toContain('3 new families, none changed, none as before.');
    expect(preview.text).toContain('Not taken: 2 columns');
    expect(preview.text).toContain('Birth date, Password');
    for (const dropped of ['hunter2', '2019-04-05', 'pa55']) expect(preview.html).not.toContain(dropped);
    expect(await stored(world.owner)).toEqual(before);
  });

  it('keeps a column of the second grown-up with the second grown-up', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const two = 'Child,Parent,E-mail,Parent 2,E-mail 2\nAnna,Eva,eva@c.de,Tom,tom@c.de\n';
    const preview = await drop(anjali, at, two);
    expect(preview.text).toContain('Eva · eva@c.de');
    expect(preview.text).toContain('Tom · tom@c.de');
  });

  it('asks which class it is when there are several', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const two = 'Class,Child,Parent,E-mail\n1A,Ana,Eva,eva@c.de\n1B,Ben,Ida,ida@c.de\n1B,Cleo,Jo,jo@c.de\n';
    const choice = await drop(anjali, at, two);
    expect([choice.status, choice.text]).toEqual([200, expect.stringContaining('Which class is it?')]);
    const key = /name="class" value="([^"]*)"[^>]*><span><bdi>1B/.exec(choice.html)?.[1] ?? '';
    const fields = { sheet: hidden(choice.html, 'sheet'), class: key };
    const preview = await anjali.post(`${at}/rosters/preview`, fields);
    expect(preview.text).toContain('2 children in 2 families');
    await agree(anjali, at, preview);
    expect(await names(world)).toEqual(['Ben', 'Cleo']);
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'perhaps a picture or a PDF'],
    ['nothing', '', 'This file is empty.'],
    ['a row without headings', 'a,b,c\n1,2,3\n', 'We cannot tell which column is what.'],
    ['six million letters', `${list}${'Zed,,,Zoe,zoe@c.de,\n'.repeat(280_000)}`, 'larger than'],
    ['a zip of nothing', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), ''],
  ])('of %s is a sentence, and nothing is stored', async (_what, file, sentence) => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const before = await stored(world.owner);
    const page = await drop(anjali, at, typeof file === 'string' ? file : new Uint8Array(file), 'class.png');
    expect([413, 422]).toContain(page.status);
    expect(page.text).toContain(sentence);
    expect(page.html).toMatch(/id="file-error"|too much at once/);
    expect(await stored(world.owner)).toEqual(before);
  });

  it('of a form without a file is a sentence too', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    expect((await anjali.post(`${at}/rosters`)).status).toBe(422);
    expect((await anjali.post(`${at}/rosters/imports`, { allowed: 'yes' })).path).toBe(`${at}/roster`);
    expect((await anjali.post(`${at}/rosters/preview`, { sheet: '.' })).path).toBe(`${at}/roster`);
  });
});

describe('the import of a class list', () => {
  it('takes in what was shown, once: the same list again has nothing new', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const preview = await drop(anjali, at, list);
    const page = await agree(anjali, at, preview);
    expect(page.text).toContain('The list is in.');
    expect(page.text).toContain('3 children in 3 families');
    expect(await names(world)).toEqual(['Anna', 'Ben', 'Łucja']);
    const jobs = await world.work();
    expect(jobs.filter((job) => job === 'family.introduce')).toHaveLength(2);
    const { rows } = await world.owner.query('select name, address, phone from adult order by name');
    expect(rows).toEqual([
      { name: 'Eva', address: 'eva@c.de', phone: expect.stringContaining('0171') },
      { name: 'Ida', address: 'ida@c.de', phone: null },
      { name: 'Jo', address: null, phone: null },
    ]);
    const held = await stored(world.owner);
    for (const dropped of ['hunter2', '2019-04-05', 'pa55'])
      expect(JSON.stringify(held)).not.toContain(dropped);
    const again = await drop(anjali, at, list);
    expect(again.text).toContain('Everything in this file is in the circle already.');
    await agree(anjali, at, again);
    await agree(anjali, at, preview);
    expect(await stored(world.owner)).toEqual(held);
  });

  it('needs the word of the keeper that the list may be used', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const before = await stored(world.owner);
    const preview = await drop(anjali, at, list);
    const page = await agree(anjali, at, preview, { allowed: '' });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining('Without it nothing is stored.')]);
    expect(await stored(world.owner)).toEqual(before);
    expect((await agree(anjali, at, page)).text).toContain('The list is in.');
  });

  it('takes no sheet but the one that was shown, for this keeper and this circle', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const preview = await drop(anjali, at, list);
    const [body = '', proof = ''] = hidden(preview.html, 'sheet').split('.');
    const other = await makeClass(world, [], 'Class 2A');
    const before = await stored(world.owner);
    const forged = [`${body.slice(0, -4)}AAAA.${proof}`, `${body}.${'A'.repeat(22)}`, body, `${body}.`, ''];
    for (const sheet of forged)
      expect((await agree(anjali, at, preview, { sheet })).path).toBe(`${at}/roster`);
    expect((await agree(anjali, `/circles/${other.circle}`, preview)).path).toContain('/roster');
    const maya = world.visitor();
    await signIn(world, maya, 'maya@families.example');
    expect((await agree(maya, at, preview)).status).toBe(404);
    expect(await names(world)).toEqual([]);
    const { 'public.session': _s, 'public.account': _a, ...after } = await stored(world.owner);
    const { 'public.session': _t, 'public.account': _b, ...then } = before;
    expect(after).toEqual(then);
  });

  it('changes what has changed, and takes out only those who were ticked', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    await agree(anjali, at, await drop(anjali, at, list));
    await world.work();
    const changed = list.replace('eva@c.de', 'eva@new.de').replace(/^(Ben|Łucja).*\n/gm, '');
    const preview = await drop(anjali, at, changed);
    expect(preview.text).toContain('No new family, one changed, none as before.');
    expect(preview.text).toContain('2 families of the circle are not in this file');
    const ben = /name="leaving" value="([^"]*)"[^>]*><bdi>Ben/.exec(preview.html)?.[1] ?? '';
    // Families go for good: who has not just proven who they are does so first, and comes back to the page for the file.
    world.pass({ minutes: 5 });
    const late = await agree(anjali, at, preview, { leaving: ben });
    expect(late.path).toBe(`/proof?next=${encodeURIComponent(`${at}/roster`)}`);
    expect(await names(world)).toEqual(['Anna', 'Ben', 'Łucja']);
    await signIn(world, anjali, keeper);
    await agree(anjali, at, preview, { leaving: ben });
    expect(await names(world)).toEqual(['Anna', 'Łucja']);
    await world.work();
    expect(await world.mails('eva@new.de')).toHaveLength(1);
    expect(await world.mails('eva@c.de')).toHaveLength(1);
  });

  it('gives the first Anna her initial when a second one comes', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const head = 'First name,Surname,Parent,E-mail\n';
    await agree(anjali, at, await drop(anjali, at, `${head}Anna,Berg,Eva,eva@c.de\n`));
    const { rows } = await world.owner.query("select id from child where name = 'Anna'");
    const two = `${head}Anna,Zorn,Uma,uma@c.de\nAnna,Berg,Eva,eva@c.de\n`;
    const preview = await drop(anjali, at, two);
    expect(preview.text).toContain('before: Anna');
    await agree(anjali, at, preview);
    expect(await names(world)).toEqual(['Anna B.', 'Anna Z.']);
    expect((await world.owner.query("select id from child where name = 'Anna B.'")).rows).toEqual(rows);
    expect((await drop(anjali, at, two)).text).toContain('Everything in this file is in the circle already.');
  });

  it('is all or nothing: where one family cannot leave, none is changed', async () => {
    const world = await openWorld();
    const people = [
      { child: 'Ellie', adult: 'Maya', address: 'maya@families.example' },
      { child: 'Luka', adult: 'Ivan', address: 'ivan@families.example' },
    ];
    const { anjali, at, circle, families, pass } = await keeping(world, people);
    await makeParty(world, { circle, families, keeper: pass });
    // The database goes by its own clock here: the party is ahead by both.
    await world.owner.query("update party set starts_at = now() + '29 days', ends_at = now() + '30 days'");
    const before = await stored(world.owner);
    const preview = await drop(anjali, at, list);
    const page = await agree(anjali, at, preview, { leaving: [...families.values()].toReversed() });
    expect([page.status, page.text]).toEqual([
      409,
      expect.stringContaining('This family cannot be taken out just now'),
    ]);
    expect(await stored(world.owner)).toEqual(before);
  });

  it('gives a child with two homes two families and one flag, and neither the other’s address', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const homes = 'Child,Mother,Mother e-mail,Father,Father e-mail\nSami,Leila,leila@c.de,Omar,omar@c.de\n';
    await agree(anjali, at, await drop(anjali, at, homes));
    expect((await anjali.get(at)).text).toContain('One child in 2 families');
    await world.work();
    const [leila] = await world.mails('leila@c.de');
    expect(leila?.html).not.toMatch(/omar/i);
    expect((await drop(anjali, at, homes)).text).toContain(
      'Everything in this file is in the circle already.',
    );
  });

  it('knows nothing of a family that left: it is not missing, and the same name is a new family', async () => {
    const world = await openWorld();
    const people = [
      { child: 'Ellie', adult: 'Maya', address: 'maya@families.example' },
      { child: 'Luka', adult: 'Ivan', address: 'ivan@families.example' },
    ];
    const { anjali, at, circle, families, pass } = await keeping(world, people);
    await makeParty(world, { circle, families, keeper: pass });
    await world.work();
    await world.visitor().post(await linkTo(world, 'ivan@families.example'), { a: 'yes' });
    const head = 'Child,Parent,E-mail\n';
    const maya = 'Ellie,Maya,maya@families.example\n';
    const leaving = families.get('Luka') ?? '';
    await agree(anjali, at, await drop(anjali, at, head + maya), { leaving });
    const without = await drop(anjali, at, head + maya);
    expect(without.text).toContain('Everything in this file is in the circle already.');
    expect(without.text).not.toMatch(/Luka|is not in this file/);
    const again = await drop(anjali, at, `${head}${maya}Luka,Ivan,ivan@families.example\n`);
    expect(again.text).toContain('One new family, none changed, one as before.');
    await agree(anjali, at, again);
    const { rows } = await world.owner.query(
      'select left_at is null as here from family order by created_at, 1',
    );
    expect(rows).toHaveLength(3);
    expect((await anjali.get(at)).text).toContain('2 children in 2 families');
  });

  it('of the same list from two pages at once makes each family once', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const preview = await drop(anjali, at, list);
    const pages = await Promise.all([1, 2, 3].map(() => agree(anjali, at, preview)));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await names(world)).toEqual(['Anna', 'Ben', 'Łucja']);
  });
});
