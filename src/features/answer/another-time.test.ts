import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alone,
  answerInPeace,
  giveAnswer,
  mayBeQuiet,
  saids,
  wishAnotherTime,
  type Answer,
  type Invitation,
  type Said,
} from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');
const startsAt = Temporal.Instant.from('2026-12-12T15:00:00Z');

function answer(says: Said, more: Partial<Answer> = {}): Answer {
  return {
    says,
    food: '',
    askAgainOn: null,
    enteredBy: 'family',
    at: now,
    revision: 0,
    anotherTime: false,
    ...more,
  };
}

function invitation(answers: (Answer | null)[], quiet = false, revision = 0): Invitation {
  return {
    party: {
      id: 'party',
      circle: 'circle',
      families: ['ellies'],
      hosts: [{ id: 'ellie', name: 'Ellie' }],
      uid: 'uid',
      revision,
      sequence: revision,
      plan: {
        kind: 'birthday',
        title: 'Ellie is turning five',
        startsAt,
        endsAt: startsAt.add({ hours: 2 }),
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
      },
      sentAt: now,
      postedAt: now,
      cancelledAt: null,
    },
    whole: true,
    family: 'lukas',
    language: null,
    invited: answers.map((one, place) => ({ child: { id: `${place}`, name: `Child${place}` }, answer: one })),
    company: alone,
    channel: 'mail',
    ownAddress: 'known',
    seenRevision: 0,
    askedRevision: 0,
    past: [],
    quiet,
  };
}

describe('another time, just the two of us', () => {
  it('stands beside a no and beside nothing else', () => {
    for (const says of [...saids, null]) {
      const wished = wishAnotherTime(invitation([says && answer(says)]), '0', true, now);
      expect(wished.ok, String(says)).toBe(says === 'no');
    }
  });

  it('leaves the no as it is, and tells nobody by mail', () => {
    const no = answer('no', { enteredBy: 'host' });
    const wished = wishAnotherTime(invitation([no]), '0', true, now.add({ hours: 1 }));
    expect(wished).toEqual({
      ok: true,
      value: { answers: [{ child: '0', answer: { ...no, anotherTime: true } }], confirm: false },
    });
  });

  it('can be taken back, and goes with any other answer', () => {
    const no = answer('no', { anotherTime: true });
    const back = wishAnotherTime(invitation([no]), '0', false, now);
    expect(back.ok && back.value.answers[0]?.answer).toEqual({ ...no, anotherTime: false });
    for (const says of ['yes', 'later'] as const) {
      const changed = giveAnswer(invitation([no]), { child: '0', says, by: 'family' }, now);
      expect(changed.ok && changed.value.answers[0]?.answer.anotherTime, says).toBe(false);
    }
    // The same press twice is one: the wish stays.
    expect(giveAnswer(invitation([no]), { child: '0', says: 'no', by: 'family' }, now)).toEqual({
      ok: true,
      value: { answers: [], confirm: false },
    });
  });

  it('comes too late when the party is over or called off, and from nobody who was not asked', () => {
    const no = invitation([answer('no')]);
    const off = { ...no, party: { ...no.party, cancelledAt: now } };
    expect(wishAnotherTime(off, '0', true, now)).toMatchObject({ refusal: 'cancelled' });
    expect(wishAnotherTime(no, '0', true, startsAt.add({ hours: 3 }))).toMatchObject({ refusal: 'over' });
    expect(wishAnotherTime(no, 'somebody', true, now)).toMatchObject({ refusal: 'not_asked' });
  });
});

const given = fc.constantFrom(
  null,
  answer('yes'),
  answer('no'),
  answer('later', { askAgainOn: '2026-12-07' }),
);

describe('the no of a family in peace', () => {
  it('is for each child for whom nobody said yes or no, confirmed to nobody, and changes no answer that stands', () => {
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 4 }), (answers) => {
        const settled = answerInPeace(invitation(answers, true), now);
        const open = answers.flatMap((one, place) =>
          one?.says === 'yes' || one?.says === 'no' ? [] : [String(place)],
        );
        expect(settled).toEqual({
          ok: true,
          value: { answers: open.map((child) => ({ child, answer: answer('no') })), confirm: false, seen: 0 },
        });
      }),
    );
  });

  it('is not given anew when the plan has changed: a no stays one to the plan that was asked', () => {
    const settled = answerInPeace(invitation([answer('no'), answer('later')], true, 2), now);
    expect(settled.ok && settled.value.answers).toEqual([
      { child: '1', answer: answer('no', { revision: 2 }) },
    ]);
  });

  it('comes for nobody who is asked like any other, and never when the party has begun', () => {
    expect(answerInPeace(invitation([null]), now).ok).toBe(false);
    expect(answerInPeace(invitation([null], true), startsAt).ok).toBe(false);
  });

  it('never stands where a yes was said: who comes is told what becomes of it', () => {
    expect(mayBeQuiet(invitation([answer('no'), null]))).toBe(true);
    expect(mayBeQuiet(invitation([answer('no'), answer('yes')]))).toBe(false);
  });

  it('gives way to an answer of the family’s own', () => {
    for (const by of ['family', 'host'] as const) {
      const settled = giveAnswer(invitation([answer('no')], true), { child: '0', says: 'yes', by }, now);
      expect(settled.ok && settled.value.unhush).toBe(by === 'family');
    }
  });
});
