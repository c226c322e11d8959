import { describe, expect, it } from 'vitest';
import {
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  makePartyOf,
  move,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { openWorld, ticking, type ReadMail, type World } from '../../../test/world.ts';
import { reminderJobs } from './jobs.ts';

const hana = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

// It is Friday 4 December, noon; the party is on Saturday 12 December at three.
async function posted(world: World, answerBy?: string) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, hana]);
  const host = await makeParty(world, class1b);
  if (answerBy !== undefined) await world.owner.query('update party set answer_by = $1', [answerBy]);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function open(world: World, address: string, a?: string) {
  const guest = world.visitor();
  const page = await guest.post(await linkTo(world, address), a === undefined ? {} : { a });
  const { rows } = await world.owner.query<{ id: string }>(
    'select child_id as id from invitation where envelope_id = $1',
    [page.path.split('/')[2]],
  );
  return { guest, page, child: rows[0]?.id ?? '' };
}

async function reminders(world: World, to?: string): Promise<ReadMail[]> {
  return (await world.mails(to)).filter(({ subject }) => /would like to know|Today is the day/.test(subject));
}

async function press(maya: Visitor, at: string): Promise<Seen> {
  return maya.post(`${at}/reminders`, { number: hidden((await maya.get(at)).html, 'number') });
}

function passTo(world: World, moment: string): void {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
}

describe('a family that answers later', () => {
  it('is reminded once on its day, at half past four, with three answers of the same weight', async () => {
    const world = await openWorld();
    await posted(world);
    const { page } = await open(world, luka.address, 'later');
    expect(page.text).toContain('The day to think of it again is Monday 7 December.');
    expect(page.text).toContain('We remind you once, on that day.');
    passTo(world, '2026-12-07T16:29:00Z');
    await world.work();
    expect(await reminders(world)).toEqual([]);
    passTo(world, '2026-12-07T16:30:00Z');
    await world.work();
    const [mail, ...more] = await reminders(world);
    expect([mail?.to, more]).toEqual([luka.address, []]);
    expect(mail?.text).toContain('Today is the day you wanted to think of it again');
    expect(mail?.text).not.toContain(plan.address);
    const answers = [...(mail?.html.matchAll(/href="[^"]*\?a=(\w+)"[^>]*style="([^"]*)"/g) ?? [])];
    expect(answers.map(([, says]) => says)).toEqual(['yes', 'no', 'later']);
    expect(new Set(answers.map(([, , style]) => style)).size).toBe(1);
    passTo(world, '2026-12-20T12:00:00Z');
    await world.work();
    expect(await reminders(world)).toHaveLength(1);
  });

  it('says yes or no from that mail, or once more later, which is a new day', async () => {
    const world = await openWorld();
    await posted(world);
    for (const { address } of [luka, noor, hana]) await open(world, address, 'later');
    passTo(world, '2026-12-07T16:30:00Z');
    await world.work();
    expect((await open(world, luka.address, 'yes')).page.text).toContain('Lovely, Luka is coming');
    expect((await open(world, noor.address, 'no')).page.text).toContain('Not this time for Noor');
    expect((await open(world, hana.address, 'later')).page.text).toContain('Thursday 10 December');
    passTo(world, '2026-12-10T16:30:00Z');
    await world.work();
    expect((await reminders(world)).map(({ to }) => to)).toEqual([
      ...[luka, noor, hana].map(({ address }) => address),
      hana.address,
    ]);
  });

  it('that moves its day is reminded on the new one alone', async () => {
    const world = await openWorld();
    await posted(world);
    const { guest, page, child } = await open(world, luka.address, 'later');
    await guest.post(`${page.path}/later`, { child, day: '2026-12-09' });
    passTo(world, '2026-12-08T16:30:00Z');
    await world.work();
    expect(await reminders(world)).toEqual([]);
    passTo(world, '2026-12-09T16:30:00Z');
    await world.work();
    expect(await reminders(world)).toHaveLength(1);
  });

  it('gets one mail for two children who wait for the same day, however often and at once the job runs', async () => {
    const world = await openWorld();
    const { class1b } = await posted(world);
    const { guest, page, child } = await open(world, luka.address, 'later');
    await world.owner.query(
      `with born as (insert into child values ($1, gen_random_uuid(), 'Ana', now()) returning id)
       insert into invitation select $1, $2, id from born`,
      [class1b.circle, page.path.split('/')[2]],
    );
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Ana'");
    await guest.post(`${page.path}/answers`, { child: rows[0]?.id ?? '', says: 'later' });
    await guest.post(`${page.path}/later`, { child: rows[0]?.id ?? '', day: '2026-12-07' });
    expect(child).not.toBe(rows[0]?.id);
    passTo(world, '2026-12-07T16:30:00Z');
    const again = { circle: class1b.circle, envelope: page.path.split('/')[2] ?? '' };
    const job = reminderJobs(world.platform)['later.remind'];
    await Promise.all([job?.(again), job?.(again), job?.(again)]);
    const done = await world.work();
    expect(done.filter((task) => task === 'later.mail')).toHaveLength(1);
    const mails = await reminders(world);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(/\u2068Ana and Luka\u2069/);
    await job?.(again);
    await world.work();
    expect(await reminders(world)).toHaveLength(1);
  });

  it.each([
    ['it has answered by then', "update answer set says = 'yes'"],
    ['the party is called off', "update party set cancelled_at = '2026-12-05'"],
    ['its envelope is quiet', 'update envelope set quiet = true'],
    ['the host’s last day is over', "update party set answer_by = '2026-12-06'"],
    ['it has left', "update family set left_at = '2026-12-05' where id not in (select family_id from party)"],
    ['the party was before that', "update party set starts_at = '2026-12-06', ends_at = '2026-12-06T02:00Z'"],
  ])('is not reminded when %s', async (_why, change) => {
    const world = await openWorld();
    await posted(world);
    await open(world, luka.address, 'later');
    await world.owner.query(change);
    passTo(world, '2026-12-07T16:30:00Z');
    await world.work();
    expect(await reminders(world)).toEqual([]);
  });

  it('is not offered a day after the host’s last one, and names none when there is none left', async () => {
    const world = await openWorld();
    await posted(world, '2026-12-06');
    const { guest, page, child } = await open(world, luka.address, 'later');
    expect(page.text).toContain('The day to think of it again is Sunday 6 December.');
    const late = await guest.post(`${page.path}/later`, { child, day: '2026-12-07' });
    expect([late.status, late.text]).toEqual([
      422,
      expect.stringContaining('not after the last day for answers'),
    ]);
    passTo(world, '2026-12-06T09:00:00Z');
    const last = await open(world, noor.address, 'later');
    expect(last.page.text).toContain('You can answer here until the party is over.');
    expect(last.page.html).not.toContain('type="date"');
    await world.work();
    expect((await world.mails(noor.address)).at(-1)?.text).toContain(
      'You can do it until the party is over.',
    );
  });
});

describe('a reminder of the host', () => {
  it('goes by mail to the families that have not answered, says how many, and that there is one more', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await open(world, luka.address, 'yes');
    await open(world, noor.address, 'no');
    expect((await maya.get(at)).html).not.toContain('/reminders"');
    world.pass({ hours: 24 });
    await world.work();
    const board = await maya.get(at);
    expect(board.text).toContain('One family gets one friendly mail. After it you can remind once more.');
    const after = await press(maya, at);
    expect([after.status, after.text]).toEqual([
      200,
      expect.stringContaining('Reminded on Sat 5 Dec, 12:00.'),
    ]);
    expect(after.text).toContain('from Sun 6 Dec, 12:00 on');
    await world.work();
    const [mail, ...more] = await reminders(world);
    expect([mail?.to, more]).toEqual([hana.address, []]);
    expect(mail?.text).toContain('Yes, no and later are all fine.');
    for (const secret of [plan.address, ellie.adult, ellie.address, 'Luka', 'Noor', 'Goran'])
      expect(mail?.text).not.toContain(secret);
    expect((await open(world, hana.address, 'no')).page.text).toContain('Not this time for Hana');
  });

  it('is one when it is pressed twice, or by two hosts at once', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    world.pass({ hours: 25 });
    const seen = await Promise.all(
      Array.from({ length: 4 }, () => maya.post(`${at}/reminders`, { number: '1' })),
    );
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await world.work();
    expect((await world.owner.query('select from reminder')).rowCount).toBe(1);
    const mails = (await reminders(world)).map(({ to }) => to);
    expect(mails.toSorted()).toEqual([hana.address, luka.address, noor.address].toSorted());
  });

  it('is the one that the page offered, and no other', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    world.pass({ hours: 25 });
    await press(maya, at);
    world.pass({ hours: 25 });
    for (const number of ['x', '', '3', '1.5']) {
      const { status, text } = await maya.post(`${at}/reminders`, { number });
      expect([status, text], number).toEqual([409, expect.stringContaining('no longer up to date')]);
    }
    expect((await world.owner.query('select from reminder')).rowCount).toBe(1);
  });

  it('is refused kindly too soon, a third time, after the last day, and when nobody waits', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world, '2026-12-10');
    const refused = async (number: string): Promise<[number, string]> => {
      const { status, text } = await maya.post(`${at}/reminders`, { number });
      return [status, text];
    };
    expect(await refused('1')).toEqual([409, expect.stringContaining('Please give them a day.')]);
    world.pass({ hours: 25 });
    await press(maya, at);
    expect(await refused('2')).toEqual([409, expect.stringContaining('Please give them a day.')]);
    world.pass({ hours: 25 });
    expect((await maya.get(at)).text).toContain('It is the second one, and the last.');
    await press(maya, at);
    world.pass({ hours: 25 });
    expect((await maya.get(at)).text).toContain('They were reminded twice');
    expect(await refused('3')).toEqual([409, expect.stringContaining('They were reminded twice')]);
    await world.owner.query('delete from reminder');
    for (const { address } of [luka, noor, hana]) await open(world, address, 'no');
    expect(await refused('1')).toEqual([409, expect.stringContaining('nobody to remind just now')]);
    passTo(world, '2026-12-11T09:00:00Z');
    expect(await refused('1')).toEqual([409, expect.stringContaining('Your last day for answers is over')]);
    await maya.post(`${at}/cancellations`);
    expect(await refused('1')).toEqual([409, expect.stringContaining('called off')]);
  });

  it('does not reach who answers between the press and the mail', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    world.pass({ hours: 25 });
    await press(maya, at);
    await open(world, luka.address, 'no');
    await world.owner.query(
      'update envelope set quiet = true from adult d where d.family_id = envelope.family_id and d.address = $1',
      [noor.address],
    );
    await world.work();
    expect((await reminders(world)).map(({ to }) => to)).toEqual([hana.address]);
  });

  it('is pressed by hosts alone', async () => {
    const world = await openWorld();
    const { at } = await posted(world);
    world.pass({ hours: 25 });
    const guest = world.visitor();
    await signIn(world, guest, luka.address);
    expect((await guest.post(`${at}/reminders`, { number: '1' })).status).toBe(404);
    expect((await world.visitor().post(`${at}/reminders`, { number: '1' })).path).toBe('/sign-in');
    expect((await world.owner.query('select from reminder')).rowCount).toBe(0);
  });
});

describe('a no', () => {
  it('is followed by nothing but its confirmation, until a week after the party', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    // It said later first: what was asked for then finds a no.
    await open(world, noor.address, 'later');
    await open(world, noor.address, 'no');
    await world.work();
    const before = await world.mails(noor.address);
    expect(before.at(-1)?.subject).toContain('Your answer');
    const done: string[] = [];
    for (let day = 0; day < 15; day += 1) {
      world.pass({ hours: 24 });
      await press(maya, at);
      done.push(...(await world.work()));
    }
    expect(done).toContain('later.remind');
    expect((await world.owner.query('select from reminder')).rowCount).toBe(2);
    expect(await reminders(world, hana.address)).toHaveLength(2);
    expect(await world.mails(noor.address)).toEqual(before);
  });

  it('still hears that the party is off', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    await open(world, noor.address, 'no');
    await maya.post(`${at}/cancellations`);
    await world.work();
    expect((await world.mails(noor.address)).at(-1)?.subject).toContain('Called off');
  });
});

describe('the page to talk it over', () => {
  it('tells a child who, when in sleeps, about where, with whom, and that both answers are fine', async () => {
    const world = await openWorld();
    await posted(world);
    const { guest, page, child } = await open(world, luka.address);
    const together = await guest.get(`${page.path}/together`);
    for (const said of [
      'Ellie has a party',
      'For Luka, to read together',
      'Come and dance.',
      'The whole class is invited',
      '8 more sleeps',
      'Maple Street, ten minutes from school',
      '2 grown-ups are there',
      'Your grown-up can stay with you',
      'It is inside',
      'What would be nice?',
      'What would be hard?',
      'What would help?',
      'You may say yes. You may say no. Both are fine.',
    ])
      expect(together.text).toContain(said);
    const buttons = [...together.html.matchAll(/<button class="([^"]*)" name="says" value="(\w+)"/g)];
    expect(buttons.map(([, , says]) => says)).toEqual(['yes', 'no', 'later']);
    expect(new Set(buttons.map(([, look]) => look)).size).toBe(1);
    const yes = await guest.post(/action="([^"]*\/answers)"/.exec(together.html)?.[1] ?? '', {
      child,
      says: 'yes',
    });
    expect(yes.text).toContain('Lovely, Luka is coming');
  });

  it('never has the door number, also after a yes, nor anything of the others', async () => {
    const world = await openWorld();
    await posted(world);
    const { guest, page } = await open(world, luka.address, 'yes');
    const { html, text } = await guest.get(`${page.path}/together`);
    for (const secret of [plan.address, 'Noor', 'Goran', 'Hana', ellie.adult, ellie.address])
      expect(html).not.toContain(secret);
    expect(text).toContain('Lovely, Luka is coming');
    expect(html).not.toContain('name="says"');
  });

  it('asks anew after a move, and its answer is one to the plan that stood there', async () => {
    const world = await openWorld();
    await posted(world);
    const { guest, page, child } = await open(world, luka.address, 'yes');
    await world.owner.query('update party set revision = revision + 1');
    const together = await guest.get(`${page.path}/together`);
    expect(together.text).not.toContain('Lovely, Luka is coming');
    const revision = hidden(together.html, 'revision');
    await guest.post(`${page.path}/answers`, { child, says: 'yes', revision });
    expect((await world.owner.query('select says, revision from answer')).rows).toEqual([
      { says: 'yes', revision: 1 },
    ]);
  });

  it('says nothing of everybody when it is not so, and that the children stay overnight when they do', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b, ['Luka']);
    await world.owner.query("update party set overnight = true, staying = 'drop_off', setting = 'outdoors'");
    await world.work();
    const { guest, page } = await open(world, luka.address);
    const { text } = await guest.get(`${page.path}/together`);
    expect(text).not.toContain('whole class');
    for (const said of ['You sleep there', 'fetches you again', 'It is outside'])
      expect(text).toContain(said);
  });

  it('is linked from the invitation, from the later card and from the reminder, and opens from the mail', async () => {
    const world = await openWorld();
    await posted(world);
    const { guest, page } = await open(world, luka.address);
    expect(page.html).toContain(`href="${page.path}/together"`);
    await open(world, luka.address, 'later');
    expect((await guest.get(page.path)).html).toContain(`href="${page.path}/together"`);
    passTo(world, '2026-12-07T16:30:00Z');
    await world.work();
    const mail = (await reminders(world, luka.address)).at(-1);
    const link = /\/i\/[\w-]+\?to=together/.exec(mail?.text ?? '')?.[0] ?? '';
    const sealed = await guest.get(link);
    expect(sealed.html).not.toContain('Luka');
    const opened = await guest.post(link.split('?')[0] ?? '', { to: hidden(sealed.html, 'to') });
    expect([opened.path, opened.text]).toEqual([
      `${page.path}/together`,
      expect.stringContaining('5 more sleeps'),
    ]);
  });

  it('is not there for others, and asks nothing when the party is called off', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    const { guest, page } = await open(world, luka.address);
    const noors = await open(world, noor.address);
    const foreign = await noors.guest.get(`${page.path}/together`);
    const unknown = await guest.get('/invitations/00000000-0000-4000-8000-000000000000/together');
    expect([foreign.status, unknown.status, foreign.html]).toEqual([404, 404, unknown.html]);
    await maya.post(`${at}/cancellations`);
    const off = await guest.get(`${page.path}/together`);
    expect(off.text).toContain('The party is called off');
    expect(off.html).not.toContain('name="says"');
  });
});

describe('the last day for answers', () => {
  it('stands on the invitation, in its mail and on the host’s page, and a later answer still counts', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b);
    await world.owner.query("update party set answer_by = '2026-12-09'");
    await world.work();
    const asked = 'Please answer by Wednesday 9 December';
    const told = (await world.mails(luka.address)).filter(({ text }) => text.includes(asked));
    expect(told.map(({ subject }) => subject)).toEqual([expect.stringContaining('invites')]);
    const { guest, page, child } = await open(world, luka.address);
    expect(page.text).toContain(asked);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const { rows } = await world.owner.query<{ id: string }>('select id from party');
    expect((await maya.get(`/parties/${rows[0]?.id}`)).text).toContain(asked);
    passTo(world, '2026-12-10T09:00:00Z');
    world.platform.news.tell(rows[0]?.id ?? '');
    expect((await guest.get(page.path)).text).toContain('An answer that comes later still counts.');
    const yes = await guest.post(`${page.path}/answers`, { child, says: 'yes' });
    expect(yes.text).toContain('Lovely, Luka is coming');
    expect(yes.text).not.toContain('Please answer by');
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.text).not.toContain('Please answer by');
  });
});

describe('two days before the last day for answers', () => {
  const subject = /would like to know/;

  async function withLastDay(world: World, answerBy = '2026-12-09') {
    const class1b = await makeClass(world, [ellie, luka, noor, goran, hana]);
    const host = await makePartyOf(world, class1b, ellie, { plan: { answerBy } });
    await world.work();
    // Whoever does not open is tried by another way after two days.
    for (const { address } of [luka, noor, hana]) await open(world, address);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    return { class1b, host, maya, at: `/parties/${host.party}` };
  }

  async function reminded(world: World): Promise<string[]> {
    return (await world.mails()).filter((mail) => subject.test(mail.subject)).map(({ to }) => to);
  }

  it('whoever has not answered gets one mail, and nobody else; the host may still remind twice', async () => {
    const world = await openWorld();
    const { maya, at } = await withLastDay(world);
    await open(world, noor.address, 'no');
    expect((await maya.get(at)).text).toMatch(/gets one mail by itself: Mon,? 7 Dec,? (at )?16:30/);
    passTo(world, '2026-12-07T16:29:00Z');
    await world.work();
    expect(await reminded(world)).toEqual([]);
    passTo(world, '2026-12-07T16:30:00Z');
    await world.work();
    expect((await reminded(world)).toSorted()).toEqual([luka.address, hana.address].toSorted());
    const mail = (await world.mails(luka.address)).at(-1);
    expect(mail?.text).toMatch(/would like to know by .*Wednesday 9 December.* whether .*Luka.* can come/);
    const page = await maya.get(at);
    expect(page.text).not.toContain('by itself');
    expect(page.text).toMatch(/from Tue,? 8 Dec,? (at )?16:30 on/);
    expect((await maya.post(`${at}/reminders`, { number: '1' })).status).toBe(409);
    passTo(world, '2026-12-08T16:30:00Z');
    expect((await press(maya, at)).status).toBe(200);
    await world.work();
    expect(await reminded(world)).toHaveLength(4);
    expect((await maya.get(at)).text).not.toContain('by itself');
  });

  it('moves with the last day, and comes once whatever runs twice', async () => {
    const world = await openWorld();
    const { host } = await withLastDay(world);
    await move(world, host, { answerBy: '2026-12-11' });
    passTo(world, '2026-12-08T12:00:00Z');
    await world.work();
    expect(await reminded(world)).toEqual([]);
    passTo(world, '2026-12-09T16:30:00Z');
    const job = reminderJobs(world.platform)['last_day.remind'];
    const again = { circle: host.circle, party: host.party };
    await Promise.all([job?.(again), job?.(again)]);
    await world.work();
    expect(await reminded(world)).toHaveLength(3);
    await move(world, host, { answerBy: '2026-12-12' });
    passTo(world, '2026-12-11T16:30:00Z');
    await world.work();
    expect(await reminded(world)).toHaveLength(3);
  });

  it('that are over for less than a day since a change, it comes at once, but never at night', async () => {
    const world = await openWorld();
    const { host } = await withLastDay(world, '2026-12-11');
    passTo(world, '2026-12-07T21:00:00Z');
    await move(world, host, { answerBy: '2026-12-09' });
    await world.work();
    expect(await reminded(world)).toEqual([]);
    passTo(world, '2026-12-08T08:00:00Z');
    await world.work();
    expect(await reminded(world)).toHaveLength(3);
  });

  it('comes while the clock moves on', async () => {
    const world = await openWorld();
    const { host } = await withLastDay(world);
    passTo(world, '2026-12-07T16:30:00Z');
    const jobs = reminderJobs(ticking(world.platform));
    await jobs['last_day.remind']?.({ circle: host.circle, party: host.party });
    const { rows } = await world.owner.query<{ envelope: string }>(
      'select envelope_id as envelope from last_day_reminder',
    );
    for (const { envelope } of rows) await jobs['last_day.mail']?.({ circle: host.circle, envelope });
    await world.send();
    expect(await reminded(world)).toHaveLength(3);
  });

  it('leaves alone who was invited today, or is reminded by the host on that day', async () => {
    const world = await openWorld();
    const { maya, at } = await withLastDay(world, '2026-12-06');
    passTo(world, '2026-12-05T12:00:00Z');
    await press(maya, at);
    passTo(world, '2026-12-05T16:30:00Z');
    await world.work();
    expect(await reminded(world)).toHaveLength(3);
    const today = await openWorld();
    await withLastDay(today, '2026-12-06');
    passTo(today, '2026-12-04T16:30:00Z');
    await today.work();
    expect(await reminded(today)).toEqual([]);
  });

  it('is none for a party that is called off, nor when there is no last day any more', async () => {
    const world = await openWorld();
    const { maya, at } = await withLastDay(world);
    await maya.post(`${at}/cancellations`);
    const other = await openWorld();
    const { host } = await withLastDay(other);
    await move(other, host, { answerBy: '' });
    for (const one of [world, other]) {
      passTo(one, '2026-12-07T16:30:00Z');
      await one.work();
      expect(await reminded(one)).toEqual([]);
    }
  });
});

describe('at night', () => {
  it('what a host presses goes out in the morning, once, and the page says so', async () => {
    const world = await openWorld();
    const { maya, at } = await posted(world);
    for (const { address } of [luka, noor, hana]) await open(world, address);
    passTo(world, '2026-12-06T21:00:00Z');
    expect((await maya.get(at)).text).toMatch(/in the morning: Mon,? 7 Dec,? (at )?8:00/);
    const pressed = await press(maya, at);
    expect(pressed.text).toMatch(/The mails go out in the morning: Mon,? 7 Dec,? (at )?8:00/);
    await world.work();
    expect(await reminders(world)).toEqual([]);
    passTo(world, '2026-12-07T08:00:00Z');
    await world.work();
    expect(await reminders(world)).toHaveLength(3);
  });

  it('a mail that could not go by day waits for the morning, and still is for its own day', async () => {
    const world = await openWorld();
    await posted(world);
    await open(world, luka.address, 'later');
    passTo(world, '2026-12-07T22:00:00Z');
    await world.work();
    expect(await reminders(world)).toEqual([]);
    passTo(world, '2026-12-08T08:00:00Z');
    await world.work();
    expect((await reminders(world)).map(({ to }) => to)).toEqual([luka.address]);
  });
});
