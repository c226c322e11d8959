import { describe, expect, it } from 'vitest';
import {
  ellie,
  goran,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  move,
  noor,
  signIn,
} from '../../../test/people.ts';
import { callTo, makeOpenDoor, offering } from '../../../test/nearby.ts';
import type { Seen, Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { addFamily } from '../circle/actions.ts';
import { makeSchool } from '../school/actions.ts';
import { erase, eraseAgain } from './actions.ts';

async function codeIn(world: World, address: string): Promise<string> {
  await world.work();
  const codes = (await world.mails(address)).flatMap(
    ({ subject }) => /^[0-9A-Z]{4} [0-9A-Z]{4}(?= is your)/.exec(subject)?.[0] ?? [],
  );
  return codes.at(-1) ?? '';
}

/** Two presses and a code. */
async function eraseBy(
  world: World,
  visitor: Visitor,
  { at, address, what, never }: { at: string; address: string; what: string; never?: 'yes' },
): Promise<Seen> {
  const choice = { what, ...(never ? { never } : {}) };
  await visitor.post(`${at}/codes`, choice);
  return visitor.post(`${at}/done`, { code: await codeIn(world, address), ...choice });
}

async function names(world: World): Promise<string> {
  const { rows } = await world.owner.query<{ name: string }>(
    'select name from adult union all select name from child order by 1',
  );
  return rows.map(({ name }) => name).join(' ');
}

describe('a guardian erases what is theirs', () => {
  it('in two presses with a code, without asking anybody; a host’s count stays right', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const party = await makeParty(world, class1b);
    await world.work();
    for (const { address } of [luka, noor])
      await world.visitor().post(await linkTo(world, address), { a: 'yes' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const tiles = async () =>
      /(\d+) coming|Coming (\d+)/.exec((await maya.get(`/parties/${party.party}`)).text)?.[0];
    const before = await tiles();
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    const page = await ivan.get('/account/erasure');
    expect(page.text).toContain('Only Luka, from Class 1B');
    const done = await eraseBy(world, ivan, {
      at: '/account/erasure',
      address: luka.address,
      what: 'family',
    });
    expect(done.path).toBe('/erased');
    expect(await names(world)).toBe('Ellie Goran Karim Maya Mira Noor');
    expect((await world.owner.query('select from account where address = $1', [luka.address])).rowCount).toBe(
      0,
    );
    expect((await world.owner.query('select from answer')).rowCount).toBe(1);
    expect(await tiles()).not.toBe(before);
    expect((await ivan.get('/account')).path).toContain('/sign-in');
    // Whoever is left is told nothing, and nothing breaks at night.
    await world.work();
  });

  it('not with a code that was asked for to sign in, a wrong one, or another’s', async () => {
    const world = await openWorld();
    await makeClass(world);
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    await ivan.post('/codes', { address: luka.address });
    const signingIn = await codeIn(world, luka.address);
    const wrong = await ivan.post('/account/erasure/done', { code: signingIn, what: 'family' });
    expect(wrong.status).toBe(409);
    expect(wrong.text).toContain('This code is no longer good here');
    await ivan.post('/account/erasure/codes', { what: 'family' });
    expect((await ivan.post('/account/erasure/done', { code: 'AAAAAAAA', what: 'family' })).status).toBe(409);
    // A code of the same browser for another address.
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    await anjali.post('/account/erasure/codes', { what: 'me' });
    const others = await codeIn(world, keeper);
    ivan.cookies.set('__Host-browser', anjali.cookies.get('__Host-browser') ?? '');
    expect((await ivan.post('/account/erasure/done', { code: others, what: 'me' })).status).toBe(409);
    expect(await names(world)).toBe('Ellie Goran Ivan Karim Luka Maya Mira Noor');
  });

  it('and a party of theirs that is ahead is called off: every guest is told, and then it is gone', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    // Goran’s family has no mail: nobody but its host can tell it.
    expect((await maya.get('/account/erasure')).text).toContain('One family that you invited has no mail.');
    await eraseBy(world, maya, { at: '/account/erasure', address: ellie.address, what: 'me' });
    expect(
      (await world.owner.query('select from account where address = $1', [ellie.address])).rowCount,
    ).toBe(0);
    await world.work();
    for (const { address } of [luka, noor]) {
      const mail = (await world.mails(address)).at(-1);
      expect(mail?.subject, address).toMatch(/off/i);
      expect(mail?.calendar, address).toContain('METHOD:CANCEL');
    }
    expect((await world.owner.query('select from party')).rowCount).toBe(1);
    world.pass({ minutes: 6 });
    await world.work();
    expect((await world.owner.query('select from party')).rowCount).toBe(0);
    expect(await names(world)).toBe('Goran Ivan Karim Luka Mira Noor');
    expect((await world.owner.query('select from erasure')).rowCount).toBe(0);
  });

  it('and every other guest still hears of a change that was on its way', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const before = (await world.mails(noor.address)).length;
    await move(world, host, { starts: '14:00' });
    await erase(world.platform, luka.address, { kind: 'family' });
    await erase(world.platform, ellie.address.replace('maya', 'nobody'), { kind: 'me' });
    await world.work();
    expect(await world.mails(noor.address)).toHaveLength(before + 1);
    expect(await world.mails(luka.address)).toHaveLength(0);
  });

  it('and a party that two families give stays with the other one, and is called off when that one goes too', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b, ['Noor']);
    await world.work();
    await world.owner.query(
      `insert into joint_host select p.circle_id, p.id, h.family_id, h.child_id, now()
       from party p join household h using (circle_id) where h.family_id = $1`,
      [class1b.families.get('Luka')],
    );
    const party = async () =>
      (await world.owner.query('select family_id as family, cancelled_at as off from party')).rows;
    await erase(world.platform, ellie.address, { kind: 'me' });
    expect(await party()).toEqual([{ family: class1b.families.get('Luka'), off: null }]);
    expect((await world.owner.query('select from joint_host')).rowCount).toBe(0);
    expect(await names(world)).toBe('Goran Ivan Karim Luka Mira Noor');
    await erase(world.platform, luka.address, { kind: 'me' });
    await world.work();
    expect((await world.mails(noor.address)).at(-1)?.subject).toMatch(/off/i);
    world.pass({ minutes: 6 });
    await world.work();
    expect(await party()).toEqual([]);
  });

  it('alone, when another grown-up is in the family: the other and the children stay', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const both = [
      { name: 'Asli', address: 'asli@families.example', phone: null },
      { name: 'Cem', address: 'cem@families.example', phone: null },
    ];
    await addFamily(world.platform, class1b.keeper, {
      language: null,
      adults: both,
      kept: [],
      added: ['Ibo'],
    });
    const asli = world.visitor();
    await signIn(world, asli, 'asli@families.example');
    await eraseBy(world, asli, { at: '/account/erasure', address: 'asli@families.example', what: 'me' });
    expect(await names(world)).toBe('Cem Ellie Goran Ibo Ivan Karim Luka Maya Mira Noor');
    const cem = world.visitor();
    await signIn(world, cem, 'cem@families.example');
    await eraseBy(world, cem, { at: '/account/erasure', address: 'cem@families.example', what: 'family' });
    expect(await names(world)).toBe('Ellie Goran Ivan Karim Luka Maya Mira Noor');
  });

  it('one child of several, and of a child with two homes the own home alone', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const ibo = {
      language: null,
      adults: [{ name: 'Asli', address: 'asli@families.example', phone: null }],
      kept: [],
      added: ['Ibo', 'Nil'],
    };
    await addFamily(world.platform, class1b.keeper, ibo);
    const idOf = async (name: string): Promise<string> =>
      (await world.owner.query<{ id: string }>('select id from child where name = $1', [name])).rows[0]?.id ??
      '';
    const asli = world.visitor();
    await signIn(world, asli, 'asli@families.example');
    const at = '/account/erasure';
    const address = 'asli@families.example';
    await eraseBy(world, asli, { at, address, what: `child ${class1b.circle} ${await idOf('Ibo')}` });
    expect(await names(world)).toContain('Nil');
    expect(await names(world)).not.toContain('Ibo');
    // Another family’s child is not there to be erased.
    const foreign = await eraseBy(world, asli, {
      at,
      address,
      what: `child ${class1b.circle} ${await idOf('Luka')}`,
    });
    expect(foreign.status).toBe(404);
    const lukas = await idOf('Luka');
    await addFamily(world.platform, class1b.keeper, {
      language: null,
      adults: [{ name: 'Vera', address: 'vera@families.example', phone: null }],
      kept: [{ id: lukas, name: 'Luka' }],
      added: [],
    });
    const vera = world.visitor();
    await signIn(world, vera, 'vera@families.example');
    await eraseBy(world, vera, { at, address: 'vera@families.example', what: 'family' });
    expect(await names(world)).toContain('Luka');
    expect(await names(world)).not.toContain('Vera');
  });
});

describe('one child', () => {
  it('that is no child of anybody is one 404; the wish to hear nothing more is kept with a child too', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    for (const [circle, child] of [
      ['everywhere', 'everybody'],
      [class1b.circle, 'everybody'],
    ] as const)
      expect(await erase(world.platform, luka.address, { kind: 'child', circle, child })).toEqual({
        ok: false,
        refusal: 'gone',
      });
    const what = { kind: 'child', circle: class1b.circle, child: rows[0]?.id ?? '' } as const;
    expect((await erase(world.platform, luka.address, what, true)).ok).toBe(true);
    expect((await world.owner.query('select why from mail_block')).rows).toEqual([{ why: 'never' }]);
  });

  it('that was the last of a family gives the family’s place by an open door to who waits', async () => {
    const world = await openWorld();
    const made = await makeOpenDoor(world, 2, { places: '1' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(made.at, { ...made.typed, firstCome: 'yes' });
    await world.work();
    for (const address of made.addresses) await world.visitor().post(await callTo(world, address), offering);
    const { rows } = await world.owner.query<{ circle: string; child: string }>(
      'select h.circle_id as circle, h.child_id as child from adult a join household h using (circle_id, family_id) where a.address = $1',
      [made.addresses[0]],
    );
    const { circle = '', child = '' } = rows[0] ?? {};
    await erase(world.platform, made.addresses[0] ?? '', { kind: 'child', circle, child });
    const { rows: placed } = await world.owner.query('select from door_offer where placed_at is not null');
    expect(placed).toHaveLength(1);
  });
});

describe('the open door', () => {
  it('gives the place of a family that is erased to who waits, and tells whoever comes that a host’s party is off', async () => {
    const world = await openWorld();
    const made = await makeOpenDoor(world, 2, { places: '1' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(made.at, { ...made.typed, firstCome: 'yes' });
    await world.work();
    const [first = '', second = ''] = made.addresses;
    for (const address of [first, second]) await world.visitor().post(await callTo(world, address), offering);
    const placed = async (): Promise<number> =>
      (await world.owner.query('select from door_offer where placed_at is not null')).rowCount ?? 0;
    expect(await placed()).toBe(1);
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(2);
    await erase(world.platform, first, { kind: 'me' });
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(1);
    expect(await placed()).toBe(1);
    await world.work();
    expect((await world.mails(second)).map(({ text }) => text).join()).toContain('12 Maple Street');
    await erase(world.platform, ellie.address, { kind: 'me' });
    await world.work();
    expect((await world.mails(second)).at(-1)?.calendar).toContain('STATUS:CANCELLED');
    world.pass({ minutes: 11 });
    await world.work();
    expect((await world.owner.query('select from party')).rowCount).toBe(0);
  });
});

describe('who was put on a list and never came', () => {
  it('has everything deleted from the first mail, without signing in', async () => {
    const world = await openWorld();
    await makeClass(world);
    await world.work();
    const [mail] = await world.mails(noor.address);
    expect(mail?.text).toContain(keeper);
    const link = /\/erase\/[\w-]{22}/.exec(mail?.text ?? '')?.[0] ?? '';
    const visitor = world.visitor();
    const page = await visitor.get(link);
    for (const name of ['Noor', 'Karim', noor.address, 'Class 1B', 'Oak'])
      expect(page.html, name).not.toContain(name);
    const done = await eraseBy(world, visitor, {
      at: link,
      address: noor.address,
      what: 'family',
      never: 'yes',
    });
    expect(done.path).toBe('/erased');
    expect(await names(world)).toBe('Ellie Goran Ivan Luka Maya Mira');
    expect((await visitor.get(link)).status).toBe(404);
    expect((await world.visitor().get('/erase/aaaaaaaaaaaaaaaaaaaaaa')).status).toBe(404);
    // The code goes to the address that was given, whoever holds the link.
    const { rows } = await world.owner.query('select from login_code where address <> $1', [noor.address]);
    expect(rows).toEqual([]);
  });

  it('is of no school’s staff any more either, also after a backup has brought that back', async () => {
    const world = await openWorld();
    await makeClass(world);
    const member = { name: 'Karim', address: noor.address };
    await makeSchool(world.platform, { name: 'Oak Primary', member, language: 'en' });
    const { rows } = await world.owner.query('table staff');
    await erase(world.platform, noor.address, { kind: 'me' });
    expect((await world.owner.query('select from staff')).rowCount).toBe(0);
    await world.owner.query('insert into staff select * from json_populate_recordset(null::staff, $1)', [
      JSON.stringify(rows),
    ]);
    await eraseAgain(world.platform, world.platform.clock().subtract({ hours: 1 }));
    expect((await world.owner.query('select from staff')).rowCount).toBe(0);
  });

  it('and no later list brings mail to an address that wants none: its host sees nothing of that', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await world.work();
    const link = /\/erase\/[\w-]{22}/.exec((await world.mails(noor.address))[0]?.text ?? '')?.[0] ?? '';
    const at = { at: link, address: noor.address, what: 'family', never: 'yes' } as const;
    await eraseBy(world, world.visitor(), at);
    const written = (await world.mails(noor.address)).length;
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const list = ['child;adult;email', `Noor;Karim;${noor.address}`, 'Wim;Els;els@families.example'].join(
      '\n',
    );
    const preview = await anjali.upload(`/circles/${class1b.circle}/rosters`, [
      { name: 'class.csv', text: list },
    ]);
    expect(preview.text).toContain(noor.address);
    expect(preview.text).not.toMatch(/never|peace|no mail/i);
    await addFamily(world.platform, class1b.keeper, {
      language: null,
      adults: [{ name: 'Karim', address: noor.address, phone: null }],
      kept: [],
      added: ['Noor'],
    });
    const party = await makeParty(world, class1b);
    await world.work();
    expect(await world.mails(noor.address)).toHaveLength(written);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${party.party}`)).text).toContain('Noor');
    const { rows } = await world.owner.query<{ why: string }>('select why from mail_block');
    expect(rows).toEqual([{ why: 'never' }]);
  });
});

describe('a circle', () => {
  it('is kept for another year by one press of a keeper who was asked, and goes when nobody answers', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const at = `/circles/${class1b.circle}`;
    expect((await anjali.get(`${at}/year`)).text).toContain('Its year ends on Tuesday 31 August 2027');
    expect((await anjali.get(`${at}/year`)).text).not.toContain('Keep it for another year');
    const stranger = world.visitor();
    await signIn(world, stranger, luka.address);
    expect((await stranger.get(`${at}/year`)).status).toBe(404);
    const { makeJobs } = await import('../../app.tsx');
    const jobs = makeJobs(world.platform);
    const night = async (moment: string): Promise<void> => {
      world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
      await jobs['circles.ask']?.({});
      await jobs['retention.sweep']?.({});
      await world.send();
    };
    const asked = async () =>
      (await world.mails(keeper)).filter(({ subject }) => subject.includes('another year'));
    await night('2027-07-31T03:10:00Z');
    expect(await asked()).toHaveLength(0);
    await night('2027-08-01T03:10:00Z');
    await night('2027-08-02T03:10:00Z');
    expect(await asked()).toHaveLength(1);
    expect((await asked())[0]?.text).toContain(`${at}/year`);
    await signIn(world, anjali, keeper);
    expect((await anjali.get(`${at}/year`)).text).toContain('Keep it for another year');
    await anjali.post(`${at}/years`);
    const twice = await anjali.post(`${at}/years`);
    expect(twice.text).toContain('It stays for another year');
    await night('2027-10-05T03:10:00Z');
    expect((await world.owner.query('select from circle')).rowCount).toBe(1);
    await night('2028-08-01T03:10:00Z');
    await night('2028-09-30T03:10:00Z');
    expect((await world.owner.query('select from circle')).rowCount).toBe(1);
    await night('2028-10-01T03:10:00Z');
    expect((await world.owner.query('select from circle')).rowCount).toBe(0);
  });

  it('is erased by its keeper, who has just proven it; guests of its parties are told', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b);
    await world.work();
    const other = await makeClass(world, [goran], 'Class 2A');
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const at = `/circles/${class1b.circle}/erasures`;
    world.pass({ minutes: 6 });
    expect((await anjali.post(at)).path).toBe(`/proof?next=${encodeURIComponent(at.slice(0, -1))}`);
    expect((await world.owner.query('select from circle')).rowCount).toBe(2);
    await signIn(world, anjali, keeper);
    expect((await anjali.get(at.slice(0, -1))).text).toContain('After this press it is gone.');
    const done = await anjali.post(at);
    expect(done.path).toBe('/erased');
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toMatch(/off/i);
    world.pass({ minutes: 6 });
    await world.work();
    const { rows } = await world.owner.query<{ id: string }>('select id from circle');
    expect(rows).toEqual([{ id: other.circle }]);
    expect(await names(world)).toBe('Goran Mira');
  });
});
