import { describe, expect, it } from 'vitest';
import { inCircle } from '../../platform/database/database.ts';
import { addFamily } from '../circle/actions.ts';
import {
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type ReadMail, type World } from '../../../test/world.ts';
import { findParty } from '../party/store.ts';

const typed = { ...plan, kind: 'birthday' };
const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };

/** Ellie's party, with Luka's yes, Noor's no, Ibo silent and Goran on paper. */
async function underWay(world: World, send = true) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, ibo]);
  const host = await makeParty(world, class1b, undefined, send);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function answered(world: World) {
  const all = await underWay(world);
  const [lukas, noors] = [world.visitor(), world.visitor()];
  const page = await lukas.post(await linkTo(world, luka.address), { a: 'yes' });
  const noorsPage = await noors.post(await linkTo(world, noor.address), { a: 'no' });
  await world.work();
  return { ...all, lukas, noors, page, noorsPage, child: hidden(page.html, 'child') };
}

/** Looks at a change and saves what was looked at. */
async function change(visitor: Visitor, at: string, fields: Record<string, string>): Promise<Seen> {
  const look = await visitor.post(`${at}/changes`, { ...typed, ...fields });
  const digest = hidden(look.html, 'digest');
  return visitor.post(`${at}/changes`, { ...typed, ...fields, digest, save: 'yes' });
}

async function standing(world: World, { circle, party }: { circle: string; party: string }) {
  const found = await inCircle(world.platform.db, circle, (tx) => findParty(tx, { circle, party }));
  return { title: found?.plan?.title, date: found?.plan?.startsAt.toString(), revision: found?.revision };
}

async function envelopeOf(
  world: World,
  child: string,
): Promise<{ id: string; seen: number; told: Date | null }> {
  const { rows } = await world.owner.query<{ id: string; seen: number; told: Date | null }>(
    `select e.id, e.seen_revision as seen, e.told_at as told from envelope e
     join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id where c.name = $1`,
    [child],
  );
  return rows[0] ?? { id: '', seen: -1, told: null };
}

async function news(world: World): Promise<ReadMail[]> {
  return (await world.mails()).filter(({ subject }) => /^(Moved|New place|Changed|As before)/.test(subject));
}

describe('a plan that was sent', () => {
  it('is changed in the form that it was made in, filled with what stands', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const form = await maya.get(`${at}/changes`);
    expect(form.status).toBe(200);
    for (const value of ['2026-12-12', '15:00', '17:00', plan.area, plan.address, plan.title])
      expect(form.html).toContain(`value="${value}"`);
    expect(form.html).not.toContain('name="child"');
    expect((await maya.get(at)).html).toContain(`${at}/changes`);
  });

  it('is looked at before it is saved: what changes, that it is news, and who will be told', async () => {
    const world = await openWorld();
    const { maya, at, host } = await underWay(world);
    const look = await maya.post(`${at}/changes`, {
      ...typed,
      date: '2026-12-13',
      greeting: 'Come <b>soon</b>.',
    });
    expect(look.status).toBe(200);
    expect(look.text).toContain('This is what changes');
    expect(look.text).toMatch(/Before: Saturday,? 12 December.*Now: Sunday,? 13 December/);
    expect(look.text).toContain('This is news for your guests');
    expect(look.text).toContain('4 families are told: 3 by mail, one on paper.');
    expect(look.text).toContain('One family has no e-mail: please tell it yourself.');
    expect(look.html).toContain('name="greeting" value="Come &lt;b&gt;soon&lt;/b&gt;."');
    expect(await standing(world, host)).toMatchObject({ date: '2026-12-12T15:00:00Z', revision: 0 });
    // Back to the fields, with all that was typed.
    const back = await maya.post(`${at}/changes`, { ...typed, date: '2026-12-13', back: 'yes' });
    expect(back.html).toContain('value="2026-12-13"');
  });

  it('says what is wrong at its field and keeps what was typed', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const wrong = await maya.post(`${at}/changes`, {
      ...typed,
      date: '2026-12-01',
      title: '',
      greeting: 'Typed.',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please say in a few words what it is.');
    expect(wrong.text).toContain('This day or hour is already over.');
    expect(wrong.html).toContain('Typed.');
    const saved = await maya.post(`${at}/changes`, {
      ...typed,
      date: '2026-12-01',
      save: 'yes',
      digest: 'x',
    });
    expect(saved.status).toBe(422);
  });

  it('that has begun can be corrected, but moves to no hour that is over', async () => {
    const world = await openWorld();
    const { maya, at, host } = await underWay(world);
    world.pass({ hours: 24 * 8 + 4 });
    await change(maya, at, { title: 'Ellie is five' });
    expect(await standing(world, host)).toMatchObject({ title: 'Ellie is five' });
    expect((await maya.post(`${at}/changes`, { ...typed, starts: '15:30' })).status).toBe(422);
    expect((await maya.post(`${at}/changes`, { ...typed, ends: '15:45' })).status).toBe(422);
    expect((await maya.post(`${at}/changes`, { ...typed, ends: '18:00' })).status).toBe(200);
  });

  it('is not changed when it is a draft, over or called off', async () => {
    const world = await openWorld();
    const { maya, at, host, class1b } = await underWay(world);
    const draft = `/parties/${(await makeParty(world, class1b, undefined, false)).party}`;
    expect((await maya.get(`${draft}/changes`)).path).toBe(`${draft}/plan`);
    const refused = [await maya.post(`${draft}/changes`, { ...typed, title: 'Other', save: 'yes' })];
    const before = await standing(world, host);
    await maya.post(`${at}/cancellations`);
    refused.push(await maya.post(`${at}/changes`, { ...typed, title: 'Other', save: 'yes' }));
    expect((await maya.get(`${at}/changes`)).path).toBe(at);
    const other = await makeParty(world, class1b);
    world.pass({ hours: 24 * 9 });
    refused.push(
      await maya.post(`/parties/${other.party}/changes`, { ...typed, title: 'Other', save: 'yes' }),
    );
    for (const page of refused)
      expect([page.status, page.text]).toEqual([409, expect.stringContaining('can no longer be changed')]);
    expect((await standing(world, host)).title).toBe(before.title);
  });

  it('is saved as it was looked at, or looked at again', async () => {
    const world = await openWorld();
    const { maya, at, host, class1b } = await underWay(world);
    const mine = { ...typed, date: '2026-12-13', greeting: 'Mine.' };
    const digest = hidden((await maya.post(`${at}/changes`, mine)).html, 'digest');
    await change(maya, at, { title: 'Another title' });
    const late = await maya.post(`${at}/changes`, { ...mine, digest, save: 'yes' });
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('Please look once more.')]);
    expect(late.html).toContain('name="greeting" value="Mine."');
    expect(await standing(world, host)).toMatchObject({ title: 'Another title', revision: 0 });
    // Another guest is another look too.
    const again = hidden(late.html, 'digest');
    const family = {
      language: null,
      adults: [{ name: 'Jo', address: 'jo@x.example', phone: null }],
      kept: [],
      added: ['Ana'],
    };
    await addFamily(world.platform, class1b.keeper, family);
    await world.work();
    const more = await maya.post(`${at}/changes`, { ...mine, digest: again, save: 'yes' });
    expect([more.status, more.text]).toEqual([409, expect.stringContaining('5 families are told')]);
    await maya.post(`${at}/changes`, { ...mine, digest: hidden(more.html, 'digest'), save: 'yes' });
    expect(await standing(world, host)).toMatchObject({ date: '2026-12-13T15:00:00Z', revision: 1 });
  });

  it('changed by two hosts at once is changed by one; the other looks again', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const changes = ['13', '14', '15', '16'].map((day) => ({ ...typed, date: `2026-12-${day}` }));
    const looks = await Promise.all(changes.map((fields) => maya.post(`${at}/changes`, fields)));
    const saved = await Promise.all(
      changes.map((fields, place) =>
        maya.post(`${at}/changes`, {
          ...fields,
          digest: hidden(looks[place]?.html ?? '', 'digest'),
          save: 'yes',
        }),
      ),
    );
    expect(saved.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 409, 409, 409,
    ]);
    const { rows } = await world.owner.query('select revision from notice');
    expect(rows).toEqual([{ revision: 1 }]);
    await world.work();
    expect(await news(world)).toHaveLength(3);
  });

  it('within the minute of grace just changes, and nobody needs to be told', async () => {
    const world = await openWorld();
    const { maya, at, host } = await underWay(world, false);
    await maya.post(`${at}/sendings`);
    const look = await maya.post(`${at}/changes`, { ...typed, date: '2026-12-13' });
    expect(look.text).toContain('nobody needs to be told');
    await change(maya, at, { date: '2026-12-13' });
    expect(await standing(world, host)).toMatchObject({ date: '2026-12-13T15:00:00Z', revision: 0 });
    // What became a draft again is the changed one.
    await maya.post(`${at}/sendings/return`);
    expect((await maya.get(`${at}/plan`)).html).toContain('value="2026-12-13"');
    await maya.post(`${at}/sendings`);
    const late = await maya.post(`${at}/changes`, { ...typed, date: '2026-12-14' });
    await maya.post(`${at}/sendings/now`);
    await world.work();
    expect(await news(world)).toEqual([]);
    // Sent in between, it is news.
    const digest = hidden(late.html, 'digest');
    const saved = await maya.post(`${at}/changes`, { ...typed, date: '2026-12-14', digest, save: 'yes' });
    expect([saved.status, saved.text]).toEqual([409, expect.stringContaining('This is news')]);
  });
});

describe('a small correction', () => {
  it('is told to nobody, and shows on the pages at once', async () => {
    const world = await openWorld();
    const { maya, at, host, lukas, page } = await answered(world);
    const fields = { greeting: 'Come and sing.', address: '12 maple street,', title: 'Ellie turns five' };
    expect((await maya.post(`${at}/changes`, { ...typed, ...fields })).text).toContain('Nobody gets a mail.');
    await change(maya, at, fields);
    expect(await standing(world, host)).toMatchObject({ title: 'Ellie turns five', revision: 0 });
    const seen = await lukas.get(page.path);
    expect(seen.text).toContain('Come and sing.');
    expect(seen.text).toContain('12 maple street,');
    expect(seen.text).toContain('Lovely, Luka is coming');
    await world.work();
    expect(await news(world)).toEqual([]);
  });
});

describe('a party that moves', () => {
  it('is told to everybody with an address, whatever they answered, once, with what stood and what stands', async () => {
    const world = await openWorld();
    const { maya, at } = await answered(world);
    await change(maya, at, { date: '2026-12-13' });
    await world.work();
    await world.work();
    const mails = await news(world);
    expect(mails.map(({ to }) => to).toSorted()).toEqual(
      [luka.address, noor.address, ibo.address].toSorted(),
    );
    const { rows } = await world.owner.query("select 1 from mailbox_message where subject like 'Moved%'");
    expect(rows).toHaveLength(3);
    for (const { to, subject, text, html } of mails) {
      expect(subject.replace(/[\u2068\u2069]/g, '')).toBe('Moved: Ellie is turning five');
      expect(text).toMatch(/When: Sunday,? 13 December/);
      expect(text).toMatch(/Before: Saturday,? 12 December/);
      expect(text.match(/\/i\/[\w-]+/g)).toHaveLength(1);
      expect(text).not.toContain('?a=');
      for (const other of [luka, noor, goran, ibo].filter(({ address }) => address !== to))
        expect(text + html).not.toContain(other.child);
    }
    const of = (address: string): string => mails.find(({ to }) => to === address)?.text ?? '';
    expect(of(luka.address).replace(/[\u2068\u2069]/g, '')).toContain(
      'You said yes to the old plan for Luka.',
    );
    expect(of(noor.address)).toContain('You need not do anything.');
    expect(of(ibo.address)).not.toContain('old plan');
  });

  it('has in each mail a calendar part of the same name, a higher number and a newer stamp', async () => {
    const world = await openWorld();
    const { maya, at } = await answered(world);
    const field = (text: string | null | undefined, name: string): string =>
      new RegExp(`^${name}[^:]*:(.*?)\\r?$`, 'm').exec(text ?? '')?.[1] ?? '';
    const before = (await world.mails(luka.address)).flatMap(({ calendar }) => calendar ?? []);
    world.pass({ hours: 1 });
    await change(maya, at, { date: '2026-12-13' });
    await world.work();
    const mail = (await news(world)).find(({ to }) => to === luka.address);
    expect(before.length).toBeGreaterThan(0);
    for (const old of before) {
      expect(field(mail?.calendar, 'UID')).toBe(field(old, 'UID'));
      expect(Number(field(mail?.calendar, 'SEQUENCE'))).toBeGreaterThan(Number(field(old, 'SEQUENCE')));
      expect(field(mail?.calendar, 'DTSTAMP') > field(old, 'DTSTAMP')).toBe(true);
    }
    expect(mail?.calendar).toContain('METHOD:REQUEST');
    expect(mail?.calendar).toContain('DTSTART:20261213T150000Z');
  });

  it('gives its address, old and new, only with a yes', async () => {
    const world = await openWorld();
    const { maya, at, lukas, noors, page, noorsPage } = await answered(world);
    await change(maya, at, { address: '99 Oak Lane' });
    await world.work();
    const mails = await news(world);
    expect(mails.map(({ subject }) => subject.slice(0, 9))).toEqual(['New place', 'New place', 'New place']);
    for (const { to, text, html, calendar } of mails)
      for (const door of ['99 Oak Lane', plan.address])
        if (to !== luka.address) expect(text + html + (calendar ?? ''), to).not.toContain(door);
    const yes = mails.find(({ to }) => to === luka.address);
    expect(yes?.text).toContain('99 Oak Lane');
    expect(yes?.calendar).toContain('LOCATION:99 Oak Lane');
    expect((await lukas.get(page.path)).text).toContain(`Before: ${plan.address} Now: 99 Oak Lane`);
    const no = await noors.get(noorsPage.path);
    expect(no.text).toContain('It is in a new place');
    expect(no.text).toContain('The address comes with your yes.');
    for (const door of ['99 Oak Lane', plan.address]) expect(no.html).not.toContain(door);
  });

  it('is told to the other hosts, and not to the one who moved it', async () => {
    const world = await openWorld();
    const { maya, at, class1b } = await underWay(world);
    await world.owner.query(
      'insert into adult (circle_id, family_id, id, name, address) values ($1, $2, gen_random_uuid(), $3, $4)',
      [class1b.circle, class1b.families.get('Ellie'), 'Tom', 'tom@families.example'],
    );
    await maya.post(`${at}/co-hosts`, { address: 'granny@families.example' });
    await change(maya, at, { date: '2026-12-13' });
    await world.work();
    const hosts = ['tom@families.example', 'granny@families.example'];
    const told = (await news(world)).filter(({ text }) => text.includes(`${at}\n`));
    expect(told.map(({ to }) => to).toSorted()).toEqual(hosts.toSorted());
    await maya.post(`${at}/cancellations`);
    await world.work();
    const off = (await world.mails()).filter(({ subject }) => subject.startsWith('Called off'));
    for (const host of hosts) expect(off.filter(({ to }) => to === host)).toHaveLength(1);
    expect(off.filter(({ to }) => to === ellie.address)).toEqual([]);
  });

  it('says nothing to a family in peace, in no way, and its host waits for it no longer than for the others', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const noors = await envelopeOf(world, 'Noor');
    await world.owner.query('update envelope set quiet = true where id = $1', [noors.id]);
    const mails = (await world.mails(noor.address)).length;
    const look = await maya.post(`${at}/changes`, { ...typed, date: '2026-12-13' });
    // It is counted like any other: nobody can find out which one it is.
    expect(look.text).toContain('4 families are told: 3 by mail');
    await change(maya, at, { date: '2026-12-13' });
    await world.work();
    await maya.post(`${at}/cancellations`);
    await world.work();
    expect(await world.mails(noor.address)).toHaveLength(mails);
    expect((await envelopeOf(world, 'Noor')).told).not.toBeNull();
  });
});

describe('the guest’s page of a party that moved', () => {
  it('leads with the news and asks a yes once more; confirmed, it counts again', async () => {
    const world = await openWorld();
    const { maya, at, lukas, page, child } = await answered(world);
    await change(maya, at, { date: '2026-12-13' });
    const moved = await lukas.get(page.path);
    expect(moved.text).toMatch(
      /It has moved When Before: Saturday,? 12 December.* Now: Sunday,? 13 December/,
    );
    expect(moved.text).toContain('You said yes to the old plan for Luka');
    expect(moved.html.match(/class="button filled"/g)).toHaveLength(1);
    const board = await maya.get(at);
    expect(board.text).toContain('0 coming 1 yes to the old plan');
    expect(board.text).toContain('0 children are coming');
    const csv = await maya.get(`${at}/guests.csv`);
    expect(csv.html).toContain('Luka,yes to the old plan,0,0');
    const yes = await lukas.post(`${page.path}/answers`, {
      child,
      says: 'yes',
      revision: hidden(moved.html, 'revision'),
    });
    expect(yes.text).toContain('Lovely, Luka is coming');
    expect(yes.text).not.toContain('It has moved');
    expect((await maya.get(at)).text).toContain('1 coming 1 not this time');
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.text).toMatch(/Sunday,? 13 December/);
  });

  it('tells a no and asks it nothing; the host has it where it was, marked, and is not sent to ask again', async () => {
    const world = await openWorld();
    const { maya, at, noors, noorsPage } = await answered(world);
    await change(maya, at, { date: '2026-12-13' });
    const no = await noors.get(noorsPage.path);
    expect(no.text).toContain('It has moved');
    expect(no.text).toContain('You need not do anything.');
    expect(no.text).toContain('Not this time for Noor');
    expect(no.html).not.toContain('/receipts');
    const board = await maya.get(at);
    expect(board.text).toContain('1 not this time');
    expect(board.text).toMatch(/Noor\s*to the old plan/);
    expect((await maya.get(`${at}/guests.csv`)).html).toContain('Noor,not this time (old plan),');
    const waiting = /has not seen|have not seen.*?<\/section>/s.exec(board.html)?.[0] ?? '';
    expect(waiting).toContain('Ibo');
    expect(waiting).not.toContain('Noor');
  });

  it('takes an answer from an old page for the old plan, and from an old mail too', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const [early, late] = [world.visitor(), world.visitor()];
    const old = await early.post(await linkTo(world, ibo.address));
    const child = hidden(old.html, 'child');
    const mail = await linkTo(world, luka.address);
    await change(maya, at, { date: '2026-12-13' });
    const stale = await early.post(`${old.path}/answers`, {
      child,
      says: 'yes',
      revision: hidden(old.html, 'revision'),
    });
    expect(stale.text).toContain('You said yes to the old plan for Ibo');
    const opened = await late.post(mail, { a: 'yes' });
    expect(opened.text).toContain('You said yes to the old plan for Luka');
    expect((await maya.get(at)).text).toContain('0 coming 2 yes to the old plan');
    // The mail of a family that comes later knows the new plan.
    await world.work();
    const links = (await world.mails()).flatMap(({ text }) => text.match(/\?a=\w+(?:&r=\d+)?/g) ?? []);
    expect(new Set(links)).toEqual(new Set(['?a=yes', '?a=no', '?a=later']));
  });

  it('does not let an old page take back what was said to the new plan', async () => {
    const world = await openWorld();
    const { maya, at, lukas, page, child } = await answered(world);
    await change(maya, at, { date: '2026-12-13' });
    await lukas.post(`${page.path}/answers`, { child, says: 'yes', revision: '1' });
    const old = await lukas.post(`${page.path}/answers`, { child, says: 'no', revision: '0' });
    expect([old.status, old.text]).toEqual([409, expect.stringContaining('nothing was changed')]);
    expect(old.text).toContain('Lovely, Luka is coming');
  });

  it('is not news to a family that came after the move: its yes from the mail is one to the new plan', async () => {
    const world = await openWorld();
    const { maya, at, class1b } = await underWay(world);
    await change(maya, at, { date: '2026-12-13' });
    await world.work();
    const family = {
      language: null,
      adults: [{ name: 'Jo', address: 'jo@x.example', phone: null }],
      kept: [],
      added: ['Ana'],
    };
    await addFamily(world.platform, class1b.keeper, family);
    await world.work();
    const invited = (await world.mails('jo@x.example')).find(({ subject }) => subject.includes('invites'));
    expect(invited?.text).toContain('?a=yes&r=1');
    expect((await news(world)).filter(({ to }) => to === 'jo@x.example')).toEqual([]);
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, 'jo@x.example'), { a: 'yes', r: '1' });
    expect(page.text).toContain('Lovely, Ana is coming');
    expect(page.text).not.toContain('It has moved');
    expect((await maya.get(at)).html).not.toContain(
      `value="${(await envelopeOf(world, 'Ana')).id}"/><input type="hidden" name="revision" value="1"/><button class="button outlined small">I told`,
    );
  });
});

describe('a receipt', () => {
  it('is a press of a person: the envelope’s button, an answer, or "We have seen it"; looking is none', async () => {
    const world = await openWorld();
    const { maya, at, lukas, page, child } = await answered(world);
    const ibos = world.visitor();
    await ibos.post(await linkTo(world, ibo.address));
    const ibosPage = `/invitations/${(await envelopeOf(world, 'Ibo')).id}`;
    await change(maya, at, { date: '2026-12-13' });
    const look = await ibos.get(ibosPage);
    await lukas.get(page.path);
    expect((await maya.get(at)).text).toContain(
      '3 families have not seen the news yet 0 of 4 families have seen it.',
    );
    expect((await envelopeOf(world, 'Ibo')).seen).toBe(0);
    const seen = await ibos.post(`${ibosPage}/receipts`, { revision: hidden(look.html, 'revision') });
    expect(seen.text).toContain('It has moved');
    expect(seen.html).not.toContain('/receipts');
    expect((await envelopeOf(world, 'Ibo')).seen).toBe(1);
    await lukas.post(`${page.path}/answers`, { child, says: 'later', revision: '1' });
    expect((await envelopeOf(world, 'Luka')).seen).toBe(1);
    await world.work();
    await world.visitor().post(await linkTo(world, noor.address));
    expect((await envelopeOf(world, 'Noor')).seen).toBe(1);
    expect((await maya.get(at)).text).toContain(
      'One family has not seen the news yet 3 of 4 families have seen it.',
    );
  });

  it('is for the plan that stood on the page, and for none that does not stand yet', async () => {
    const world = await openWorld();
    const { maya, at, lukas, page } = await answered(world);
    await change(maya, at, { date: '2026-12-13' });
    await change(maya, at, { date: '2026-12-14' });
    await lukas.post(`${page.path}/receipts`, { revision: '1' });
    expect((await envelopeOf(world, 'Luka')).seen).toBe(1);
    await lukas.post(`${page.path}/receipts`, { revision: '900' });
    expect((await envelopeOf(world, 'Luka')).seen).toBe(2);
    expect((await lukas.post(`${page.path}/receipts`, { revision: 'new' })).status).toBe(422);
    expect((await lukas.post(`${page.path}/receipts`)).status).toBe(422);
    expect((await world.visitor().post(`${page.path}/receipts`, { revision: '2' })).status).toBe(404);
  });

  it('can be given by the host who told them, for a family of this party', async () => {
    const world = await openWorld();
    const { maya, at, class1b } = await underWay(world);
    const other = await makeParty(world, class1b, ['Noor']);
    const { rows } = await world.owner.query<{ id: string }>('select id from envelope where party_id = $1', [
      other.party,
    ]);
    const gorans = (await envelopeOf(world, goran.child)).id;
    await change(maya, at, { date: '2026-12-13' });
    const before = await maya.get(at);
    expect(before.text).toContain('One of them has no e-mail. Please tell it yourself. Goran I told them');
    expect(before.html).toContain(`href="${at}/deliveries/${gorans}"`);
    for (const envelope of [rows[0]?.id ?? '', crypto.randomUUID()])
      expect((await maya.post(`${at}/receipts`, { envelope, revision: '1' })).status).toBe(409);
    expect((await maya.post(`${at}/receipts`, { envelope: 'x', revision: '1' })).status).toBe(422);
    const told = await maya.post(`${at}/receipts`, { envelope: gorans, revision: '1' });
    expect(told.text).toContain('1 of 4 families have seen it');
    expect((await envelopeOf(world, goran.child)).seen).toBe(1);
    const stranger = world.visitor();
    await signIn(world, stranger, luka.address);
    expect((await stranger.post(`${at}/receipts`, { envelope: gorans, revision: '1' })).status).toBe(404);
    expect((await stranger.get(`${at}/changes`)).status).toBe(404);
  });

  it('is asked for a cancelled party too', async () => {
    const world = await openWorld();
    const { maya, at, lukas, page } = await answered(world);
    await maya.post(`${at}/cancellations`);
    expect((await maya.get(at)).text).toContain('3 families have not seen yet that it is off');
    const off = await lukas.get(page.path);
    expect(off.text).toContain('We have seen it');
    expect(off.html).not.toContain(`${page.path}/answers`);
    const seen = await lukas.post(`${page.path}/receipts`, { revision: hidden(off.html, 'revision') });
    expect(seen.text).not.toContain('We have seen it');
    expect((await envelopeOf(world, 'Luka')).told).not.toBeNull();
    expect((await maya.get(at)).text).toContain('2 families have not seen yet that it is off 1 of 4');
  });
});

describe('news that no mail can bring', () => {
  it('is shown to the host as on paper, until there is other news', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    world.refused.add(ibo.address);
    const paper = async (): Promise<string> =>
      /<ul class="rows waiting">.*?<\/ul>/s.exec((await maya.get(at)).html)?.[0] ?? '';
    await change(maya, at, { starts: '10:00', ends: '12:00' });
    expect(await paper()).not.toContain('Ibo');
    await world.work();
    expect(await paper()).toContain('Ibo');
    expect(await paper()).not.toContain('Luka');
    world.refused.clear();
    await change(maya, at, { starts: '11:00', ends: '13:00' });
    await world.work();
    expect(await paper()).not.toContain('Ibo');
  });
});

describe('a last day for answers', () => {
  it('that is over, or is today, goes when the party moves, and the look says so', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    await change(maya, at, { answerBy: '2026-12-05' });
    world.pass({ hours: 30 });
    const fields = { date: '2027-01-20', answerBy: '2026-12-05' };
    const look = await maya.post(`${at}/changes`, { ...typed, ...fields });
    expect(look.text).toContain('The last day for answers');
    await change(maya, at, fields);
    const { rows } = await world.owner.query<{ last: string | null }>('select answer_by as last from party');
    expect(rows).toEqual([{ last: null }]);
  });

  it('that is still to come and before the party stays', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    await change(maya, at, { answerBy: '2026-12-10' });
    await change(maya, at, { date: '2027-01-20', answerBy: '2026-12-10' });
    const kept = await world.owner.query<{ last: string }>('select answer_by::text as last from party');
    expect(kept.rows).toEqual([{ last: '2026-12-10' }]);
    await change(maya, at, { date: '2026-12-09', answerBy: '2026-12-10' });
    const gone = await world.owner.query<{ last: string | null }>('select answer_by as last from party');
    expect(gone.rows).toEqual([{ last: null }]);
  });
});
