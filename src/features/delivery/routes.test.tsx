import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import {
  ellie,
  goran,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import type { Seen, Visitor } from '../../../test/visitor.ts';
import { openWorld, origin, type World } from '../../../test/world.ts';
import { hashToken, newId } from '../../kernel/id.ts';
import { joinToken } from '../circle/actions.ts';
import { linkToken, postParty, sendParty, takeBack } from '../invitation/actions.ts';
import { patience, slipCode } from '../invitation/rules.ts';
import { changePeace } from '../peace/actions.ts';
import { limits, use } from '../../platform/web/limits.ts';

const hana = { child: 'Hana', adult: 'Jana', address: null };

/** Maya’s party for all of them, sent and on its way. */
async function underWay(world: World, people = [ellie, luka, noor, goran, hana]) {
  const class1b = await makeClass(world, people);
  const host = await makeParty(world, class1b);
  await world.work();
  return { class1b, host, at: `/parties/${host.party}`, maya: await signedIn(world, ellie.address) };
}

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

async function envelopeOf(world: World, child: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select e.id from envelope e join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id where c.name = $1',
    [child],
  );
  return rows[0]?.id ?? '';
}

async function codeOf(world: World, child: string): Promise<string> {
  return slipCode(world.platform.key, await envelopeOf(world, child), 1);
}

async function rowOf(world: World, child: string) {
  const { rows } = await world.owner.query<Record<string, unknown>>(
    `select how, arrived_at is not null as arrived, with_keeper_at is not null as "withKeeper", tried_at is not null as tried,
       seen_at is not null as seen, sent_at is not null as sent from envelope where id = $1`,
    [await envelopeOf(world, child)],
  );
  return rows[0];
}

async function setRule(world: World, circle: string, preset: string): Promise<void> {
  await world.owner.query("insert into circle_rule values ($1, $2, 50, 'keeper', now())", [circle, preset]);
}

/** The part of a host’s page that leads: who was not reached. */
function unreached({ html }: Seen): string {
  return /<section class="heed unreached">.*?<\/section>/s.exec(html)?.[0] ?? '';
}

describe('slips', () => {
  it('are a sheet for each family without an address: the name outside, and inside all but the door number', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const page = await maya.get(`${at}/slips`);
    expect(page.status).toBe(200);
    const sheets = [...page.html.matchAll(/<article class="slip".*?<\/article>/gs)].map(([sheet]) => sheet);
    expect(sheets).toHaveLength(2);
    const first = sheets.find((sheet) => sheet.includes('Goran')) ?? '';
    const [outside = '', ...inside] = first.split(/<div class="slip-part slip-inside ?">/);
    expect(outside.replace(/<[^>]*>/g, ' ').trim()).toBe('Goran');
    for (const word of [plan.title, plan.area, 'Saturday 12 December', 'Ellie']) {
      expect(inside.join()).toContain(word);
      expect(outside).not.toContain(word);
    }
    const code = await codeOf(world, 'Goran');
    expect(inside.join()).toContain(`${code.slice(0, 5)}-${code.slice(5)}`);
    expect(inside.join()).toContain('/slip');
    for (const secret of [plan.address, ellie.address, 'Mira', 'Hana']) expect(first).not.toContain(secret);
    for (const child of ['Luka', 'Noor']) expect(page.text).not.toContain(child);
    expect((await maya.get(`${at}/slips?envelope=${await envelopeOf(world, 'Hana')}`)).text).not.toContain(
      'Goran',
    );
  });

  it('speak the language of the family, and tell how to fold in that of whoever prints', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    await world.owner.query("update family set language = 'ar'");
    const page = await maya.get(`${at}/slips`);
    expect(page.html).toMatch(/<article class="slip" lang="ar" dir="rtl"/);
    expect(page.text).toContain('Fold back along this line');
    expect(page.text).toContain('رقم البيت يصلكم مع قولكم نعم');
  });

  it('are there as soon as links open, and not before or after the party', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, undefined, false);
    const maya = await signedIn(world, ellie.address);
    const look = async () => (await maya.get(`/parties/${host.party}/slips`)).path;
    expect(await look()).not.toMatch(/slips$/);
    await sendParty(world.platform, host);
    expect(await look()).not.toMatch(/slips$/);
    await postParty(world.platform, host);
    expect(await look()).toMatch(/slips$/);
    world.pass({ hours: 24 * 9 });
    expect(await look()).not.toMatch(/slips$/);
  });

  it('are said before sending, and on the host’s page they lead with the way on', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const lead = unreached(await maya.get(at));
    expect(lead).toContain('Print 2 slips');
    expect(lead).toContain('aria-label="Send a message: Goran"');
    expect(lead).not.toContain('Luka');
  });
});

describe('a code from a paper', () => {
  it('opens what the envelope’s button opens, however it is typed', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    expect((await world.visitor().get('/slip')).text).toContain('Type the code from your paper');
    expect((await rowOf(world, 'Goran'))?.['seen']).toBe(false);
    const code = await codeOf(world, 'Goran');
    const guest = world.visitor();
    const typed = ` ${code.slice(0, 3).toLowerCase()} ${code.slice(3).replaceAll('0', 'o').replaceAll('1', 'L')}.`;
    const page = await guest.post('/slip', { code: typed });
    expect(page.path).toBe(`/invitations/${await envelopeOf(world, 'Goran')}`);
    expect(page.text).toContain('Hello, family of Goran');
    expect((await rowOf(world, 'Goran'))?.['seen']).toBe(true);
    expect((await world.owner.query('select from limited_use')).rowCount).toBe(0);
    expect(unreached(await maya.get(at))).not.toContain('Goran');
  });

  it('that is wrong, sealed, taken back, renewed or of a family in peace is one and the same sentence', async () => {
    const world = await openWorld();
    const { key } = world.platform;
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Goran'], false);
    await sendParty(world.platform, host);
    const code = await codeOf(world, 'Goran');
    let from = 0;
    const ask = async (typed: string) => {
      const { status, html, headers } = await world
        .visitor()
        .post('/slip', { code: typed }, { 'x-forwarded-for': `198.51.100.${(from += 1)}` });
      return { status, html: html.replace(typed, ''), headers: [...headers] };
    };
    const wrong = await ask('00000-00000');
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('No invitation opens with this code');
    expect(await ask(code)).toEqual(wrong);
    await takeBack(world.platform, host);
    expect(await ask(code)).toEqual(wrong);
    await sendParty(world.platform, host);
    await postParty(world.platform, host);
    const envelope = await envelopeOf(world, 'Goran');
    expect(await ask(slipCode(key, envelope, 2))).toEqual(wrong);
    await world.owner.query("update envelope set quiet = true, how = 'mail'");
    expect(await ask(slipCode(key, envelope, 1))).toEqual(wrong);
    expect((await world.visitor().post('/slip', { code: '' })).text).toContain('Please type the code');
  });

  it('is looked at ten times wrong an hour from one network, and then not even when it is right', async () => {
    const world = await openWorld();
    await underWay(world);
    const right = await codeOf(world, 'Goran');
    const here = { 'x-forwarded-for': '198.51.100.7' };
    const ask = (code: string, from = here) => world.visitor().post('/slip', { code }, from);
    const statuses: number[] = [];
    for (let time = 0; time < limits.slip.most + 2; time += 1)
      statuses.push((await ask('00000-00000')).status);
    expect(statuses).toEqual([...Array.from({ length: limits.slip.most }, () => 422), 429, 429]);
    const locked = await ask(right);
    expect([locked.status, locked.text]).toEqual([429, expect.stringContaining('try again in an hour')]);
    // The same house behind another address of its network; and somebody else, who is not locked out by it.
    const v6 = { 'x-forwarded-for': '2001:db8:1:2::1' };
    for (let time = 0; time < limits.slip.most; time += 1) await ask('00000-00000', v6);
    expect((await ask(right, { 'x-forwarded-for': '2001:db8:1:2:ffff::2' })).status).toBe(429);
    expect((await rowOf(world, 'Goran'))?.['seen']).toBe(false);
    expect((await ask(await codeOf(world, 'Hana'), { 'x-forwarded-for': '198.51.100.8' })).status).toBe(200);
    world.pass({ minutes: 61 });
    expect((await ask(right)).status).toBe(200);
  });

  it('is not guessed faster by asking many at once, and a finger that slipped is no guess', async () => {
    const world = await openWorld();
    await underWay(world);
    for (let time = 0; time < 30; time += 1)
      expect((await world.visitor().post('/slip', { code: 'ABC' })).status).toBe(422);
    const codes = Array.from({ length: 40 }, (_, place) => `0000000${String(place).padStart(3, '0')}`);
    const statuses = (await Promise.all(codes.map((code) => world.visitor().post('/slip', { code })))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(limits.slip.most);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  it('is not looked at by anybody while all networks together were wrong too often', async () => {
    const world = await openWorld();
    await underWay(world);
    await use(world.platform, 'slips', 'all');
    await world.owner.query(
      `insert into limited_use select gen_random_uuid(), what, whom, used_at from limited_use, generate_series(2, $1::int)`,
      [limits.slips.most],
    );
    const code = await codeOf(world, 'Goran');
    expect((await world.visitor().post('/slip', { code })).status).toBe(429);
  });

  it('cannot be found in a stolen database, and no address of whoever tried', async () => {
    const world = await openWorld();
    await underWay(world);
    await world.visitor().post('/slip', { code: '00000-00000' }, { 'x-forwarded-for': '198.51.100.7' });
    const all = JSON.stringify(await dump(world.owner));
    const code = await codeOf(world, 'Goran');
    for (const secret of [
      code,
      hashToken(code).toString('hex'),
      '198.51.100.7',
      hashToken('198.51.100.7').toString('hex'),
    ])
      expect(all).not.toContain(secret);
    const { rows } = await world.owner.query<{ hash: Buffer }>('select code_hash as hash from envelope');
    for (const { hash } of rows) expect(hash).toHaveLength(16);
  });
});

describe('a way of the host’s own', () => {
  it('has a message ready in the family’s language, with its link and no number or address of anybody', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const envelope = await envelopeOf(world, 'Goran');
    const page = await maya.post(`${at}/deliveries`, { envelope, how: 'hand' });
    expect(page.path).toBe(`${at}/deliveries/${envelope}`);
    const link = `${origin}/i/${linkToken(world.platform.key, envelope, 1)}`;
    expect(page.text).toContain(`Hello, family of Goran. Ellie would love Goran to come: ${plan.title}.`);
    expect(page.text).toContain(link);
    expect(page.html).toContain(`href="https://wa.me/?text=Hello`);
    expect(page.html).toContain(`href="sms:?&amp;body=Hello`);
    // Those two lead away when they are pressed; the page itself asks nobody.
    expect([...page.html.matchAll(/(?:src|action)="(?:https?:)?\/\//g)]).toEqual([]);
    for (const secret of [plan.address, ellie.address]) expect(page.html).not.toContain(secret);
    expect((await world.visitor().get(new URL(link).pathname)).text).toContain(
      'An invitation for your family',
    );
    expect((await rowOf(world, 'Goran'))?.['how']).toBe('hand');
  });

  it('is told by one press, and then the child is not among those who were not reached', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const envelope = await envelopeOf(world, 'Goran');
    const page = await maya.post(`${at}/deliveries`, { envelope, given: 'yes' });
    expect(page.path).toBe(at);
    expect(unreached(page)).not.toContain('Goran');
    expect(unreached(page)).toContain('Hana');
    expect(page.text).toContain('given over');
    expect(await rowOf(world, 'Goran')).toMatchObject({ how: 'slip', arrived: true, seen: false });
    expect((await maya.get(`${at}/deliveries/${envelope}`)).text).toContain('The family has it.');
  });

  it('tries the mail again when there is an address by now, and says so when there is none', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    const envelope = await envelopeOf(world, 'Goran');
    const none = await maya.post(`${at}/deliveries`, { envelope, how: 'mail' });
    expect([none.status, none.text]).toEqual([409, expect.stringContaining('There is no e-mail address')]);
    await world.owner.query("update adult set address = 'mira@families.example' where family_id = $1", [
      class1b.families.get('Goran'),
    ]);
    await maya.post(`${at}/deliveries`, { envelope, how: 'mail' });
    await world.work();
    expect(await linkTo(world, 'mira@families.example')).toContain('/i/');
    expect(await rowOf(world, 'Goran')).toMatchObject({ how: 'mail', sent: true });
  });

  it('is refused for what went by mail, is opened, answered or off, and there is nobody else’s', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const hand = async (child: string) =>
      maya.post(`${at}/deliveries`, { envelope: await envelopeOf(world, child), how: 'hand' });
    const mailed = await hand('Luka');
    expect([mailed.status, mailed.text]).toEqual([409, expect.stringContaining('This one goes by mail.')]);
    expect(mailed.text).not.toContain('/i/');
    await world.visitor().post(await linkTo(world, luka.address));
    expect((await hand('Luka')).text).toContain('already');
    await world.visitor().post('/slip', { code: await codeOf(world, 'Goran') });
    expect((await hand('Goran')).status).toBe(409);
    const nothing = await maya.post(`${at}/deliveries`, { envelope: await envelopeOf(world, 'Hana') });
    expect([nothing.status, nothing.text]).toEqual([422, expect.stringContaining('Please choose a way.')]);
    const other = await makeParty(world, await makeClass(world, undefined, 'Class 2A'), ['Luka']);
    const { rows } = await world.owner.query<{ id: string }>('select id from envelope where party_id = $1', [
      other.party,
    ]);
    for (const envelope of [newId(), rows[0]?.id ?? '', 'x', ''])
      expect((await maya.post(`${at}/deliveries`, { envelope, how: 'hand' })).status, envelope).toBe(404);
    await maya.post(`${at}/cancellations`);
    expect((await hand('Hana')).status).toBe(409);
  });
});

describe('the keeper', () => {
  it('is asked to pass a slip on: one mail without a party’s name, and a pile of names', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    const anjali = await signedIn(world, keeper);
    const pile = `/circles/${class1b.circle}/slips`;
    expect((await anjali.get('/')).html).not.toContain(pile);
    for (const child of ['Goran', 'Hana'])
      await maya.post(`${at}/deliveries`, { envelope: await envelopeOf(world, child), how: 'keeper' });
    expect((await maya.get(`${at}/slips`)).text).toContain('There is no slip to print');
    world.pass({ minutes: 15 });
    await world.work();
    const mails = (await world.mails(keeper)).filter(({ subject }) => subject.includes('Slips'));
    expect(mails).toHaveLength(1);
    for (const word of [plan.title, 'Ellie', 'Goran']) expect(mails[0]?.html).not.toContain(word);
    expect((await anjali.get('/')).html).toContain(pile);
    const page = await anjali.get(pile);
    expect(page.text).toContain('2 slips wait');
    expect(page.html).toContain('class="slips closed"');
    expect(page.html).not.toContain(plan.address);
    const envelopes = [...page.html.matchAll(/name="envelope" value="([^"]+)"/g)].map(([, id]) => id ?? '');
    const given = await anjali.post(pile, { envelope: envelopes.slice(0, 1) });
    expect(given.text).toContain('One slip waits');
    await anjali.post(pile, { envelope: envelopes });
    expect(await rowOf(world, 'Goran')).toMatchObject({ arrived: true, withKeeper: true });
    expect(unreached(await maya.get(at))).toBe('');
  });

  it('marks no envelope that was not in the pile', async () => {
    const world = await openWorld();
    const { class1b } = await underWay(world);
    const anjali = await signedIn(world, keeper);
    const envelopes = await Promise.all(['Goran', 'Luka'].map((child) => envelopeOf(world, child)));
    await anjali.post(`/circles/${class1b.circle}/slips`, { envelope: [...envelopes, newId(), 'x'] });
    expect((await world.owner.query('select from envelope where arrived_at is not null')).rowCount).toBe(0);
  });

  it('hands out everything where the rule is that only the teacher does, also to who joins later', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await world.work();
    await setRule(world, class1b.circle, 'teacher');
    const host = await makeParty(world, class1b);
    const maya = await signedIn(world, ellie.address);
    const anjali = await signedIn(world, keeper);
    await anjali.post(`/circles/${class1b.circle}/families`, {
      children: 'Ibo',
      'adult-name-1': 'Sevgi',
      'adult-address-1': 'sevgi@street.example',
    });
    await world.work();
    world.pass({ minutes: 20 });
    await world.work();
    const invited = (await world.mails()).filter(({ subject }) => subject.includes('invites'));
    expect(invited).toEqual([]);
    expect((await anjali.get(`/circles/${class1b.circle}/slips`)).text).toContain('4 slips wait');
    expect((await world.mails(keeper)).filter(({ subject }) => subject.includes('Slips'))).toHaveLength(1);
    const page = await maya.get(`/parties/${host.party}`);
    expect(page.text).toContain('the keeper of the list hands out the invitations');
    expect(unreached(page)).not.toContain('/deliveries');
    const envelope = await envelopeOf(world, 'Luka');
    const own = await maya.post(`/parties/${host.party}/deliveries`, { envelope, how: 'hand' });
    expect([own.status, own.text]).toEqual([409, expect.stringContaining('passes this one on')]);
    expect((await maya.get(`/parties/${host.party}/slips`)).text).not.toContain('Luka');
  });
});

describe('a family that has not opened after two days', () => {
  async function afterTwoDays(world: World, takes: Record<string, string>) {
    const party = await underWay(world);
    for (const [child, set] of Object.entries(takes))
      await world.owner.query(`update family set ${set} where id = $1`, [party.class1b.families.get(child)]);
    world.pass(patience);
    const done = await world.work();
    return { ...party, done };
  }

  async function tellings(world: World): Promise<string[]> {
    return (await world.mails(ellie.address))
      .map(({ subject }) => subject)
      .filter((one) => one.includes('opened'));
  }

  it('is tried once by another way that it allowed, and its host is told once for all of them', async () => {
    const world = await openWorld();
    const { maya, at } = await afterTwoDays(world, { Luka: 'takes_message = true' });
    expect(await rowOf(world, 'Luka')).toMatchObject({ how: 'hand', tried: true });
    expect(await rowOf(world, 'Noor')).toMatchObject({ how: 'slip', tried: true });
    expect(await tellings(world)).toEqual(['2 families have not opened their invitations yet']);
    const lead = unreached(await maya.get(at));
    expect(lead).toContain('by message, not given yet');
    expect(lead).toContain(`/deliveries/${await envelopeOf(world, 'Luka')}`);
    expect(lead).toContain('Print 3 slips');
    await maya.post(`${at}/deliveries`, { envelope: await envelopeOf(world, 'Luka'), given: 'yes' });
    world.pass(patience);
    await world.work();
    expect(await tellings(world)).toHaveLength(1);
    expect(await rowOf(world, 'Luka')).toMatchObject({ how: 'hand', arrived: true });
  });

  it('is left as it is when it allowed no other way, and the host’s page says so', async () => {
    const world = await openWorld();
    const none = 'takes_slip = false, takes_message = false';
    const { maya, at } = await afterTwoDays(world, { Luka: none, Noor: none });
    expect(await rowOf(world, 'Luka')).toMatchObject({ how: 'mail', tried: true });
    expect(await tellings(world)).toEqual([]);
    const page = await maya.get(at);
    expect(page.text).toContain('mail not opened');
    const own = await maya.get(`${at}/deliveries/${await envelopeOf(world, 'Luka')}`);
    expect(own.text).toContain('The family wants no other way.');
    expect(own.text).not.toContain('/i/');
  });

  it('is not tried when it has opened or answered, when the party is off, and not before the time is over', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    await world.visitor().post(await linkTo(world, luka.address));
    await maya.post(`${at}/answers`, {
      envelope: await envelopeOf(world, 'Noor'),
      child: await childNamed(world, 'Noor'),
      says: 'no',
    });
    world.pass(patience.subtract({ minutes: 1 }));
    expect(await world.work()).not.toContain('party.try_again');
    world.pass({ minutes: 1 });
    expect(await world.work()).toContain('party.try_again');
    for (const child of ['Luka', 'Noor'])
      expect(await rowOf(world, child)).toMatchObject({ how: 'mail', tried: false });
    const other = await openWorld();
    const off = await underWay(other);
    await off.maya.post(`${off.at}/cancellations`);
    other.pass(patience);
    await other.work();
    expect(await rowOf(other, 'Luka')).toMatchObject({ how: 'mail', tried: false });
  });

  async function childNamed(world: World, name: string): Promise<string> {
    const { rows } = await world.owner.query<{ id: string }>('select id from child where name = $1', [name]);
    return rows[0]?.id ?? '';
  }
});

describe('a family in peace', () => {
  /** The party is sealed for two pairs of families that are alike, one of each pair in peace. */
  async function withPeace(world: World, preset?: string) {
    const people = [ellie, luka, noor, goran, hana];
    const class1b = await makeClass(world, people);
    if (preset) await setRule(world, class1b.circle, preset);
    await world.work();
    const host = await makeParty(world, class1b, undefined, false);
    await sendParty(world.platform, host);
    for (const child of ['Noor', 'Hana']) {
      const of = { circle: class1b.circle, family: class1b.families.get(child) ?? '' };
      await changePeace(world.platform, of, { kind: 'circle', host: null }, true);
    }
    await postParty(world.platform, host);
    world.pass({ minutes: 20 });
    await world.work();
    return { class1b, at: `/parties/${host.party}`, maya: await signedIn(world, ellie.address) };
  }

  /** What somebody sees, with the one child’s names and ids in the place of the other’s. */
  async function as(world: World, seen: Seen, child: string, other: string) {
    const [mine, theirs] = [await envelopeOf(world, child), await envelopeOf(world, other)];
    const hide = (text: string): string =>
      text.replaceAll(mine, theirs).replaceAll(child, other).replaceAll('Karim', 'Ivan');
    return { status: seen.status, path: hide(seen.path), html: hide(seen.html) };
  }

  it('looks to its host like one that got mail, whatever the host presses', async () => {
    const world = await openWorld();
    const { maya, at } = await withPeace(world);
    const presses = [{ how: 'slip' }, { how: 'hand' }, { how: 'keeper' }, { how: 'mail' }, { given: 'yes' }];
    for (const press of presses) {
      const loud = await maya.post(`${at}/deliveries`, {
        envelope: await envelopeOf(world, 'Luka'),
        ...press,
      });
      const quiet = await maya.post(`${at}/deliveries`, {
        envelope: await envelopeOf(world, 'Noor'),
        ...press,
      });
      expect(await as(world, quiet, 'Noor', 'Luka')).toEqual(await as(world, loud, 'Luka', 'Luka'));
    }
    const pages = await Promise.all(
      ['Luka', 'Noor'].map(async (child) => maya.get(`${at}/deliveries/${await envelopeOf(world, child)}`)),
    );
    const [loud, quiet] = pages;
    expect(loud && (await as(world, loud, 'Luka', 'Luka'))).toEqual(
      quiet && (await as(world, quiet, 'Noor', 'Luka')),
    );
    expect((await world.mails(noor.address)).filter(({ subject }) => subject.includes('invites'))).toEqual(
      [],
    );
  });

  it('without an address is on paper like any other: a slip that is missing would tell', async () => {
    const world = await openWorld();
    const { maya, at } = await withPeace(world);
    const board = await maya.get(at);
    const slips = await maya.get(`${at}/slips`);
    for (const child of ['Goran', 'Hana']) {
      expect(unreached(board)).toContain(child);
      expect(slips.text).toContain(child);
    }
    const loud = await maya.get(`${at}/slips?envelope=${await envelopeOf(world, 'Goran')}`);
    expect(loud.text).toContain('Goran');
  });

  it('is not tried by another way, and not counted in what the host is told', async () => {
    const world = await openWorld();
    await withPeace(world);
    world.pass(patience);
    await world.work();
    expect(await rowOf(world, 'Noor')).toMatchObject({ how: 'mail', tried: false });
    expect((await world.mails(ellie.address)).map(({ subject }) => subject)).toContain(
      'One family has not opened its invitation yet',
    );
  });

  it('has its slip with the others where only the teacher delivers', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await withPeace(world, 'teacher');
    const look = async (): Promise<boolean[]> => {
      const lead = unreached(await maya.get(at));
      return ['Luka', 'Noor', 'Goran', 'Hana'].map((child) => lead.includes(child));
    };
    expect(await look()).toEqual([true, true, true, true]);
    const anjali = await signedIn(world, keeper);
    const pile = await anjali.get(`/circles/${class1b.circle}/slips`);
    const envelopes = [...pile.html.matchAll(/name="envelope" value="([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(envelopes).toHaveLength(4);
    await anjali.post(`/circles/${class1b.circle}/slips`, { envelope: envelopes });
    expect(await look()).toEqual([false, false, false, false]);
  });
});

describe('the ways that a family allows', () => {
  it('are asked when it joins, and kept', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const join = `/join/${joinToken(world.platform.key, class1b.circle, 1)}`;
    const page = await world.visitor().get(join);
    expect(page.html).toMatch(/name="takesSlip" value="yes" checked/);
    expect(page.html).not.toMatch(/name="takesMessage" value="yes" checked/);
    await world
      .visitor()
      .post(join, { children: 'Ibo', 'adult-name-1': 'Sevgi', ways: 'asked', takesMessage: 'yes' });
    const { rows } = await world.owner.query<{ id: string }>('select id from join_request');
    const anjali = await signedIn(world, keeper);
    await anjali.post(`/circles/${class1b.circle}/requests/${rows[0]?.id}/welcome`);
    const { rows: families } = await world.owner.query(
      "select takes_slip, takes_message from family f join adult a on a.family_id = f.id where a.name = 'Sevgi'",
    );
    expect(families).toEqual([{ takes_slip: false, takes_message: true }]);
  });

  it('can be changed on its invitation, by it alone', async () => {
    const world = await openWorld();
    const { maya } = await underWay(world);
    const guest = world.visitor();
    const { path } = await guest.post(await linkTo(world, luka.address));
    expect((await guest.get(path)).html).toContain(`${path}/ways`);
    expect((await guest.get(`${path}/ways`)).text).not.toContain('Leave your e-mail address');
    const saved = await guest.post(`${path}/ways`, { ways: 'asked', takesMessage: 'yes' });
    expect(saved.text).toContain('Saved');
    const { rows } = await world.owner.query(
      'select takes_slip, takes_message from family where takes_message',
    );
    expect(rows).toEqual([{ takes_slip: false, takes_message: true }]);
    expect((await maya.post(`${path}/ways`, { takesSlip: 'yes' })).status).toBe(404);
  });
});

describe('an address for next time', () => {
  async function left(world: World, address = 'mira@families.example') {
    const party = await underWay(world);
    const guest = world.visitor();
    const { path } = await guest.post('/slip', { code: await codeOf(world, 'Goran') });
    const page = await guest.get(path);
    const answer = await guest.post(`${path}/address`, { address });
    return { ...party, guest, path, page, answer, circle: `/circles/${party.class1b.circle}` };
  }

  async function partyOf(world: World): Promise<string> {
    return (await world.owner.query<{ id: string }>('select id from party')).rows[0]?.id ?? '';
  }

  async function addresses(world: World): Promise<(string | null)[]> {
    const { rows } = await world.owner.query<{ address: string | null }>(
      "select address from adult where name = 'Mira'",
    );
    return rows.map(({ address }) => address);
  }

  it('is asked for until it was left: then the invitation says that it waits, or nothing more', async () => {
    const world = await openWorld();
    const { guest, path, circle } = await left(world);
    const waits = await guest.get(path);
    expect(waits.text).toContain('Your address is waiting');
    expect(waits.html).not.toContain('address-card');
    const anjali = await signedIn(world, keeper);
    const offer = /offers\/([0-9a-f-]+)\/welcome/.exec((await anjali.get(circle)).html)?.[1] ?? '';
    await anjali.post(`${circle}/offers/${offer}/welcome`);
    world.platform.news.tellHere(await partyOf(world));
    const known = await guest.get(path);
    expect(known.text).not.toContain('Your address is waiting');
    expect(known.html).not.toContain('address-card');
  });

  it('waits for the keeper, for whoever finds a slip could leave one too', async () => {
    const world = await openWorld();
    const { page, answer, circle } = await left(world);
    expect(page.text).toContain('Leave your e-mail address');
    expect(answer.text).toContain('Your address is waiting');
    await world.work();
    // At once it would say which family has just got an invitation.
    expect((await world.mails(keeper)).filter(({ subject }) => subject.includes('address'))).toEqual([]);
    world.pass({ hours: 25 });
    await world.work();
    expect(await addresses(world)).toEqual([null]);
    expect((await world.mails('mira@families.example')).length).toBe(0);
    expect((await world.mails(keeper)).map(({ subject }) => subject)).toContain(
      'An address for the list of \u2068Class 1B\u2069',
    );
    const anjali = await signedIn(world, keeper);
    const kept = await anjali.get(circle);
    expect(kept.text).toContain('mira@families.example');
    expect(kept.html).toContain('aria-label="It is theirs: Goran"');
    const offer = /offers\/([0-9a-f-]+)\/welcome/.exec(kept.html)?.[1] ?? '';
    expect((await anjali.post(`${circle}/offers/${offer}/welcome`)).text).toContain(
      'can be reached by mail now',
    );
    expect(await addresses(world)).toEqual(['mira@families.example']);
    await world.work();
    expect((await world.mails('mira@families.example'))[0]?.subject).toContain('on the list');
    const again = await anjali.post(`${circle}/offers/${offer}/welcome`);
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('already taken care of')]);
  });

  it('is gone when the keeper does not know it, and nothing has changed', async () => {
    const world = await openWorld();
    const { circle } = await left(world, 'finder@elsewhere.example');
    const anjali = await signedIn(world, keeper);
    const offer = /offers\/([0-9a-f-]+)\/refusal/.exec((await anjali.get(circle)).html)?.[1] ?? '';
    await anjali.post(`${circle}/offers/${offer}/refusal`);
    expect(await addresses(world)).toEqual([null]);
    expect((await world.owner.query('select from address_offer')).rowCount).toBe(0);
    await world.work();
    expect((await world.mails('finder@elsewhere.example')).length).toBe(0);
  });

  it('is the newest one, told to the keeper once; a wrong one comes back with what was typed', async () => {
    const world = await openWorld();
    const { guest, path } = await left(world);
    await guest.post(`${path}/address`, { address: 'mira@other.example' });
    const { rows } = await world.owner.query<{ address: string }>('select address from address_offer');
    expect(rows).toEqual([{ address: 'mira@other.example' }]);
    world.pass({ hours: 25 });
    await world.work();
    expect((await world.mails(keeper)).filter(({ subject }) => subject.includes('address'))).toHaveLength(1);
    const wrong = await guest.post(`${path}/address`, { address: 'mira at home' });
    expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('value="mira at home"')]);
  });

  it('is not taken from a family that has one', async () => {
    const world = await openWorld();
    await underWay(world);
    const guest = world.visitor();
    const { path } = await guest.post(await linkTo(world, luka.address));
    const refused = await guest.post(`${path}/address`, { address: 'thief@elsewhere.example' });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('There is an address')]);
    expect((await world.owner.query('select from address_offer')).rowCount).toBe(0);
  });
});
