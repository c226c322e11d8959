import { describe, expect, it } from 'vitest';
import { inCircle } from '../../platform/database/database.ts';
import {
  ellie,
  goran,
  leave,
  linkTo,
  luka,
  makeClass,
  makeParty,
  move,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, ticking, type ReadMail, type World } from '../../../test/world.ts';
import { addFamily } from '../circle/actions.ts';
import { comingJobs } from './jobs.ts';
import { listAsked } from './store.ts';

const hana = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };
const all = [luka, noor, hana];

// It is Friday 4 December, noon; the party is on Saturday 12 December at three.
const five = '2026-12-07T16:30:00Z';
const one = '2026-12-11T16:30:00Z';

async function posted(world: World) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, hana]);
  const host = await makeParty(world, class1b);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function say(world: World, { address }: { address: string }, a?: string) {
  const guest = world.visitor();
  const page = await guest.post(await linkTo(world, address), a === undefined ? {} : { a });
  await world.work();
  return { guest, at: page.path, child: hidden(page.html, 'child') };
}

async function asked(world: World): Promise<ReadMail[]> {
  return (await world.mails()).filter(({ subject }) => subject.includes('Are you still coming?'));
}

async function waitFor(world: World, moment: string): Promise<void> {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  await world.work();
}

const press = (guest: Visitor, at: string, says: string, revision = '0') =>
  guest.post(`${at}/coming`, { says, revision });

describe('five days before the party', () => {
  it('every yes is asked once more, with the places at the table and two answers of the same weight', async () => {
    const world = await openWorld();
    await posted(world);
    for (const family of all) await say(world, family, 'yes');
    await waitFor(world, '2026-12-07T16:29:00Z');
    expect(await asked(world)).toEqual([]);
    await waitFor(world, five);
    const mails = await asked(world);
    expect(mails.map(({ to }) => to).toSorted()).toEqual(all.map(({ address }) => address).toSorted());
    const mail = mails.find(({ to }) => to === luka.address);
    expect(mail?.text).toMatch(/Ellie.* is laying 4 places, and one of them is for .*Luka/);
    expect(mail?.text).toContain('If you cannot, that is fine too.');
    expect(mail?.text).toContain(plan.address);
    for (const other of ['Noor', 'Hana', 'Goran', noor.address]) expect(mail?.text).not.toContain(other);
    const answers = [
      ...(mail?.html.matchAll(/href="[^"]*\?a=(\w+)&amp;to=coming"[^>]*style="([^"]*)"/g) ?? []),
    ];
    expect(answers.map(([, says]) => says)).toEqual(['yes', 'no']);
    expect(new Set(answers.map(([, , style]) => style)).size).toBe(1);
  });

  it('says no number while few are coming', async () => {
    const world = await openWorld();
    await posted(world);
    await say(world, luka, 'yes');
    await waitFor(world, five);
    const [mail] = await asked(world);
    expect(mail?.text).toMatch(/Ellie.* is laying the table, and there is a place for .*Luka/);
    expect(mail?.text).not.toContain('places');
  });

  it('nobody else is asked: no no, no later, no silence, no yes of today', async () => {
    const world = await openWorld();
    await posted(world);
    await say(world, luka, 'no');
    await say(world, noor, 'later');
    await waitFor(world, '2026-12-06T20:00:00Z');
    await say(world, hana, 'yes');
    await waitFor(world, five);
    expect(await asked(world)).toEqual([]);
    await waitFor(world, one);
    expect((await asked(world)).map(({ to }) => to)).toEqual([hana.address]);
  });

  it('whatever runs twice, or in the night, asks once and by day', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    await say(world, luka, 'yes');
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-07T21:00:00Z')));
    const job = comingJobs(world.platform)['coming.ask'];
    const again = { circle: host.circle, party: host.party, days: '5' };
    await Promise.all([job?.(again), job?.(again)]);
    await world.work();
    expect(await asked(world)).toEqual([]);
    await waitFor(world, '2026-12-08T08:00:00Z');
    await Promise.all([job?.(again), job?.(again)]);
    await world.work();
    expect(await asked(world)).toHaveLength(1);
    expect((await world.owner.query('select from coming')).rowCount).toBe(1);
  });
});

it('asks while the clock moves on', async () => {
  const world = await openWorld();
  const { host } = await posted(world);
  const lukas = await say(world, luka, 'yes');
  world.pass(world.platform.clock().until(Temporal.Instant.from(five)));
  const jobs = comingJobs(ticking(world.platform));
  await jobs['coming.ask']?.({ circle: host.circle, party: host.party, days: '5' });
  await jobs['coming.mail']?.({ circle: host.circle, envelope: lukas.at.split('/')[2] ?? '', days: '5' });
  await world.send();
  expect(await asked(world)).toHaveLength(1);
});

describe('the link in the mail', () => {
  it('opens the envelope and the card, with what was chosen ready to press; a robot changes nothing', async () => {
    const world = await openWorld();
    await posted(world);
    await say(world, luka, 'yes');
    await waitFor(world, five);
    const [mail] = await asked(world);
    const links = mail?.text.match(/\/i\/\S+to=coming/g) ?? [];
    const before = await world.owner.query('select * from answer, coming, envelope');
    for (const link of links) {
      const guest = world.visitor();
      const sealed = await guest.get(link);
      expect(sealed.html).not.toContain('Luka');
      expect(sealed.text).toContain('Open the envelope');
      const fields = { a: hidden(sealed.html, 'a'), to: hidden(sealed.html, 'to') };
      const page = await guest.post(link.split('?')[0] ?? '', fields);
      expect(page.text).toContain('Are you still coming?');
      const card = /<section[^>]*id="coming".*?<\/section>/s.exec(page.html)?.[0] ?? '';
      const looks = [...card.matchAll(/class="button (\w+)" name="says" value="(yes|no)"/g)];
      const chosen = fields.a;
      expect(looks.map(([, look, says]) => [says, look])).toEqual(
        ['yes', 'no'].map((says) => [says, says === chosen ? 'filled' : 'outlined']),
      );
    }
    expect((await world.owner.query('select * from answer, coming, envelope')).rows).toEqual(before.rows);
  });
});

describe('the card on a guest’s page', () => {
  it('is one press, and the host sees at once who has said it, and never who has not', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    for (const family of [noor, hana]) await say(world, family, 'yes');
    expect((await lukas.guest.get(lukas.at)).text).not.toContain('Are you still coming?');
    await waitFor(world, five);
    expect((await lukas.guest.get(lukas.at)).text).toContain('Are you still coming?');
    const told: string[] = [];
    world.platform.news.listenToAll((party) => told.push(party ?? ''));
    const before = await maya.get(at);
    expect(before.text).toContain('We asked those who said yes');
    expect(before.text).not.toContain('has said yes again');
    const pressed = await press(lukas.guest, lukas.at, 'yes');
    expect(pressed.path).toBe(`${lukas.at}#coming`);
    expect(pressed.text).toContain('Thank you. Ellie knows that you are coming.');
    expect(told).toContain(at.split('/')[2]);
    const page = await maya.get(at);
    expect(page.text).toContain('One of 3 has said yes again.');
    expect(page.html.match(/has said yes again/g)).toHaveLength(2);
    expect(page.html.replace(/<[^>]*>/g, ' ')).toMatch(/Luka\s+has said yes again/);
    const mails = (await world.mails()).length;
    await press(lukas.guest, lukas.at, 'yes');
    await world.work();
    expect((await world.mails()).length).toBe(mails);
    expect((await maya.get(at)).text).toContain('One of 3 has said yes again.');
  });

  it('takes all yeses of a family back in one press, until the last minute', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    await world.owner.query(
      `with born as (insert into child values ($1, gen_random_uuid(), 'Ana', now()) returning id),
       asked as (insert into invitation select $1, $2, id from born returning *)
       select from asked`,
      [class1b.circle, lukas.at.split('/')[2]],
    );
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Ana'");
    await lukas.guest.post(`${lukas.at}/answers`, { child: rows[0]?.id ?? '', says: 'yes', revision: '0' });
    await waitFor(world, five);
    expect((await asked(world)).at(-1)?.text).toMatch(/places for .*Ana and Luka/);
    await press(lukas.guest, lukas.at, 'yes');
    await waitFor(world, '2026-12-12T14:59:00Z');
    const no = await press(lukas.guest, lukas.at, 'no');
    expect(no.text).toContain('Not this time for Luka');
    expect(no.text).toContain('Not this time for Ana');
    const page = await maya.get(at);
    expect(page.text).toContain('2 cannot this time');
    expect(page.text).not.toContain('yes again');
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.text).toContain('not this time. That is fine.');
  });

  it('goes when the family changes its mind, and a new yes is not asked again', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    await waitFor(world, five);
    await press(lukas.guest, lukas.at, 'no');
    expect((await lukas.guest.get(lukas.at)).text).not.toContain('Are you still coming?');
    const refused = await press(lukas.guest, lukas.at, 'yes');
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('does not fit')]);
    world.pass({ minutes: 5 });
    await lukas.guest.post(`${lukas.at}/answers`, { child: lukas.child, says: 'yes', revision: '0' });
    expect((await lukas.guest.get(lukas.at)).text).not.toContain('Are you still coming?');
    expect((await maya.get(at)).text).toContain('One of 1 has said yes again.');
    await waitFor(world, one);
    expect((await lukas.guest.get(lukas.at)).text).toContain('Are you still coming?');
    expect(await asked(world)).toHaveLength(2);
  });

  it('is refused kindly: malformed, called off, over, an old plan, somebody else', async () => {
    const world = await openWorld();
    const { host, maya, at } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    const noors = await say(world, noor, 'yes');
    await waitFor(world, five);
    expect((await press(lukas.guest, lukas.at, 'perhaps')).status).toBe(422);
    expect((await press(lukas.guest, lukas.at, 'yes', 'x')).status).toBe(422);
    expect((await press(noors.guest, lukas.at, 'yes')).status).toBe(404);
    await move(world, host, { starts: '14:00' });
    const old = await press(lukas.guest, lukas.at, 'yes');
    expect([old.status, old.text]).toEqual([409, expect.stringContaining('The plan has changed since')]);
    await maya.post(`${at}/cancellations`);
    for (const says of ['yes', 'no']) {
      const off = await press(lukas.guest, lukas.at, says, '1');
      expect([off.status, off.text]).toEqual([409, expect.stringContaining('called off')]);
    }
  });
});

describe('without a round', () => {
  it('"we cannot come after all" is one press too', async () => {
    const world = await openWorld();
    await posted(world);
    const lukas = await say(world, luka, 'yes');
    const page = await lukas.guest.get(lukas.at);
    const outside = page.html.replace(/<details.*?<\/details>/gs, '');
    expect(outside).toContain('We cannot come after all');
    expect(outside).not.toContain('We will answer later');
  });
});

describe('who is left alone', () => {
  it.each([
    ['whose party is called off', "update party set cancelled_at = '2026-12-05'"],
    ['that left', "update family set left_at = '2026-12-05' where id not in (select family_id from party)"],
    [
      'in peace from the host',
      `insert into peace select f.circle_id, gen_random_uuid(), f.id, 'host', p.family_id, now()
       from family f, party p where f.id <> p.family_id`,
    ],
    ['whose plan has moved since its yes', 'update party set revision = 1'],
    ['whose party has begun', "update party set starts_at = '2026-12-07T16:00Z'"],
  ])('is a family %s', async (_who, change) => {
    const world = await openWorld();
    await posted(world);
    for (const family of all) await say(world, family, 'yes');
    await world.owner.query(change);
    await waitFor(world, five);
    await waitFor(world, one);
    expect(await asked(world)).toEqual([]);
  });

  it('who says no, or asks for peace, between the question and its mail', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    const noors = await say(world, noor, 'yes');
    world.pass(world.platform.clock().until(Temporal.Instant.from(five)));
    await comingJobs(world.platform)['coming.ask']?.({ circle: host.circle, party: host.party, days: '5' });
    await press(lukas.guest, lukas.at, 'no');
    await noors.guest.post(`${noors.at}/peace`, { kind: 'host', peace: 'yes' });
    await world.work();
    expect(await asked(world)).toEqual([]);
  });

  it('in peace is counted like who has not pressed: its host cannot tell', async () => {
    const world = await openWorld();
    const { maya, at, class1b } = await posted(world);
    for (const family of all) await say(world, family, 'yes');
    await world.owner.query(
      `insert into peace select $1, gen_random_uuid(), $2, 'host', p.family_id, now() from party p`,
      [class1b.circle, class1b.families.get('Luka')],
    );
    await waitFor(world, five);
    const noors = await say(world, noor);
    await press(noors.guest, noors.at, 'yes');
    expect((await maya.get(at)).text).toContain('One of 3 has said yes again.');
    expect((await asked(world)).map(({ to }) => to).toSorted()).toEqual(
      [hana.address, noor.address].toSorted(),
    );
  });

  it('an adult who asked for peace everywhere, while the other one of the family is asked', async () => {
    const world = await openWorld();
    const { class1b } = await posted(world);
    await say(world, luka, 'yes');
    await world.owner.query(
      "insert into adult values ($1, $2, gen_random_uuid(), 'Petra', 'petra@families.example', null, now())",
      [class1b.circle, class1b.families.get('Luka')],
    );
    const petra = world.visitor();
    await signIn(world, petra, 'petra@families.example');
    await petra.post('/peace', { kind: 'everything', peace: 'yes' });
    await world.work();
    await waitFor(world, five);
    expect((await asked(world)).map(({ to }) => to)).toEqual([luka.address]);
  });
});

describe('a party that moves', () => {
  it('asks by its notice first, and once more five days before its new day', async () => {
    const world = await openWorld();
    const { host } = await posted(world);
    const lukas = await say(world, luka, 'yes');
    await say(world, noor, 'yes');
    await waitFor(world, five);
    expect(await asked(world)).toHaveLength(2);
    await move(world, host, { date: '2026-12-19' });
    await world.work();
    expect((await lukas.guest.get(lukas.at)).text).not.toContain('Are you still coming?');
    await lukas.guest.post(`${lukas.at}/answers`, { child: lukas.child, says: 'yes', revision: '1' });
    await waitFor(world, one);
    expect(await asked(world)).toHaveLength(2);
    await waitFor(world, '2026-12-14T16:30:00Z');
    expect((await asked(world)).map(({ to }) => to).slice(2)).toEqual([luka.address]);
    const rows = await inCircle(world.platform.db, host.circle, (tx) => listAsked(tx, host));
    expect(rows.map(({ days, byMail, confirmedAt }) => [days, byMail, confirmedAt])).toEqual([
      [5, true, null],
    ]);
  });
});

describe('a family that joins late', () => {
  it('is asked one day before; and one that leaves with its yes is asked no more', async () => {
    const world = await openWorld();
    const { class1b } = await posted(world);
    const away = await say(world, noor, 'yes');
    const mail = (await world.mails(noor.address)).find(({ text }) => text.includes('/leave/'));
    await leave(away.guest, /\/leave\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '');
    await waitFor(world, '2026-12-08T12:00:00Z');
    const rosa = { child: 'Rosa', address: 'rosa@families.example' };
    const adults = [{ name: 'Ines', address: rosa.address, phone: null }];
    await addFamily(world.platform, class1b.keeper, { language: null, adults, kept: [], added: ['Rosa'] });
    await world.work();
    await say(world, rosa, 'yes');
    await waitFor(world, one);
    expect((await asked(world)).map(({ to }) => to)).toEqual([rosa.address]);
  });
});
