import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, invitation, now, startsAt } from '../../../test/invitation.ts';
import { giveAnswer } from '../answer/rules.ts';
import { answerInPeace, mayBeQuiet } from './rules.ts';

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
