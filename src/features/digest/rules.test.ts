import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import type { Said } from '../answer/rules.ts';
import type { Plan } from '../party/rules.ts';
import {
  gatherings,
  gatheringsFor,
  isUrgent,
  momentToGather,
  newTo,
  oftens,
  takenBy,
  type Host,
  type Often,
  type Reply,
  type Told,
} from './rules.ts';

const starts = Temporal.Instant.from('2026-12-12T15:00:00Z');

const plan: Plan = {
  kind: 'birthday',
  title: 'Ellie is turning five',
  startsAt: starts,
  endsAt: starts.add({ hours: 2 }),
  zone: 'Europe/London',
  area: 'Maple Street',
  address: '12 Maple Street',
  greeting: '',
  pattern: 'plain',
  grownUps: 2,
  staying: 'either',
  setting: 'indoors',
  overnight: false,
  presents: 'none',
  presentsNote: '',
  answerBy: null,
};

function host(often: Often = 'daily', since: Temporal.Instant | null = null): Host {
  return { address: 'maya@families.example', language: null, often, since };
}

function reply(says: Said, change: Partial<Reply> = {}): Reply {
  const at = Temporal.Instant.from('2026-12-05T12:00:00Z');
  const usual = { envelope: 'luka', child: { id: 'luka', name: 'Luka' }, grownUps: null } as const;
  return { ...usual, says, revision: 0, at, enteredBy: 'family', ...change };
}

function told(says: Said, revision = 0, address = 'maya@families.example'): Told {
  return { address, envelope: 'luka', child: 'luka', says, revision };
}

describe('what is new to a host', () => {
  it.each([
    ['a first answer', reply('yes'), [], true],
    ['another answer', reply('no'), [told('yes')], true],
    ['the same one', reply('yes'), [told('yes')], false],
    ['what another host knows', reply('yes'), [told('yes', 0, 'other@families.example')], true],
    ['a yes to the new plan', reply('yes', { revision: 1 }), [told('yes')], true],
    ['a no to the new plan, said before', reply('no', { revision: 1 }), [told('no')], false],
    ['a no after a yes to the old plan', reply('no', { revision: 1 }), [told('yes')], true],
  ] as const)('%s', (_what, said, known, news) => {
    expect(newTo(host(), [said], known)).toHaveLength(news ? 1 : 0);
  });

  it('is nothing from before somebody became a host', () => {
    const { at } = reply('yes');
    expect(newTo(host('daily', at), [reply('yes')], [])).toEqual([]);
    expect(newTo(host('daily', at.subtract({ seconds: 1 })), [reply('yes')], [])).toHaveLength(1);
  });
});

describe('a no in the last two days', () => {
  const late = reply('no', { at: starts.subtract({ hours: 48 }) });

  it('cannot wait; an earlier one can, and so can every other answer', () => {
    expect(isUrgent(late, plan)).toBe(true);
    expect(isUrgent({ ...late, at: late.at.subtract({ seconds: 1 }) }, plan)).toBe(false);
    expect([isUrgent({ ...late, says: 'later' }, plan), isUrgent({ ...late, says: 'yes' }, plan)]).toEqual([
      false,
      false,
    ]);
  });

  it.each(oftens)('is told whatever was chosen: %s', (often) => {
    const expected = gatherings.filter((one) => one === often || one === 'urgent');
    expect(gatheringsFor(host(often), [late], plan)).toEqual(expected);
    expect(takenBy('urgent', host(often), [late, reply('yes')], plan)).toEqual([late]);
    const usual = oftens.filter((one) => one === often && one !== 'never');
    expect(gatheringsFor(host(often), [reply('no')], plan)).toEqual(usual);
  });
});

describe('when hosts are told', () => {
  it.each([
    ['at_once', '2026-12-05T12:34:56Z', '2026-12-05T12:34:56Z'],
    ['at_once', '2026-12-05T20:00:00Z', '2026-12-06T08:00:00Z'],
    ['hourly', '2026-12-05T12:34:56Z', '2026-12-05T13:00:00Z'],
    ['hourly', '2026-12-05T13:00:00Z', '2026-12-05T13:00:00Z'],
    ['hourly', '2026-12-05T19:30:00Z', '2026-12-06T08:00:00Z'],
    ['daily', '2026-12-05T12:34:56Z', '2026-12-05T18:00:00Z'],
    ['daily', '2026-12-05T18:00:01Z', '2026-12-06T18:00:00Z'],
    // Six in the evening would be after the party.
    ['daily', '2026-12-12T09:00:00Z', '2026-12-12T09:00:00Z'],
    ['hourly', '2026-12-12T14:30:00Z', '2026-12-12T14:30:00Z'],
    ['urgent', '2026-12-10T16:00:00Z', '2026-12-10T16:00:00Z'],
    ['urgent', '2026-12-10T22:00:00Z', '2026-12-11T08:00:00Z'],
    // On the last day not even the night is waited for.
    ['urgent', '2026-12-11T15:00:00Z', '2026-12-11T15:00:00Z'],
    ['urgent', '2026-12-11T23:00:00Z', '2026-12-11T23:00:00Z'],
  ] as const)('%s, for what was said at %s', (gathering, at, due) => {
    expect(momentToGather(gathering, plan, Temporal.Instant.from(at)).toString()).toBe(due);
  });

  it.each([
    ['Asia/Kolkata', 'hourly', '2026-12-05T05:10:00Z', '2026-12-05T05:30:00Z'],
    ['Asia/Kolkata', 'daily', '2026-12-05T05:10:00Z', '2026-12-05T12:30:00Z'],
    ['Australia/Lord_Howe', 'daily', '2026-10-03T08:00:00Z', '2026-10-04T07:00:00Z'],
    ['America/New_York', 'daily', '2026-10-31T23:00:00Z', '2026-11-01T23:00:00Z'],
    ['Pacific/Auckland', 'daily', '2026-09-26T06:30:00Z', '2026-09-27T05:00:00Z'],
    ['Africa/Casablanca', 'daily', '2026-02-14T17:30:00Z', '2026-02-15T18:00:00Z'],
  ] as const)('by the hours of the place: %s, %s', (zone, gathering, at, due) => {
    expect(momentToGather(gathering, { ...plan, zone }, Temporal.Instant.from(at)).toString()).toBe(due);
  });
});

describe('whatever is said, and however often a host hears', () => {
  const step = fc.oneof(
    fc.record({ child: fc.nat({ max: 2 }), says: fc.constantFrom<Said>('yes', 'no', 'later') }),
    fc.record({ gathers: fc.constantFrom(...gatherings) }),
    fc.record({ chooses: fc.constantFrom<Often>('at_once', 'hourly', 'daily') }),
    fc.record({ hours: fc.integer({ min: 1, max: 30 }) }),
  );

  it('no answer is told twice, none is told but as it stands, and in the end each is', () => {
    let mails = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let now = starts.subtract({ hours: 240 });
        let who = host('daily');
        const replies = new Map<number, Reply>();
        const known = new Map<string, Told>();
        const gather = (gathering: (typeof gatherings)[number]): void => {
          const said = [...replies.values()];
          for (const one of takenBy(gathering, who, newTo(who, said, [...known.values()]), plan)) {
            const key = one.child.id;
            expect(known.get(key)?.says).not.toBe(one.says);
            expect(said).toContain(one);
            known.set(key, { ...told(one.says), envelope: one.envelope, child: key });
            mails += 1;
          }
        };
        for (const happens of steps) {
          if ('says' in happens) {
            const id = String(happens.child);
            const said = { envelope: id, child: { id, name: id }, at: now };
            replies.set(happens.child, reply(happens.says, said));
          }
          if ('gathers' in happens) gather(happens.gathers);
          if ('chooses' in happens) who = { ...who, often: happens.chooses };
          if ('hours' in happens) now = now.add({ hours: happens.hours });
        }
        for (const gathering of gatherings) gather(gathering);
        for (const one of replies.values()) expect(known.get(one.child.id)?.says).toBe(one.says);
      }),
      { numRuns: scaled(1000) },
    );
    expect(mails).toBeGreaterThan(500);
  });
});
