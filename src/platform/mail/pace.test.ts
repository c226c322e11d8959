import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseWhileAway, readTrouble, takeTurn } from './pace.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');
const pace = { burst: 5, interval: Temporal.Duration.from({ seconds: 10 }) };

describe('mail to one domain', () => {
  it('goes in a burst, and then one after the other', () => {
    let nextAt: Temporal.Instant | null = null;
    const seconds: number[] = [];
    for (let mails = 0; mails < 8; mails += 1) {
      const taken = takeTurn(nextAt, pace, now);
      nextAt = taken.nextAt;
      seconds.push(now.until(taken.turn).total('seconds'));
    }
    expect(seconds).toEqual([0, 0, 0, 0, 0, 10, 20, 30]);
  });

  it('is never more than a burst and an even stream, whenever it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), (pauses) => {
        let [nextAt, at]: [Temporal.Instant | null, Temporal.Instant] = [null, now];
        const turns: number[] = [];
        for (const pause of pauses) {
          at = at.add({ seconds: pause });
          const taken = takeTurn(nextAt, pace, at);
          nextAt = taken.nextAt;
          turns.push(now.until(taken.turn).total('seconds'));
        }
        for (const [place, from] of turns.entries())
          for (const to of turns.slice(place))
            expect(turns.filter((turn) => turn >= from && turn <= to).length).toBeLessThanOrEqual(
              pace.burst + (to - from) / 10,
            );
      }),
    );
  });
});

it('a mail server that is not there is asked less and less often, and every five minutes in the end', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((times) => pauseWhileAway(times).total('seconds'));
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

describe('what a mail server says', () => {
  const trouble = (of: object) => readTrouble(Object.assign(new Error('x'), of));
  const cases: [string, object, string, string | null][] = [
    [
      'no such mailbox',
      { responseCode: 550, response: '550 5.1.1 unknown', command: 'RCPT TO' },
      'refused',
      '550 5.1.1',
    ],
    ['no, without a status', { responseCode: 550, response: '550 no', command: 'RCPT TO' }, 'refused', '550'],
    [
      'not this letter',
      { responseCode: 554, response: '554 5.6.0 bad', command: 'DATA' },
      'refused',
      '554 5.6.0',
    ],
    [
      'come back later',
      { responseCode: 451, response: '451 4.7.1 greylisted', command: 'RCPT TO' },
      'later',
      '451 4.7.1',
    ],
    [
      'mailbox full',
      { responseCode: 452, response: '452 4.2.2 full', command: 'RCPT TO' },
      'later',
      '452 4.2.2',
    ],
    [
      'we are not who we say',
      { responseCode: 550, response: '550-5.7.26 dmarc', command: 'DATA' },
      'policy',
      '550 5.7.26',
    ],
    [
      'closing',
      { responseCode: 421, response: '421 4.3.2 closing', command: 'RCPT TO' },
      'away',
      '421 4.3.2',
    ],
    [
      'wrong password',
      { responseCode: 535, response: '535 5.7.8 no', command: 'AUTH PLAIN', code: 'EAUTH' },
      'away',
      '535 5.7.8',
    ],
    ['sender refused', { responseCode: 550, response: '550 no', command: 'MAIL FROM' }, 'away', '550'],
    ['nobody there', { code: 'ECONNREFUSED', command: 'CONN' }, 'away', null],
    ['no address at all', { code: 'EENVELOPE', command: 'API' }, 'refused', null],
  ];
  it.each(cases)('%s', (_name, error, kind, reply) => {
    expect(trouble(error)).toEqual({ kind, reply });
  });

  it('is trouble of the way, when it is nothing that we know', () => {
    for (const thrown of [null, 'x', 7, new TypeError('x')]) expect(readTrouble(thrown).kind).toBe('away');
  });
});
