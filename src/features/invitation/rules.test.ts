import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Child, Family } from '../circle/rules.ts';
import { planEnvelopes, reachOf, type Envelope } from './rules.ts';

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
  };

  it.each([
    [{}, 'waiting'],
    [{ sentAt: at }, 'sent'],
    [{ failedAt: at }, 'not_reached'],
    [{ sentAt: at, failedAt: at }, 'not_reached'],
    [{ channel: 'slip' }, 'not_reached'],
    [{ sentAt: at, seenAt: at }, 'seen'],
    [{ channel: 'slip', seenAt: at }, 'seen'],
  ] as const)('of %j is %s', (change, reach) => {
    expect(reachOf({ ...envelope, ...change })).toBe(reach);
  });
});
