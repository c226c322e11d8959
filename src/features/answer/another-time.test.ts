import { describe, expect, it } from 'vitest';
import { answer, invitation, now, startsAt } from '../../../test/invitation.ts';
import { giveAnswer, saids, wishAnotherTime } from './rules.ts';

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
