import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Child, Family } from '../circle/rules.ts';
import type { Party } from '../party/rules.ts';
import { asksNewcomers, partstatOf, planEnvelopes, reachOf, type Envelope, type Heard } from './rules.ts';

function family(id: string, children: string[], ...addresses: (string | null)[]): Family {
  const adults = [null, ...addresses].map((address) => ({ name: id, address, phone: null }));
  return { id, language: null, adults, children: children.map(child), shares: false };
}

function child(name: string): Child {
  return { id: name, name };
}

describe('the envelopes', () => {
  const families = [
    family('host', ['ellie'], 'maya@c.de'),
    family('twins', ['ana', 'ben'], 'jo@c.de'),
    family('one home', ['sami'], 'leila@c.de', 'tim@c.de'),
    family('other home', ['sami'], 'omar@c.de'),
    family('paper', ['goran']),
  ];

  it('are one a family, with an invitation for each child asked, on paper where there is no mail', () => {
    const asked = ['ana', 'ben', 'sami', 'goran'].map(child);
    expect(planEnvelopes(families, asked, ['host'])).toEqual([
      { family: 'twins', channel: 'mail', children: ['ana', 'ben'] },
      { family: 'one home', channel: 'mail', children: ['sami'] },
      { family: 'other home', channel: 'mail', children: ['sami'] },
      { family: 'paper', channel: 'slip', children: ['goran'] },
    ]);
  });

  it('name no child who is not asked, and go to no family without one', () => {
    expect(planEnvelopes(families, [child('ben')], ['host'])).toEqual([
      { family: 'twins', channel: 'mail', children: ['ben'] },
    ]);
    expect(planEnvelopes(families, [], ['host'])).toEqual([]);
    expect(planEnvelopes(families, [child('ellie'), child('forged')], ['host'])).toEqual([]);
  });

  it('reach every home of every child asked, each home once, and never the host', () => {
    const names = ['ana', 'ben', 'sami', 'goran', 'ellie'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names)), (asked) => {
        const planned = planEnvelopes(families, asked.map(child), ['host']);
        expect(new Set(planned.map(({ family }) => family)).size).toBe(planned.length);
        for (const { id, children } of families.slice(1)) {
          const wanted = children.filter((one) => asked.includes(one.id)).map((one) => one.id);
          expect(planned.find((envelope) => envelope.family === id)?.children ?? []).toEqual(wanted);
        }
      }),
    );
  });
});

describe('how far an envelope has come', () => {
  const at = Temporal.Instant.from('2026-12-04T12:00:00Z');
  const envelope: Envelope = {
    id: 'e',
    family: 'f',
    channel: 'mail',
    linkVersion: 1,
    sentAt: null,
    failedAt: null,
    seenAt: null,
    arrivedAt: null,
    withKeeperAt: null,
    triedAt: null,
    quiet: false,
  };

  it.each([
    [{}, 'waiting'],
    [{ sentAt: at }, 'sent'],
    [{ failedAt: at }, 'failed'],
    [{ sentAt: at, failedAt: at }, 'failed'],
    [{ sentAt: at, triedAt: at }, 'unopened'],
    [{ channel: 'slip' }, 'slip'],
    [{ channel: 'slip', withKeeperAt: at }, 'keeper'],
    [{ channel: 'hand' }, 'hand'],
    [{ channel: 'slip', arrivedAt: at }, 'arrived'],
    [{ failedAt: at, arrivedAt: at }, 'arrived'],
    [{ sentAt: at, seenAt: at }, 'seen'],
    [{ channel: 'slip', seenAt: at }, 'seen'],
  ] as const)('of %j is %s', (change, reach) => {
    expect(reachOf({ ...envelope, ...change })).toBe(reach);
  });
});

describe('who joins', () => {
  const at = (text: string): Temporal.Instant => Temporal.Instant.from(`2026-12-12T${text}:00Z`);
  const plan = {
    kind: 'birthday',
    title: 'Five',
    startsAt: at('15:00'),
    endsAt: at('17:00'),
    zone: 'UTC',
    area: '',
    address: '',
    greeting: '',
    pattern: 'plain',
    grownUps: 1,
    staying: 'either',
    setting: 'indoors',
    overnight: false,
    presents: 'none',
    presentsNote: '',
    answerBy: null,
  } as const;
  const sent: Party = {
    id: 'p',
    circle: 'c',
    families: ['host'],
    hosts: [child('ellie')],
    uid: 'u',
    revision: 0,
    plan,
    sentAt: at('09:00'),
    postedAt: null,
    cancelledAt: null,
  };

  it.each([
    ['in the minute of grace', sent, '10:00', true],
    ['on its way', { ...sent, postedAt: at('09:01') }, '14:59', true],
    ['that has begun', { ...sent, postedAt: at('09:01') }, '15:00', false],
    ['called off', { ...sent, cancelledAt: at('09:30') }, '10:00', false],
    ['not sent, or taken back', { ...sent, sentAt: null }, '10:00', false],
    ['without a plan', { ...sent, plan: null }, '10:00', false],
  ] as const)('is asked or not to a party %s', (_, party, now, asked) => {
    expect(asksNewcomers(party, at(now))).toBe(asked);
  });
});

describe('what a family has said, in a word for calendars', () => {
  const at = (says: string, revision = 1): Heard => ({ says, revision });

  it.each<[string, Heard[], string]>([
    ['nothing', [null], 'NEEDS-ACTION'],
    ['yes', [at('yes')], 'ACCEPTED'],
    ['no', [at('no')], 'DECLINED'],
    ['later', [at('later')], 'TENTATIVE'],
    ['yes to the old plan', [at('yes', 0)], 'NEEDS-ACTION'],
    ['later to the old plan', [at('later', 0)], 'NEEDS-ACTION'],
    ['no to the old plan, which is asked nothing', [at('no', 0)], 'DECLINED'],
    ['yes for both', [at('yes'), at('yes')], 'ACCEPTED'],
    ['no for both, one before', [at('no'), at('no', 0)], 'DECLINED'],
    ['yes for one', [at('yes'), null], 'NEEDS-ACTION'],
    ['yes for one and no for the other', [at('yes'), at('no')], 'NEEDS-ACTION'],
    ['yes for both, one before', [at('yes'), at('yes', 0)], 'NEEDS-ACTION'],
    ['a word of no language', [at('perhaps')], 'NEEDS-ACTION'],
    ['nobody', [], 'NEEDS-ACTION'],
  ])('%s', (_, heard, partstat) => {
    expect(partstatOf(heard, 1)).toBe(partstat);
  });
});
