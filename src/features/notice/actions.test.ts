import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCircle } from '../../platform/database/database.ts';
import { answerInvitation } from '../answer/actions.ts';
import { saids, type Said } from '../answer/rules.ts';
import { leaveToken } from '../circle/actions.ts';
import { listGuests } from '../hosting/store.ts';
import { boardOf } from '../hosting/rules.ts';
import { acknowledge, linkToken, openEnvelope } from '../invitation/actions.ts';
import { mintGuestPass } from '../invitation/gate.ts';
import { findParty } from '../party/store.ts';
import { cancelParty, changeParty, tellFamily, weighChange } from './actions.ts';

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
  leave,
} from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import { openWorld, type ReadMail, type World } from '../../../test/world.ts';

const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };
const silent = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

async function underWay(world: World) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, ibo, silent]);
  const host = await makeParty(world, class1b, ['Luka', 'Noor', 'Goran', 'Hana', 'Ibo']);
  await world.work();
  for (const [address, a] of [
    [luka.address, 'yes'],
    [noor.address, 'no'],
    [ibo.address, 'later'],
  ] as const)
    await world.visitor().post(await linkTo(world, address), { a });
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function cancellations(world: World): Promise<ReadMail[]> {
  return (await world.mails()).filter(({ subject }) => subject.startsWith('Called off'));
}

function eventOf(mail: ReadMail | undefined) {
  const calendar = new ICAL.Component(ICAL.parse(mail?.calendar ?? ''));
  const event = calendar.getFirstSubcomponent('vevent');
  const value = (name: string): string => String(event?.getFirstPropertyValue(name));
  return {
    uid: value('uid'),
    sequence: Number(value('sequence')),
    status: value('status'),
    stamp: value('dtstamp'),
  };
}

describe('a party that is called off', () => {
  it('is told to everybody who was invited, whatever they answered, once', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    expect((await maya.post(`${at}/cancellations`)).text).toContain('The party is called off.');
    const again = await maya.post(`${at}/cancellations`);
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('no longer be called off')]);
    await world.work();
    const mails = await cancellations(world);
    const told = [luka.address, noor.address, ibo.address, silent.address];
    expect(mails.map(({ to }) => to).toSorted()).toEqual(told.toSorted());
    for (const { text, html } of mails) {
      expect(text).toContain('There is nothing that you need to do.');
      for (const secret of [plan.address, 'Maya', ellie.address, 'Goran'])
        expect(text + html).not.toContain(secret);
    }
  });

  it('goes out of calendars by the same name with a higher number and a newer stamp', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const before = (await world.mails(luka.address)).filter(({ calendar }) => calendar !== null).map(eventOf);
    world.pass({ hours: 1 });
    await maya.post(`${at}/cancellations`);
    await world.work();
    const mail = (await cancellations(world)).find(({ to }) => to === luka.address);
    const off = eventOf(mail);
    expect(before.length).toBeGreaterThan(0);
    for (const event of before) {
      expect(off.uid).toBe(event.uid);
      expect(off.sequence).toBeGreaterThan(event.sequence);
      expect(off.stamp > event.stamp).toBe(true);
    }
    expect(off.status).toBe('CANCELLED');
    expect(mail?.calendar).not.toContain(plan.address);
  });

  it('says so on the guest’s page and in the calendar file, and gives the address no longer', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, luka.address));
    expect(page.text).toContain(plan.address);
    await maya.post(`${at}/cancellations`);
    const off = await guest.get(page.path);
    expect(off.text).toContain('The party is called off');
    expect(off.html).not.toContain(plan.address);
    const file = await guest.get(`${page.path}/party.ics`);
    expect(file.html).toContain('STATUS:CANCELLED');
    expect(file.html).not.toContain(plan.address);
  });

  it('is told though the family of the host leaves at once', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    await maya.post(`${at}/cancellations`);
    const link = `/leave/${leaveToken(world.platform.key, class1b.families.get('Ellie') ?? '')}`;
    await leave(world.visitor(), link);
    await world.work();
    expect(await cancellations(world)).toHaveLength(4);
  });

  it('before anything has left is told to nobody, for nobody knew of it', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, undefined, false);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/sendings`);
    await maya.post(`/parties/${host.party}/cancellations`);
    world.pass({ seconds: 60 });
    await world.work();
    expect((await world.mails()).filter(({ subject }) => !subject.includes('list'))).toEqual([]);
  });

  it('cannot be called off when it is over or was never sent', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    const draft = await makeParty(world, class1b, undefined, false);
    await maya.post(`/parties/${draft.party}/cancellations`);
    world.pass({ hours: 24 * 9 });
    expect((await maya.post(`${at}/cancellations`)).status).toBe(409);
    await world.work();
    expect(await cancellations(world)).toEqual([]);
    expect((await world.owner.query('select from party where cancelled_at is not null')).rowCount).toBe(0);
  });
});

/** Luka, Noor, Ibo and Hana are asked; Hana's family is in peace. */
const guests = ['Luka', 'Noor', 'Ibo', 'Hana'];
const quiet = guests.indexOf('Hana');

type Step =
  | { kind: 'move'; day: number }
  | { kind: 'correct'; word: string }
  | { kind: 'look' | 'seen' | 'open' | 'told'; who: number }
  | { kind: 'answer'; who: number; says: Said }
  | { kind: 'work' | 'cancel' };

const who = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('move' as const), day: fc.integer({ min: 12, max: 15 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('correct' as const), word: fc.constantFrom('Hi.', 'Hello.') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('look', 'seen', 'open', 'told'), who }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), who, says: fc.constantFrom(...saids) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('work' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
);

describe('whatever happens to a plan', () => {
  it('counts only answers to it, takes nobody’s word for seen, and tells each family each news once', async () => {
    const world = await openWorld();
    const { platform, owner } = world;
    const class1b = await makeClass(world, [ellie, luka, noor, ibo, silent]);
    const addresses = [luka, noor, ibo, silent].map(({ address }) => address);

    const play = async (steps: Step[]): Promise<void> => {
      const host = await makeParty(world, class1b, guests);
      await world.work();
      const { rows } = await owner.query<{ envelope: string; child: string; name: string }>(
        `select e.id as envelope, c.id as child, c.name from envelope e
         join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id where e.party_id = $1`,
        [host.party],
      );
      const families = guests.map((name) => {
        const row = rows.find((one) => one.name === name) ?? { envelope: '', child: '' };
        return {
          ...row,
          page: 0,
          seen: 0,
          answer: null as { says: Said; revision: number } | null,
          mails: 0,
        };
      });
      const peace = families[quiet]?.envelope;
      await owner.query('update envelope set quiet = true where id = $1', [peace]);
      const sent = async () =>
        (await world.mails()).filter(({ subject }) => /^(Moved|As before|Called off)/.test(subject));
      const before = await sent();
      let [revision, cancelled, day, greeting, told] = [0, false, 12, plan.greeting, 0];

      const save = async (): Promise<void> => {
        const fields = { ...plan, date: `2026-12-${day}`, greeting };
        const weighed = await weighChange(platform, host, fields);
        const digest = weighed.ok ? weighed.value.digest : '';
        expect((await changeParty(platform, host, { ...fields, digest })).ok).toBe(!cancelled);
      };
      const waiting = async (): Promise<string[]> => {
        const jobs = await owner.query<{ envelope: string }>(
          `select unnest(string_to_array(payload ->> 'envelopes', ',')) as envelope from graphile_worker._private_jobs j
           join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'notice.mail'`,
        );
        return jobs.rows.map(({ envelope }) => envelope).toSorted();
      };
      const others = families.filter(({ envelope }) => envelope !== peace).map(({ envelope }) => envelope);

      for (const one of steps) {
        const family = 'who' in one ? families[one.who] : undefined;
        const pass = mintGuestPass(class1b.circle, family?.envelope ?? '', 1);
        if (one.kind === 'move' || one.kind === 'correct') {
          const moves = one.kind === 'move' && one.day !== day && !cancelled;
          if (one.kind === 'move' && !cancelled) day = one.day;
          if (one.kind === 'correct' && !cancelled) greeting = one.word;
          await save();
          if (moves) {
            revision += 1;
            // Every family that is not in peace has exactly one mail coming.
            expect(await waiting()).toEqual(others.toSorted());
          }
        } else if (one.kind === 'cancel') {
          expect((await cancelParty(platform, host)).ok).toBe(!cancelled);
          if (!cancelled) revision += 1;
          cancelled = true;
        } else if (one.kind === 'work') {
          await world.work();
          if (revision > told) for (const each of families) if (each.envelope !== peace) each.mails += 1;
          told = revision;
        } else if (family) {
          if (one.kind === 'look') family.page = revision;
          if (one.kind === 'seen') {
            await acknowledge(platform, pass, family.page);
            family.seen = Math.max(family.seen, family.page);
          }
          if (one.kind === 'open') {
            await openEnvelope(platform, linkToken(platform.key, family.envelope, 1));
            family.seen = family.page = revision;
          }
          if (one.kind === 'told') {
            await tellFamily(platform, host, family.envelope, revision);
            family.seen = revision;
          }
          if (one.kind === 'answer') {
            const press = { child: family.child, says: one.says, revision: family.page };
            const given = await answerInvitation(platform, pass, press);
            const newer = (family.answer?.revision ?? 0) > family.page && family.answer?.says !== one.says;
            expect(given.ok).toBe(!cancelled && !newer);
            if (given.ok && (family.answer?.revision ?? -1) <= family.page) {
              family.answer = { says: one.says, revision: family.page };
              family.seen = Math.max(family.seen, family.page);
            }
          }
        }
        await inCircle(platform.db, class1b.circle, async (tx) => {
          expect((await findParty(tx, host))?.revision).toBe(revision);
          const { headcount, coming, notYetAgain } = boardOf(await listGuests(tx, host), revision);
          const yes = families.filter(({ answer }) => answer?.says === 'yes');
          expect(headcount.children).toBe(yes.filter(({ answer }) => answer?.revision === revision).length);
          expect(coming.length + notYetAgain.length).toBe(yes.length);
        });
        const seen = await owner.query<{ id: string; seen: number }>(
          'select id, seen_revision as seen from envelope where party_id = $1',
          [host.party],
        );
        for (const { envelope, seen: pressed } of families)
          expect(seen.rows.find(({ id }) => id === envelope)?.seen).toBe(pressed);
      }
      await world.work();
      if (revision > told) for (const each of families) if (each.envelope !== peace) each.mails += 1;
      const mails = (await sent()).slice(before.length);
      for (const [place, { mails: count }] of families.entries())
        expect(mails.filter(({ to }) => to === addresses[place])).toHaveLength(count);
      await owner.query('delete from mailbox_message');
    };

    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), play), {
      numRuns: scaled(8),
    });
  }, 120_000);

  it('an answer that comes while it moves is one to the plan of its page, whichever was first', async () => {
    const world = await openWorld();
    const { platform, owner } = world;
    const class1b = await makeClass(world, [ellie, luka, noor, ibo, silent]);
    for (let round = 0; round < 5; round += 1) {
      const host = await makeParty(world, class1b, guests);
      const { rows } = await owner.query<{ envelope: string; child: string }>(
        `select e.id as envelope, i.child_id as child from envelope e join invitation i on i.envelope_id = e.id where e.party_id = $1`,
        [host.party],
      );
      const fields = { ...plan, date: '2026-12-13' };
      const weighed = await weighChange(platform, host, fields);
      const save = { ...fields, digest: weighed.ok ? weighed.value.digest : '' };
      const answers = rows.map(({ envelope, child }) =>
        answerInvitation(platform, mintGuestPass(class1b.circle, envelope, 1), {
          child,
          says: 'yes',
          revision: 0,
        }),
      );
      const [moved, ...given] = await Promise.all([changeParty(platform, host, save), ...answers]);
      expect([moved.ok, ...given.map(({ ok }) => ok)]).toEqual([true, true, true, true, true]);
      const { rows: kept } = await owner.query<{ revision: number }>(
        'select a.revision from answer a join envelope e on e.id = a.envelope_id where e.party_id = $1',
        [host.party],
      );
      expect(kept).toEqual(rows.map(() => ({ revision: 0 })));
      await inCircle(platform.db, class1b.circle, async (tx) => {
        const { headcount, notYetAgain } = boardOf(await listGuests(tx, host), 1);
        expect([headcount.children, notYetAgain.length]).toEqual([0, 4]);
      });
    }
  });
});
