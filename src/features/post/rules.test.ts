import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarReply, PartStat } from '../../platform/calendar/calendar-reply.ts';
import { heed, isOvertaken, wordsFirst, type FamilyMessage } from './rules.ts';

const ivan = 'ivan@families.example';
const olga = 'olga@families.example';
const family = [ivan, olga];
const uid = 'party@bunting';

function reply(says: PartStat, more: Partial<CalendarReply> = {}): CalendarReply {
  return {
    method: 'REPLY',
    uid,
    sequence: 0,
    stamp: Temporal.Instant.from('2026-12-04T13:00:00Z'),
    attendees: [{ address: ivan, says }],
    comment: '',
    proposed: null,
    ...more,
  };
}

describe('which answer of a mail counts', () => {
  it.each([
    ['ACCEPTED', 'yes'],
    ['DECLINED', 'no'],
    ['TENTATIVE', 'later'],
    ['DELEGATED', 'handed_on'],
  ] as const)('%s says %s', (said, says) => {
    expect(heed([reply(said)], [uid], [ivan], family)).toMatchObject({ says, adult: ivan });
  });

  it('that of whom the calendar names, else of whom the mail comes from', () => {
    const alias = [{ address: 'alias@elsewhere.example', says: 'ACCEPTED' as const }];
    expect(heed([reply('ACCEPTED', { attendees: alias })], [uid], [olga], family)).toMatchObject({
      adult: olga,
    });
    const others = [{ address: olga, says: 'DECLINED' as const }, ...reply('ACCEPTED').attendees];
    expect(heed([reply('ACCEPTED', { attendees: others })], [uid], [ivan], family)).toMatchObject({
      adult: ivan,
      says: 'yes',
    });
    expect(heed([reply('ACCEPTED', { attendees: [] })], [uid], [ivan], family)).toBe('nothing_said');
    // An assistant writes for the one whom the calendar names.
    expect(heed([reply('DECLINED')], [uid], ['desk@office.example'], family)).toMatchObject({ says: 'no' });
  });

  it('none of a stranger, and none about another event', () => {
    const stranger = [{ address: 'mallory@elsewhere.example', says: 'ACCEPTED' as const }];
    const theirs = reply('ACCEPTED', { attendees: stranger });
    expect(heed([theirs], [uid], ['mallory@elsewhere.example'], family)).toBe('stranger');
    expect(heed([reply('ACCEPTED')], ['another@bunting', null, undefined], [ivan], family)).toBe(
      'other_event',
    );
  });
});

describe('answers that overtake each other', () => {
  const at = fc.record({ sequence: fc.nat({ max: 3 }), minute: fc.nat({ max: 5 }) });

  it('leave the newest one, in whichever order they come', () => {
    fc.assert(
      fc.property(fc.array(at, { minLength: 1, maxLength: 8 }), (arriving) => {
        const moment = (minute: number) =>
          Temporal.Instant.from('2026-12-04T13:00:00Z').add({ minutes: minute });
        let heard: Parameters<typeof isOvertaken>[1] = null;
        for (const [place, { sequence, minute }] of arriving.entries()) {
          const one = { sequence, stamp: moment(minute), mail: Buffer.from([place]) };
          if (!isOvertaken(one, heard)) heard = { ...one, count: 1 };
        }
        const newest = Math.max(...arriving.map(({ sequence, minute }) => sequence * 100 + minute));
        expect(heard && heard.sequence * 100 + heard.stamp.since(moment(0)).total('minutes')).toBe(newest);
      }),
    );
  });

  it('of one time both count, for some calendars always write the same; a mail that is brought twice is one', () => {
    const [first, second] = [Buffer.from('a'), Buffer.from('b')];
    const one = { sequence: 1, stamp: Temporal.Instant.from('2026-12-04T13:00:00Z'), mail: first };
    const heard = { ...one, count: 1 };
    for (const stamp of [one.stamp, null]) {
      expect(isOvertaken({ ...one, stamp, mail: second }, heard)).toBe(false);
      expect(isOvertaken({ ...one, stamp }, heard)).toBe(true);
    }
  });
});

describe('what came by mail', () => {
  it('is shown with what a person wrote first, and the newest first within each', () => {
    const message = (id: string, words: string): FamilyMessage => ({
      id,
      envelope: 'e',
      kind: words ? 'words' : 'stranger',
      words,
      proposedAt: null,
      at: Temporal.Instant.from('2026-12-04T13:00:00Z'),
      children: ['Luka'],
    });
    const newestFirst = [message('4', ''), message('3', 'later'), message('2', ''), message('1', 'first')];
    expect(wordsFirst(newestFirst).map(({ id }) => id)).toEqual(['3', '1', '4', '2']);
  });
});
