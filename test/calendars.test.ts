import fc from 'fast-check';
import ICAL from 'ical.js';
import PostalMime from 'postal-mime';
import { addFamily } from '../src/features/circle/actions.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeFamily } from '../src/features/circle/actions.ts';
import { gapOf, lookAtGuests } from '../src/features/guestlist/actions.ts';
import { changeGuests, replyAddress } from '../src/features/invitation/actions.ts';
import { cancelParty } from '../src/features/notice/actions.ts';
import type { HostPass } from '../src/features/party/rules.ts';
import { faultsOf, holdsITip, readEvents, type ReadEvent } from './itip.ts';
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
} from './people.ts';
import { scaled } from './scaled.ts';
import { hidden } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/** What mail programs make of a mail: the part that they act on, and the file beside it. */
type CalendarMail = { to: string; subject: string; raw: string; file: string; event: ReadEvent };

/** Every calendar that was sent, the oldest first; each is held against RFC 5546 and the shape that mail programs want. */
async function calendars(world: World, address?: string): Promise<CalendarMail[]> {
  const { rows } = await world.owner.query<{ recipient: string; raw: Buffer }>(
    'select recipient, raw from mailbox_message order by sent_at, id',
  );
  const found: CalendarMail[] = [];
  for (const { recipient, raw } of rows) {
    const email = await PostalMime.parse(raw);
    const [inline, beside, ...others] = email.attachments.filter(({ mimeType }) =>
      ['text/calendar', 'application/ics'].includes(mimeType),
    );
    if (!inline) continue;
    const text = (content: unknown): string =>
      typeof content === 'string' ? content : new TextDecoder().decode(content as ArrayBuffer);
    // A part on its way has the line ends of its mail.
    const file = text(inline.content).replace(/\r?\n/g, '\r\n');
    holdsITip(file);
    const [event, former] = readEvents(file);
    if (!event) throw new Error('there is no event');
    expect([inline.mimeType, inline.disposition, inline.method]).toEqual([
      'text/calendar',
      null,
      event.method,
    ]);
    expect([beside?.mimeType, beside?.disposition, others.length]).toEqual([
      'application/ics',
      'attachment',
      0,
    ]);
    expect(text(beside?.content).replace(/\r?\n/g, '\r\n')).toBe(file);
    if (event.method !== 'PUBLISH') {
      expect(former).toBeUndefined();
      expect(event.attendees.map((one) => one.address)).toEqual([recipient]);
    }
    found.push({ to: recipient, subject: email.subject ?? '', raw: raw.toString(), file, event });
  }
  keepsCount(found);
  return found.filter(({ to }) => address === undefined || to === address);
}

// RFC 5546 2.1.5: what is told to one calendar of one party is never lower than before, and always newer.
function keepsCount(mails: readonly CalendarMail[]): void {
  for (const one of Map.groupBy(mails, ({ to, event }) => `${to} ${event.uid}`).values())
    for (const [place, { event }] of one.entries()) {
      const before = one[place - 1]?.event;
      if (!before) continue;
      expect(event.sequence).toBeGreaterThanOrEqual(before.sequence);
      // What is taken out is taken out by a higher number, and comes back by a higher one still (RFC 5546 3.2.5).
      if (event.method === 'CANCEL' || before.method === 'CANCEL')
        expect(event.sequence).toBeGreaterThan(before.sequence);
      expect(event.stamp > before.stamp, `${event.stamp} after ${before.stamp}`).toBe(true);
    }
}

async function last(world: World, { address }: { address: string }): Promise<ReadEvent> {
  const event = (await calendars(world, address)).at(-1)?.event;
  if (!event) throw new Error('no calendar was sent');
  return event;
}

async function later(world: World): Promise<void> {
  world.pass({ minutes: 1 });
  await world.work();
}

async function guest(world: World, person: { address: string }): Promise<(says: string) => Promise<void>> {
  const visitor = world.visitor();
  const page = await visitor.post(await linkTo(world, person.address));
  const child = hidden(page.html, 'child');
  return async (says) => {
    const revision = hidden((await visitor.get(page.path)).html, 'revision');
    const answered = await visitor.post(`${page.path}/answers`, {
      child,
      says,
      ...(revision ? { revision } : {}),
    });
    expect(answered.status).toBe(200);
    await later(world);
  };
}

/** Changes who is asked, as a host does who has looked at the change. */
async function relist(world: World, pass: HostPass, names: readonly string[]): Promise<void> {
  const { rows } = await world.owner.query<{ id: string }>('select id from child where name = any ($1)', [
    names,
  ]);
  const ticked = rows.map(({ id }) => id);
  const seen = gapOf((await lookAtGuests(world.platform, pass, ticked)).weighed);
  const choice = { ticked, way: 'keep', seen } as const;
  const look = await changeGuests(world.platform, pass, choice, '');
  if (look.ok || look.refusal.kind !== 'look') throw new Error('there is a change to look at');
  expect((await changeGuests(world.platform, pass, choice, look.refusal.change.digest)).ok).toBe(true);
  await later(world);
}

async function invited(world: World, guests: readonly string[] = ['Luka', 'Noor']) {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b, guests);
  await later(world);
  return { class1b, host };
}

async function organizerOf(world: World, child: string): Promise<string | null> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select i.envelope_id as id from invitation i join child c on c.id = i.child_id where c.name = $1',
    [child],
  );
  return replyAddress(world.platform, rows[0]?.id ?? '');
}

describe('an invitation in a calendar', () => {
  it('asks one person, from an address that stands for the family, with the area only', async () => {
    const world = await openWorld();
    await invited(world);
    for (const [person, child] of [
      [luka, 'Luka'],
      [noor, 'Noor'],
    ] as const)
      expect(await last(world, person)).toMatchObject({
        method: 'REQUEST',
        sequence: 0,
        status: 'CONFIRMED',
        organizer: await organizerOf(world, child),
        organizerName: 'Ellie',
        location: plan.area,
        attendees: [{ address: person.address, partstat: 'NEEDS-ACTION', rsvp: 'TRUE' }],
      });
    expect((await last(world, luka)).uid).toBe((await last(world, noor)).uid);
    const [mail] = await calendars(world, luka.address);
    expect(mail?.raw).toMatch(
      /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/calendar; charset=utf-8; method=REQUEST/,
    );
    expect(mail?.file).not.toContain('12 Maple Street');
  });

  it('asks each adult of a family at the address that the mail goes to', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const adults = [luka.address, 'ana@families.example'].map((address) => ({
      name: 'x',
      address,
      phone: null,
    }));
    const { rows } = await world.owner.query<{ id: string; name: string }>(
      "select id, name from child where name = 'Luka'",
    );
    const family = class1b.families.get('Luka') ?? '';
    await changeFamily(world.platform, class1b.keeper, family, {
      language: null,
      adults,
      kept: rows,
      added: [],
    });
    await makeParty(world, class1b, ['Luka']);
    await later(world);
    const mails = await calendars(world);
    expect(mails.map(({ to }) => to).toSorted()).toEqual(adults.map(({ address }) => address).toSorted());
    expect(new Set(mails.map(({ event }) => event.organizer)).size).toBe(1);
  });

  it('is a file to keep where no mail comes to us', async () => {
    const world = await openWorld();
    world.platform.mailer.domain = null;
    const { host } = await invited(world);
    const says = await guest(world, luka);
    await says('yes');
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await later(world);
    await relist(world, host, ['Luka']);
    await cancelParty(world.platform, host);
    await later(world);
    const mails = await calendars(world, luka.address);
    expect(mails.map(({ event }) => [event.method, event.status, event.sequence])).toEqual([
      ['PUBLISH', 'CONFIRMED', 0],
      ['PUBLISH', 'CONFIRMED', 0],
      ['PUBLISH', 'CONFIRMED', 1],
      ['PUBLISH', 'CANCELLED', 2],
    ]);
  });
});

describe('an answer', () => {
  it('is said back to the calendar, and the door number comes and goes with the yes', async () => {
    const world = await openWorld();
    await invited(world);
    const says = await guest(world, luka);
    const seen = [];
    for (const answer of ['yes', 'no', 'later', 'yes']) {
      await says(answer);
      const { method, sequence, location, attendees } = await last(world, luka);
      seen.push([method, sequence, location, attendees[0]?.partstat]);
    }
    expect(seen).toEqual([
      ['REQUEST', 0, plan.address, 'ACCEPTED'],
      ['REQUEST', 0, plan.area, 'DECLINED'],
      ['REQUEST', 0, plan.area, 'TENTATIVE'],
      ['REQUEST', 0, plan.address, 'ACCEPTED'],
    ]);
  });

  it('of two children who do not say the same is still asked for', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const family = class1b.families.get('Luka') ?? '';
    const { rows } = await world.owner.query<{ id: string; name: string }>(
      "select id, name from child where name = 'Luka'",
    );
    const adults = [{ name: 'Ivan', address: luka.address, phone: null }];
    await changeFamily(world.platform, class1b.keeper, family, {
      language: null,
      adults,
      kept: rows,
      added: ['Lena'],
    });
    await makeParty(world, class1b, ['Luka', 'Lena']);
    await later(world);
    const visitor = world.visitor();
    const page = await visitor.post(await linkTo(world, luka.address));
    const said = [];
    for (const [child, says] of [
      ['Luka', 'yes'],
      ['Lena', 'no'],
      ['Lena', 'yes'],
    ]) {
      const { rows: ids } = await world.owner.query<{ id: string }>('select id from child where name = $1', [
        child,
      ]);
      await visitor.post(`${page.path}/answers`, { child: ids[0]?.id ?? '', says: says ?? '' });
      await later(world);
      const { location, attendees } = await last(world, luka);
      said.push([location, attendees[0]?.partstat]);
    }
    expect(said).toEqual([
      [plan.address, 'NEEDS-ACTION'],
      [plan.address, 'NEEDS-ACTION'],
      [plan.address, 'ACCEPTED'],
    ]);
  });
});

describe('a change in a calendar', () => {
  it('is an update of a higher number that asks again; a no stays a no', async () => {
    const world = await openWorld();
    const { host } = await invited(world);
    const [lukas, noors] = [await guest(world, luka), await guest(world, noor)];
    await lukas('yes');
    await noors('no');
    const before = await last(world, luka);
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await later(world);
    expect(await last(world, luka)).toMatchObject({
      method: 'REQUEST',
      uid: before.uid,
      sequence: 1,
      organizer: before.organizer,
      startsAt: '2026-12-12T14:00:00Z',
      location: plan.address,
      attendees: [{ partstat: 'NEEDS-ACTION', rsvp: 'TRUE' }],
    });
    expect(await last(world, noor)).toMatchObject({
      sequence: 1,
      location: plan.area,
      attendees: [{ partstat: 'DECLINED' }],
    });
    await move(world, host, { area: 'Oak Street, by the river' });
    await later(world);
    expect(await last(world, noor)).toMatchObject({ sequence: 2, location: 'Oak Street, by the river' });
    await lukas('yes');
    expect(await last(world, luka)).toMatchObject({ sequence: 2, attendees: [{ partstat: 'ACCEPTED' }] });
  });

  it('calls the party off, from the same address and by a higher number', async () => {
    const world = await openWorld();
    const { host } = await invited(world);
    await (
      await guest(world, luka)
    )('yes');
    const before = await last(world, luka);
    await cancelParty(world.platform, host);
    await later(world);
    const off = await last(world, luka);
    expect(off).toMatchObject({
      method: 'CANCEL',
      status: 'CANCELLED',
      uid: before.uid,
      sequence: before.sequence + 1,
      organizer: before.organizer,
      location: plan.area,
    });
  });
});

describe('an invitation that is taken back', () => {
  it('goes out of that calendar alone, comes back by a higher number, and no other calendar tells of it', async () => {
    const world = await openWorld();
    const { host } = await invited(world);
    const before = await last(world, noor);
    await relist(world, host, ['Luka']);
    const off = await last(world, noor);
    expect(off).toMatchObject({
      method: 'CANCEL',
      status: null,
      uid: before.uid,
      organizer: before.organizer,
    });
    expect(off.sequence).toBeGreaterThan(before.sequence);
    await relist(world, host, ['Luka', 'Noor']);
    const again = await last(world, noor);
    expect(again).toMatchObject({ method: 'REQUEST', uid: before.uid, status: 'CONFIRMED' });
    expect(again.sequence).toBeGreaterThan(off.sequence);
    expect(again.organizer).toBe(await organizerOf(world, 'Noor'));
    await relist(world, host, ['Luka']);
    await relist(world, host, ['Luka', 'Noor']);
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await later(world);
    // Luka's family cannot tell from its number that anything happened but the move.
    expect((await last(world, luka)).sequence).toBe(1);
    const moved = await last(world, noor);
    await cancelParty(world.platform, host);
    await later(world);
    expect((await last(world, luka)).sequence).toBe(2);
    expect((await last(world, noor)).sequence).toBeGreaterThan(moved.sequence);
  });

  it('of one child leaves the calendar of a brother or sister who stays invited as it is', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const family = class1b.families.get('Luka') ?? '';
    const { rows } = await world.owner.query<{ id: string; name: string }>(
      "select id, name from child where name = 'Luka'",
    );
    const adults = [{ name: 'Ivan', address: luka.address, phone: null }];
    await changeFamily(world.platform, class1b.keeper, family, {
      language: null,
      adults,
      kept: rows,
      added: ['Lena'],
    });
    const host = await makeParty(world, class1b, ['Luka', 'Lena']);
    await later(world);
    await relist(world, host, ['Luka']);
    expect((await world.mails(luka.address)).length).toBeGreaterThan(
      (await calendars(world, luka.address)).length,
    );
    expect((await last(world, luka)).method).toBe('REQUEST');
  });

  it('says nothing of having come late to a family that joins', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await later(world);
    const ana = { child: 'Iva', adult: 'Ana', address: 'ana@families.example' };
    await addFamily(world.platform, class1b.keeper, {
      language: null,
      adults: [{ name: ana.adult, address: ana.address, phone: null }],
      kept: [],
      added: [ana.child],
    });
    await later(world);
    expect(await last(world, ana)).toMatchObject({ method: 'REQUEST', sequence: 0 });
    expect((await last(world, luka)).sequence).toBe(0);
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await later(world);
    expect((await last(world, ana)).sequence).toBe(1);
  });

  it('is not undone by whoever is invited later: the number of a newcomer is its own', async () => {
    const world = await openWorld();
    const { host } = await invited(world, ['Luka']);
    await relist(world, host, ['Luka', 'Noor']);
    expect(await last(world, noor)).toMatchObject({ method: 'REQUEST', sequence: 1 });
    await move(world, host, { starts: '14:00', ends: '16:00' });
    await later(world);
    expect([(await last(world, luka)).sequence, (await last(world, noor)).sequence]).toEqual([1, 2]);
  });
});

const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };
const lukasPlan = {
  title: 'Luka is turning six',
  area: 'Oak Street',
  address: '7 Oak Street',
  starts: '14:00',
  ends: '16:00',
};

async function united(world: World): Promise<string> {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, ibo]);
  const ellies = await makeParty(world, class1b, ['Noor']);
  const lukas = await makePartyOf(world, class1b, luka, {
    guests: ['Noor', 'Goran', 'Ibo'],
    plan: lukasPlan,
  });
  await later(world);
  const [maya, ivan] = [world.visitor(), world.visitor()];
  await signIn(world, maya, ellie.address);
  await signIn(world, ivan, luka.address);
  await maya.post(`/parties/${ellies.party}/sharing`);
  await ivan.post(`/parties/${lukas.party}/sharing`);
  await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
  const { rows } = await world.owner.query<{ id: string }>('select id from joint_offer');
  const at = `/joint-offers/${rows[0]?.id}`;
  const made = await ivan.post(at, { says: 'yes', mark: hidden((await ivan.get(at)).html, 'mark') });
  expect(made.path).toBe(`/parties/${ellies.party}`);
  await later(world);
  return ellies.party;
}

describe('a joint party', () => {
  it('goes on in each calendar as one, and the former one goes by a message of its own', async () => {
    const world = await openWorld();
    const party = await united(world);
    for (const { address } of [noor, ibo]) {
      const mails = await calendars(world, address);
      const uids = [...new Set(mails.map(({ event }) => event.uid))];
      expect(uids).toHaveLength(2);
      const states = uids.map((uid) => mails.findLast(({ event }) => event.uid === uid)?.event);
      const [kept, gone] = states[0]?.method === 'REQUEST' ? states : states.toReversed();
      expect(kept).toMatchObject({ method: 'REQUEST', organizerName: 'Ellie and Luka', location: plan.area });
      expect(gone).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
      // From the address that had asked.
      const asked = mails.find(({ event }) => event.uid === gone?.uid)?.event;
      expect(gone?.organizer).toBe(asked?.organizer);
      expect(gone?.sequence).toBeGreaterThan(asked?.sequence ?? 0);
    }
    const visitor = world.visitor();
    const page = await visitor.post(await linkTo(world, ibo.address));
    const file = (await visitor.get(`${page.path}/party.ics`)).html;
    holdsITip(file);
    expect(readEvents(file).map(({ status, method }) => [method, status])).toEqual([
      ['PUBLISH', 'CONFIRMED'],
      ['PUBLISH', 'CANCELLED'],
    ]);
    const mails = (await calendars(world)).length;
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${party}/cancellations`);
    await later(world);
    expect((await calendars(world)).length).toBe(mails + 2);
    expect(await last(world, ibo)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
  });
});

describe('the file on a guest’s page', () => {
  it('asks nobody, has the area until the yes, and says when the party is off', async () => {
    const world = await openWorld();
    const { host } = await invited(world);
    const visitor = world.visitor();
    const page = await visitor.post(await linkTo(world, luka.address));
    const read = async (): Promise<ReadEvent | undefined> => {
      const { html, headers } = await visitor.get(`${page.path}/party.ics`);
      holdsITip(html);
      expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
      return readEvents(html)[0];
    };
    expect(await read()).toMatchObject({
      method: 'PUBLISH',
      location: plan.area,
      attendees: [],
      status: 'CONFIRMED',
    });
    await (
      await guest(world, luka)
    )('yes');
    expect(await read()).toMatchObject({ location: plan.address, uid: (await last(world, luka)).uid });
    await cancelParty(world.platform, host);
    expect(await read()).toMatchObject({ location: plan.area, status: 'CANCELLED', sequence: 1 });
  });
});

describe('whatever hosts and guests do', () => {
  const deeds = ['yes', 'no', 'later', 'move', 'place', 'take back', 'invite', 'off'] as const;
  const step = fc.record({ does: fc.constantFrom(...deeds), who: fc.constantFrom(luka, noor) });

  it(
    'each calendar is told in the right order, and only of itself',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
          const world = await openWorld();
          const class1b = await makeClass(world, [ellie, luka, noor, ibo]);
          const host = await makeParty(world, class1b);
          await later(world);
          const list = new Set(['Luka', 'Noor', 'Ibo']);
          let [hour, news, isOff] = [9, 0, false];
          for (const { does, who } of steps) {
            if (isOff) break;
            if (does === 'off') {
              isOff = true;
              news += 1;
              await cancelParty(world.platform, host);
            } else if (does === 'move' || does === 'place') {
              hour += 1;
              news += 1;
              const starts = String(hour).padStart(2, '0');
              await move(
                world,
                host,
                does === 'move' ? { starts: `${starts}:00` } : { area: `Street ${hour}` },
              );
            } else if (does === 'take back' || does === 'invite') {
              if (list.has(who.child) === (does === 'invite')) continue;
              if (does === 'invite') list.add(who.child);
              else list.delete(who.child);
              await relist(world, host, [...list]);
            } else if (list.has(who.child)) await (await guest(world, who))(does);
            await later(world);
          }
          await calendars(world);
          // Whoever was never taken off cannot tell from a number that anybody was.
          expect((await last(world, ibo)).sequence).toBe(news);
        }),
        { numRuns: scaled(2), endOnFailure: true },
      );
    },
    scaled(60_000),
  );
});

/** Parties around the days on which clocks change, and when they begin. */
const turns = [
  ['Europe/London', '2027-03-28', '00:30', '2027-03-28T00:30:00Z'],
  ['Europe/London', '2027-03-28', '15:00', '2027-03-28T14:00:00Z'],
  ['Europe/London', '2027-10-31', '15:00', '2027-10-31T15:00:00Z'],
  ['America/New_York', '2027-03-14', '15:00', '2027-03-14T19:00:00Z'],
  ['America/New_York', '2027-11-07', '15:00', '2027-11-07T20:00:00Z'],
  ['Africa/Casablanca', '2027-03-28', '15:00', '2027-03-28T15:00:00Z'],
  ['Australia/Lord_Howe', '2027-04-04', '15:00', '2027-04-04T04:30:00Z'],
  ['Australia/Lord_Howe', '2027-10-03', '15:00', '2027-10-03T04:00:00Z'],
  ['Asia/Kolkata', '2027-03-28', '15:00', '2027-03-28T09:30:00Z'],
  ['Pacific/Auckland', '2027-04-04', '15:00', '2027-04-04T03:00:00Z'],
  ['Pacific/Auckland', '2027-09-26', '15:00', '2027-09-26T02:00:00Z'],
] as const;

describe('a party', () => {
  it.each([
    ['UTC', '12:00'],
    ['America/New_York', '17:00'],
    ['Asia/Kolkata', '06:30'],
    ['Australia/Lord_Howe', '01:00'],
  ])(
    'begins when it was typed, through every change of clocks, with the server in %s',
    async (zone, noon) => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      onTestFinished(() => {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      });
      // The zone is really the server's.
      expect(new Date(2027, 0, 1, 12).toISOString()).toBe(`2027-01-01T${noon}:00.000Z`);
      const world = await openWorld();
      const class1b = await makeClass(world);
      for (const [of, date, starts, instant] of turns) {
        await world.owner.query('update circle set zone = $1', [of]);
        const ends = starts.replace(/^\d\d/, (hour) => String(Number(hour) + 3).padStart(2, '0'));
        await makePartyOf(world, class1b, ellie, { guests: ['Luka'], plan: { date, starts, ends } });
        await later(world);
        expect((await last(world, luka)).startsAt, `${of} ${date}`).toBe(instant);
      }
      const maya = world.visitor();
      await signIn(world, maya, ellie.address);
      const path = /\/calendar\/[\w-]{22}\.ics/.exec((await maya.post('/calendar')).html)?.[0] ?? '';
      const feed = (await world.visitor().get(path)).html;
      holdsITip(feed);
      expect(
        readEvents(feed)
          .map(({ startsAt }) => startsAt)
          .toSorted(),
      ).toEqual(turns.map(([, , , instant]) => instant).toSorted());
    },
  );
});

describe('the table of RFC 5546', () => {
  const asked = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//a//b//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:u',
    'DTSTAMP:20261204T120000Z',
    'SEQUENCE:0',
    'DTSTART:20261212T150000Z',
    'DTEND:20261212T170000Z',
    'SUMMARY:s',
    'ORGANIZER:mailto:a@b.example',
    'ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:c@d.example',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  const file = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');
  const without = (start: string): string => file(asked.filter((line) => !line.startsWith(start)));
  const instead = (start: string, line: string): string =>
    file(asked.map((one) => (one.startsWith(start) ? line : one)));

  it('is kept by what keeps it', () => {
    expect(faultsOf(file(asked))).toEqual([]);
    expect(new ICAL.Component(ICAL.parse(file(asked))).name).toBe('vcalendar');
    expect(faultsOf(instead('METHOD', 'METHOD:REPLY'))).toEqual([]);
  });

  it.each([
    ['no METHOD', without('METHOD')],
    ['no UID', without('UID')],
    ['no DTSTAMP', without('DTSTAMP')],
    ['no ORGANIZER', without('ORGANIZER')],
    ['nobody asked', without('ATTENDEE')],
    ['a PUBLISH that asks', instead('METHOD', 'METHOD:PUBLISH')],
    [
      'a CANCEL without a number',
      file(asked.flatMap((line) => (line.startsWith('SEQUENCE') ? [] : line.replace('REQUEST', 'CANCEL')))),
    ],
    ['a cancelled REQUEST', instead('SEQUENCE', 'STATUS:CANCELLED')],
    ['a stamp of here', instead('DTSTAMP', 'DTSTAMP:20261204T120000')],
    ['a time of nowhere', instead('DTSTART', 'DTSTART:20261212T150000')],
    ['a zone that is not there', instead('DTSTART', 'DTSTART;TZID=Europe/Paris:20261212T150000')],
    ['no mailto:', instead('ORGANIZER', 'ORGANIZER:a@b.example')],
    ['two ends', instead('SEQUENCE', 'DURATION:PT2H')],
    ['a long line', instead('SUMMARY', `SUMMARY:${'s'.repeat(80)}`)],
    ['short line ends', file(asked).replaceAll('\r\n', '\n')],
    [
      'a METHOD after its event',
      file([...asked.filter((line) => !/^METHOD|^END:VCAL/.test(line)), 'METHOD:REQUEST', 'END:VCALENDAR']),
    ],
  ])('is broken by %s', (_, broken) => {
    expect(faultsOf(broken)).not.toEqual([]);
  });
});
