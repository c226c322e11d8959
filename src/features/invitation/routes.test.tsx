import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import {
  choose,
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
  leave,
} from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, origin, type ReadMail, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import { addFamily } from '../circle/actions.ts';
import { inviteNewcomers, markWritten, postParty, sendParty } from './actions.ts';

async function ready(world: World, guests?: readonly string[]) {
  const class1b = await makeClass(world);
  await world.work();
  const host = await makeParty(world, class1b, guests, false);
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function invitations(world: World, to?: string): Promise<ReadMail[]> {
  return (await world.mails(to)).filter(({ subject }) => subject.includes('invites'));
}

async function counts(world: World) {
  const { rows } = await world.owner.query(
    `select (select count(*)::int from envelope) as envelopes, (select count(*)::int from invitation) as invitations,
       (select sent_at is not null from party) as sent, (select posted_at is not null from party) as posted`,
  );
  return rows[0];
}

async function sendAndWork(world: World, maya: Visitor, at: string): Promise<void> {
  await maya.post(`${at}/sendings`);
  world.pass({ seconds: 60 });
  await world.work();
}

describe('the look before sending', () => {
  it('shows the invitation as a guest will see it, and how many go by mail and on paper', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    const page = await maya.get(`${at}/look`);
    expect(page.text).toContain('3 children: 2 envelopes by mail, one on paper.');
    const preview = /<article.*<\/article>/s.exec(page.html)?.[0] ?? '';
    expect(preview).toContain(plan.area);
    expect(preview).not.toContain(plan.address);
    expect(page.text).toContain(`Families who say yes also see: ${plan.address}`);
  });

  it('is not there before there is a plan and a list', async () => {
    const world = await openWorld();
    const { class1b, maya } = await ready(world);
    await maya.post(`/circles/${class1b.circle}/parties`, { title: 'Half', keep: 'yes' });
    const { rows } = await world.owner.query<{ id: string }>('select id from party where title is null');
    const half = `/parties/${rows[0]?.id}`;
    expect((await maya.get(`${half}/look`)).path).toMatch(/\/(plan|guests)$/);
    const sent = await maya.post(`${half}/sendings`);
    expect(sent.path).toMatch(/\/(plan|guests)$/);
    expect((await world.owner.query('select from envelope')).rowCount).toBe(0);
  });
});

describe('sending', () => {
  it('lets nothing leave for a minute, and then one envelope to each family', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    const page = await maya.post(`${at}/sendings`);
    expect(page.text).toContain('The invitations go out in a minute');
    world.pass({ seconds: 59 });
    await world.work();
    expect(await invitations(world)).toEqual([]);
    world.pass({ seconds: 1 });
    await world.work();
    expect((await invitations(world)).map(({ to }) => to).toSorted()).toEqual([luka.address, noor.address]);
    expect(await counts(world)).toEqual({ envelopes: 3, invitations: 3, sent: true, posted: true });
    const board = await maya.get(at);
    expect(board.text).toContain('2 no answer yet 1 not reached');
    expect(board.text).toContain(goran.child);
  });

  it('twice is sending once, also at once', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    const presses = await Promise.all(Array.from({ length: 5 }, () => maya.post(`${at}/sendings`)));
    expect(presses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    world.pass({ seconds: 60 });
    await world.work();
    await maya.post(`${at}/sendings`);
    await maya.post(`${at}/sendings/now`);
    await world.work();
    expect(await invitations(world)).toHaveLength(2);
    expect(await counts(world)).toMatchObject({ envelopes: 3, invitations: 3 });
  });

  it('can be hurried, and is then on its way at once', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await maya.post(`${at}/sendings`);
    await maya.post(`${at}/sendings/now`);
    await world.work();
    expect(await invitations(world)).toHaveLength(2);
    world.pass({ seconds: 60 });
    await world.work();
    expect(await invitations(world)).toHaveLength(2);
  });

  it('is refused kindly when the party would have begun already', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    world.pass({ hours: 24 * 9 });
    const late = await maya.post(`${at}/sendings`);
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('would already have begun')]);
    expect(await counts(world)).toMatchObject({ envelopes: 0, sent: false });
  });

  it('goes to both homes of a child, each with a link of its own, and neither sees the other', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await ready(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    const keeper = world.visitor();
    await signIn(world, keeper, 'anjali@school.example');
    const petra = 'petra@families.example';
    const home = { shared: rows[0]?.id ?? '', 'adult-name-1': 'Petra', 'adult-address-1': petra };
    await keeper.post(`/circles/${class1b.circle}/families`, home);
    await sendAndWork(world, maya, at);
    expect(await linkTo(world, petra)).not.toBe(await linkTo(world, luka.address));
    for (const { text, html } of await invitations(world, petra))
      expect(text + html).not.toMatch(/Ivan|ivan/);
    const father = await world.visitor().post(await linkTo(world, luka.address), { a: 'no' });
    const mother = await world.visitor().post(await linkTo(world, petra));
    expect(father.text).toContain('Not this time for Luka');
    expect(mother.text).not.toContain('Not this time for Luka');
    expect(mother.html).not.toMatch(/Ivan|ivan@/);
    expect((await maya.get(at)).html.match(/<bdi>Luka<\/bdi>/g)).toHaveLength(1);
  });
});

describe('taking it back', () => {
  it('within the minute leaves nothing behind: the party is a draft again and can be sent anew', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await maya.post(`${at}/sendings`);
    world.pass({ seconds: 30 });
    expect((await maya.post(`${at}/sendings/return`)).path).toBe(`${at}/look`);
    world.pass({ seconds: 60 });
    await world.work();
    expect(await invitations(world)).toEqual([]);
    expect(await counts(world)).toEqual({ envelopes: 0, invitations: 0, sent: false, posted: false });
    await maya.post(`${at}/plan`, { ...plan, title: 'Another title' });
    await sendAndWork(world, maya, at);
    const subjects = (await invitations(world)).map(({ subject }) => subject);
    expect(subjects.join()).toContain('Another title');
    expect(subjects).toHaveLength(2);
  });

  it('and sending again starts a new minute', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await maya.post(`${at}/sendings`);
    world.pass({ seconds: 50 });
    await maya.post(`${at}/sendings/return`);
    await maya.post(`${at}/sendings`);
    world.pass({ seconds: 20 });
    await world.work();
    expect(await invitations(world)).toEqual([]);
    world.pass({ seconds: 40 });
    await world.work();
    expect(await invitations(world)).toHaveLength(2);
  });

  it('comes too late when they are on their way, and says so', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await sendAndWork(world, maya, at);
    const before = await dump(world.owner);
    const late = await maya.post(`${at}/sendings/return`);
    expect(late.text).toContain('so they could not be taken back');
    expect(await dump(world.owner)).toEqual(before);
  });

  it('against sending, twenty presses at once end in one of the two, whole', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    const presses = Array.from({ length: 20 }, (_, press) =>
      maya.post(`${at}/sendings${press % 2 ? '/return' : ''}`),
    );
    expect((await Promise.all(presses)).map(({ status }) => status)).not.toContain(500);
    const found = await counts(world);
    const many = found?.sent ? 3 : 0;
    expect(found).toMatchObject({ envelopes: many, invitations: many, posted: false });
    await Promise.all([
      maya.post(`${at}/sendings`),
      maya.post(`${at}/sendings/now`),
      maya.post(`${at}/sendings/return`),
    ]);
    world.pass({ seconds: 60 });
    await world.work();
    const end = await counts(world);
    expect([0, 3]).toContain(end?.envelopes);
    expect(end?.posted).toBe(end?.envelopes === 3);
    expect(await invitations(world)).toHaveLength(end?.posted ? 2 : 0);
  });
});

describe('the mail', () => {
  it('has the child’s name, what, when and the area, three answers and a calendar part', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await sendAndWork(world, maya, at);
    const [mail] = await invitations(world, luka.address);
    const plain = (text: string | undefined): string => (text ?? '').replace(/[\u2066-\u2069]/g, '');
    expect(plain(mail?.subject)).toBe('Ellie invites Luka: Ellie is turning five');
    for (const words of [plain(mail?.text), plain(mail?.html)]) {
      for (const said of ['Luka', 'Ellie is turning five', 'Saturday 12 December', plan.area, plan.greeting])
        expect(words).toContain(said);
      expect(words).not.toContain(plan.address);
      for (const answer of ['yes', 'no', 'later'])
        expect(words).toMatch(new RegExp(`/i/[\\w-]{22}\\?a=${answer}`));
    }
    const weight = (answer: string): string[] =>
      /style="([^"]*)"[^>]*>/
        .exec(new RegExp(`<a[^>]*a=${answer}"[^>]*>`).exec(mail?.html ?? '')?.[0] ?? '')?.[1]
        ?.split(';')
        .filter((rule) => /^(font|padding|display)/.test(rule)) ?? [];
    expect(weight('no').filter((rule) => rule.startsWith('font'))).toEqual(
      weight('yes').filter((rule) => rule.startsWith('font')),
    );
    const event = new ICAL.Component(ICAL.parse(mail?.calendar ?? '')).getFirstSubcomponent('vevent');
    expect(event?.getFirstPropertyValue('summary')).toBe(plan.title);
    expect(event?.getFirstPropertyValue('location')).toBe(plan.area);
  });

  it('asks no other server for anything, and is small whatever the host wrote', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    const long = { title: '👩‍👩‍👧‍👦'.repeat(80), greeting: '👩‍👩‍👧‍👦'.repeat(600), area: 'é'.repeat(120) };
    await maya.post(`${at}/plan`, { ...plan, ...long });
    await sendAndWork(world, maya, at);
    for (const { html, text } of await invitations(world)) {
      const links = [...`${html} ${text}`.matchAll(/https?:\/\/[^\s"'<)]+/g)].map(([link]) => link);
      expect(
        links.filter((link) => !link.startsWith(`${origin}/i/`) && !link.startsWith(`${origin}/leave/`)),
      ).toEqual([]);
      expect(html).not.toMatch(/<img|<script|<link|<iframe|url\(|@import|background=/i);
    }
    const { rows } = await world.owner.query(
      "select max(octet_length(raw)) as size from mailbox_message where subject like '%invites%'",
    );
    expect(Number(rows[0]?.size)).toBeLessThan(100 * 1024);
  });

  it('is in the language of the family, and names stand apart from the direction of its words', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await ready(world);
    await world.owner.query("update family set language = 'ar' where id = $1", [
      class1b.families.get('Luka'),
    ]);
    await sendAndWork(world, maya, at);
    const mail = (await world.mails(luka.address)).at(-1);
    expect(mail?.html).toContain('<html lang="ar" dir="rtl"');
    expect(mail?.subject).toContain('\u2068Ellie is turning five\u2069');
  });

  it('takes the family off the list with the link at its foot', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await sendAndWork(world, maya, at);
    const [mail] = await invitations(world, luka.address);
    const link = /\/leave\/[\w-]{22}/.exec(mail?.text ?? '')?.[0] ?? '';
    expect((await leave(world.visitor(), link)).path).toBe('/left');
  });

  it('is not sent any more when the party was called off before it could leave', async () => {
    const world = await openWorld();
    const { maya, at } = await ready(world);
    await maya.post(`${at}/sendings`);
    await maya.post(`${at}/sendings/now`);
    await maya.post(`${at}/cancellations`);
    await world.work();
    expect(await invitations(world)).toEqual([]);
  });
});

describe('a list that is alive', () => {
  const added = (mails: { text: string }[]): string[] =>
    mails
      .map(({ text }) => text.replace(/[\u2066-\u2069]/g, ''))
      .filter((text) => text.includes('now also asks'));

  /** The whole class is asked and the invitations are out; the keeper writes another child down with Luka’s family. */
  async function grown(world: World, children: string, before: () => Promise<unknown> = () => world.work()) {
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await before();
    const family = class1b.families.get('Luka') ?? '';
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const at = `/circles/${class1b.circle}/families/${family}`;
    const add = async (names: string) => {
      const form = await anjali.get(at);
      const kept = [...form.html.matchAll(/name="(child-[^"]+)"[^>]*? value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value],
      );
      await anjali.post(at, [
        ...kept,
        ['children', names],
        ['adult-name-1', luka.adult],
        ['adult-address-1', luka.address],
      ]);
    };
    await add(children);
    return { class1b, host, family, add };
  }

  it('shows a second child of a family on its page at once, and tells the family once', async () => {
    const world = await openWorld();
    const guest = world.visitor();
    let path = '';
    const { add } = await grown(world, 'Iva\nBoris', async () => {
      await world.work();
      path = (await guest.post(await linkTo(world, luka.address), { a: 'yes' })).path;
    });
    await world.work();
    const page = await guest.get(path);
    for (const name of ['Luka', 'Iva', 'Boris']) expect(page.text).toContain(name);
    const [mail, ...more] = added(await world.mails(luka.address));
    expect(mail).toContain('Ellie would love Boris and Iva to come too.');
    expect(mail).not.toContain(plan.address);
    expect(more).toEqual([]);
    await add('');
    await world.work();
    expect(added(await world.mails(luka.address))).toHaveLength(1);
    await add('Zora');
    await world.work();
    expect(added(await world.mails(luka.address))).toHaveLength(2);
  });

  const subjects = (mails: ReadMail[]): string[] =>
    mails.map(({ subject }) => subject.replace(/[\u2066-\u2069]/g, '').replace(/:.*/, ''));

  it('names each child in one mail, also when it is written down before the mail has gone', async () => {
    const world = await openWorld();
    const onItsWay = () => Promise.resolve();
    const { class1b, family } = await grown(world, 'Iva', onItsWay);
    await inviteNewcomers(world.platform, class1b.circle, family);
    await world.work();
    expect(subjects(await invitations(world, luka.address))).toEqual(['Ellie invites Iva and Luka']);
  });

  it('names each child in one mail, also when it is written down while the mail is going', async () => {
    const world = await openWorld();
    const { family, host } = await grown(world, 'Iva', async () => {
      await world.work();
      // As if the mail were just being written: it has named Luka, and the envelope does not say so yet.
      await world.owner.query('update envelope set written_at = null');
    });
    await world.work();
    expect(subjects(await invitations(world, luka.address))).toEqual(['Ellie invites Luka']);
    const { rows } = await world.owner.query<{ envelope: string; id: string; name: string }>(
      "select e.id as envelope, c.id, c.name from envelope e join child c on c.name = 'Luka' where e.family_id = $1",
      [family],
    );
    const [named] = rows;
    const on = { circle: host.circle, envelope: named?.envelope ?? '' };
    await markWritten(world.platform, on, [{ id: named?.id ?? '', name: 'Luka' }]);
    await world.work();
    expect(subjects(await invitations(world, luka.address))).toEqual([
      'Ellie invites Luka',
      'Ellie invites Iva',
    ]);
  });

  it('within the minute of grace takes in who joins, and the posting mails everybody once', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await ready(world);
    await maya.post(`${at}/sendings`);
    await addFamily(world.platform, class1b.keeper, {
      language: null,
      adults: [{ name: 'Sevgi', address: 'sevgi@c.de', phone: null }],
      kept: [],
      added: ['Ibo'],
    });
    await world.work();
    expect(await invitations(world)).toEqual([]);
    world.pass({ seconds: 60 });
    await world.work();
    const [first, ...more] = await invitations(world, 'sevgi@c.de');
    expect(more).toEqual([]);
    const [lukas] = await invitations(world, luka.address);
    const unnamed = (text: string | undefined): string =>
      (text ?? '').replace(/Luka|Ibo/g, 'Child').replace(/\/(i|leave)\/[\w-]+/g, '/$1/token');
    // Nothing in it says that somebody came late.
    expect(unnamed(first?.text)).toBe(unnamed(lukas?.text));
  });

  async function grouped(world: World) {
    const others = ['Ibo', 'Hana', 'Ben', 'Cem'].map((child) => ({ child, adult: 'Ana', address: null }));
    const class1b = await makeClass(world, [ellie, luka, noor, goran, ...others]);
    const host = await makeParty(world, class1b, ['Luka'], false);
    const group = newId();
    const { circle } = class1b;
    await world.owner.query("insert into circle_group values ($1, $2, 'Tuesday', now())", [circle, group]);
    const put = async (...names: string[]) => {
      await world.owner.query('delete from group_child');
      await world.owner.query(
        'insert into group_child select circle_id, $1, id from child where name = any ($2)',
        [group, names],
      );
      await inCircle(world.platform.db, circle, (tx) => enqueue(tx, 'group.changed', { circle, group }));
      await world.work();
    };
    await put('Luka');
    await world.owner.query("update guest_list set group_id = $1, children = '{}'", [group]);
    const asked = async () => {
      const { rows } = await world.owner.query<{ name: string }>(
        'select c.name from invitation i join child c on c.id = i.child_id order by 1',
      );
      return rows.map(({ name }) => name);
    };
    return { class1b, host, put, asked, group };
  }

  it('of a group asks who is put into it, and keeps who is taken out', async () => {
    const world = await openWorld();
    const { host, put, asked } = await grouped(world);
    await sendParty(world.platform, host);
    await postParty(world.platform, host);
    await world.work();
    expect(await asked()).toEqual(['Luka']);
    await put('Ellie', 'Luka', 'Noor');
    expect(await asked()).toEqual(['Luka', 'Noor']);
    expect(await invitations(world, noor.address)).toHaveLength(1);
    await put('Noor');
    expect(await asked()).toEqual(['Luka', 'Noor']);
    expect(await invitations(world)).toHaveLength(2);
  });

  it('of a group that is no more asks those who were in it, and nobody else', async () => {
    const world = await openWorld();
    const { class1b, host, put, asked, group } = await grouped(world);
    await put('Luka', 'Goran');
    await inCircle(world.platform.db, class1b.circle, (tx) =>
      tx.deleteFrom('circleGroup').where('id', '=', group).execute(),
    );
    const { rows } = await world.owner.query<{ children: string[] }>(
      'select whole, group_id, children from guest_list',
    );
    expect(rows).toEqual([{ whole: false, group_id: null, children: expect.any(Array) }]);
    await choose(world, host, rows[0]?.children ?? []);
    await sendParty(world.platform, host);
    expect(await asked()).toEqual(['Goran', 'Luka']);
  });
});
