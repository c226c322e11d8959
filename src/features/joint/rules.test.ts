import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alone,
  uniteInvitations,
  type Answer,
  type Company,
  type Invitation,
  type Said,
} from '../answer/rules.ts';
import { everybody, uniteLists } from '../guestlist/rules.ts';
import { uniteEnvelopes, type SealedEnvelope } from '../invitation/rules.ts';
import { inCalendars, type PlannedParty } from '../party/rules.ts';
import { couldBeOne, isSameAfternoon, markOf, mayShare, mayUnite, whichStays } from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');
const zone = 'Europe/London';

function hours(from: string, to: string) {
  return {
    startsAt: Temporal.Instant.from(`2026-12-12T${from}Z`),
    endsAt: Temporal.Instant.from(`2026-12-12T${to}Z`),
  };
}

function party(child: string, more: Partial<PlannedParty> = {}): PlannedParty {
  return {
    id: `party of ${child}`,
    circle: 'c',
    hosts: [{ id: child, name: child }],
    families: [`family of ${child}`],
    uid: 'u',
    revision: 0,
    plan: {
      kind: 'birthday',
      title: child,
      ...hours('15:00', '17:00'),
      zone,
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
    sentAt: null,
    postedAt: null,
    cancelledAt: null,
    ...more,
  };
}

describe('the same afternoon', () => {
  it.each([
    ['15:00', '17:00', '15:00', '17:00', true],
    ['10:00', '12:00', '14:30', '16:00', true],
    ['10:00', '12:00', '15:00', '17:00', false],
    ['09:00', '22:00', '14:00', '15:00', true],
  ])('%s to %s and %s to %s: %s', (a, b, c, d, same) => {
    expect(isSameAfternoon(hours(a, b), hours(c, d), zone)).toBe(same);
    expect(isSameAfternoon(hours(c, d), hours(a, b), zone)).toBe(same);
  });

  it('is one day of the circle’s place: just after midnight is another', () => {
    const late = {
      startsAt: Temporal.Instant.from('2026-12-12T22:00:00Z'),
      endsAt: Temporal.Instant.from('2026-12-12T23:00:00Z'),
    };
    const early = { startsAt: late.endsAt.add({ hours: 1 }), endsAt: late.endsAt.add({ hours: 3 }) };
    expect(isSameAfternoon(late, early, zone)).toBe(false);
    expect(isSameAfternoon(late, early, 'America/New_York')).toBe(true);
  });

  it('is the same whoever asks, and each party is on its own', () => {
    const hour = fc.integer({ min: 0, max: 47 });
    const lasts = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(hour, lasts, hour, lasts, (a, x, b, y) => {
        const at = (start: number, length: number) => ({
          startsAt: now.add({ hours: start }),
          endsAt: now.add({ hours: start + length }),
        });
        expect(isSameAfternoon(at(a, x), at(b, y), zone)).toBe(isSameAfternoon(at(b, y), at(a, x), zone));
        expect(isSameAfternoon(at(a, x), at(a, x), zone)).toBe(true);
      }),
    );
  });
});

describe('a party that could be shared', () => {
  it('is planned, still to come, and given by one family', () => {
    expect(mayShare(party('ellie'), now).ok).toBe(true);
    expect(mayShare({ ...party('ellie'), plan: null }, now)).toEqual({ ok: false, refusal: 'not_ahead' });
    expect(mayShare(party('ellie', { cancelledAt: now }), now)).toEqual({ ok: false, refusal: 'not_ahead' });
    expect(mayShare(party('ellie'), party('ellie').plan.startsAt)).toEqual({
      ok: false,
      refusal: 'not_ahead',
    });
    const joint = party('ellie', { hosts: [party('ellie').hosts[0], { id: 'luka', name: 'Luka' }] });
    expect(mayShare(joint, now)).toEqual({ ok: false, refusal: 'already_joint' });
  });

  it('becomes one with no other in the minute in which it can be taken back', () => {
    const sealed = party('ellie', { sentAt: now });
    expect(mayShare(sealed, now).ok).toBe(true);
    expect(mayUnite(sealed, now)).toEqual({ ok: false, refusal: 'sealed' });
    expect(mayUnite(party('ellie', { sentAt: now, postedAt: now }), now).ok).toBe(true);
  });

  it('is not one’s own, nor one of the same child', () => {
    expect(couldBeOne(party('ellie'), party('luka'), zone)).toBe(true);
    expect(couldBeOne(party('ellie'), party('luka', { families: ['family of ellie'] }), zone)).toBe(false);
    expect(couldBeOne(party('ellie'), party('ellie', { families: ['the other home'] }), zone)).toBe(false);
  });
});

describe('of two parties', () => {
  it('the one whose plan holds stays, unless only the other has guests who hold a link', () => {
    const sent = { sentAt: now, postedAt: now };
    const [plan, other] = [party('ellie'), party('luka')];
    expect(whichStays(plan, other).stays).toBe(plan);
    const guests = party('luka', sent);
    expect(whichStays(plan, guests)).toEqual({ stays: guests, goes: plan });
    const both = party('ellie', sent);
    expect(whichStays(both, guests)).toEqual({ stays: both, goes: guests });
  });

  it('a yes is to the plan that was seen: another hour, day or place is another plan', () => {
    const { plan } = party('ellie');
    expect(markOf({ ...plan, greeting: 'Come and dance' })).toBe(markOf(plan));
    for (const changed of [{ area: 'Oak Street' }, { startsAt: now }, { endsAt: now }, { title: 'Other' }])
      expect(markOf({ ...plan, ...changed })).not.toBe(markOf(plan));
  });
});

describe('the envelopes of two parties that become one', () => {
  const families = ['ellie', 'luka', 'noor', 'goran', 'ibo'];
  const sealed = (of: string) =>
    fc.uniqueArray(
      fc
        .record({ family: fc.constantFrom(...families), quiet: fc.boolean(), came: fc.constantFrom(0, 1, 2) })
        .map(({ family, quiet, came }): SealedEnvelope => ({
          id: `${of} ${family}`,
          party: of,
          family,
          quiet,
          came,
          children: [family],
        })),
      { selector: ({ family }) => family },
    );

  it('are one a family, none for who gives the party, and none that could be opened is lost for a quiet one', () => {
    fc.assert(
      fc.property(sealed('stays'), sealed('goes'), (staying, going) => {
        const hosts = ['ellie', 'luka'];
        const { move, drop, merge, known } = uniteEnvelopes(staying, going, hosts);
        const kept = [...staying, ...going.filter(({ id }) => move.includes(id))].filter(
          ({ id }) => !drop.includes(id),
        );
        const guests = [...staying, ...going].filter(({ family }) => !hosts.includes(family));
        expect(kept.map(({ family }) => family).toSorted()).toEqual(
          [...new Set(guests.map(({ family }) => family))].toSorted(),
        );
        for (const { family, quiet } of kept)
          expect(quiet).toBe(guests.filter((one) => one.family === family).every((one) => one.quiet));
        for (const { from, into } of merge) {
          expect(from.family).toBe(into.family);
          // What has come further is kept, and what can be opened.
          expect(into.quiet && !from.quiet).toBe(false);
          if (into.quiet === from.quiet) expect(into.came).toBeGreaterThanOrEqual(from.came);
          expect([drop.includes(from.id), kept.includes(into)]).toEqual([true, true]);
        }
        expect(
          new Set(kept.filter(({ id }) => known.some((one) => one.id === id)).map(({ family }) => family)),
        ).toEqual(new Set(going.map(({ family }) => family).filter((family) => !hosts.includes(family))));
      }),
    );
  });
});

describe('two invitations of one family that become one', () => {
  const said = (says: Said | null, revision: number, food = ''): Answer | null =>
    says && {
      says,
      food,
      askAgainOn: says === 'later' ? '2026-12-10' : null,
      enteredBy: 'family',
      at: now,
      revision,
      anotherTime: false,
    };
  const invitation = (answer: Answer | null, company: Company = alone): Invitation => ({
    party: inCalendars(party('ellie'), 0),
    whole: false,
    family: 'f',
    language: null,
    invited: [{ child: { id: 'noor', name: 'Noor' }, answer }],
    company,
    channel: 'mail',
    ownAddress: 'known',
    seenRevision: 0,
    quiet: false,
    askedRevision: 0,
    past: [],
  });

  it('lose no yes, keep what was said to its own plan, and bring who comes along with it', () => {
    const order = ['yes', 'later', 'no', null] as const;
    for (const [a, one] of order.entries())
      for (const [b, other] of order.entries()) {
        const { answers } = uniteInvitations(invitation(said(one, 3)), invitation(said(other, 1)));
        const kept = answers[0]?.answer ?? said(other, 1);
        expect(kept?.says ?? null).toBe(order[Math.min(a, b)]);
        expect(kept?.revision).toBe(kept === null ? undefined : a < b ? 3 : 1);
      }
    const company = { grownUps: 1, siblings: 2, staying: null };
    const yes = invitation(said('yes', 0, 'nuts'), company);
    expect(uniteInvitations(yes, invitation(said('no', 0)))).toMatchObject({ company, confirm: false });
    expect(uniteInvitations(yes, invitation(said('yes', 0))).company).toBeUndefined();
  });
});

describe('the guest list of two parties that become one', () => {
  it('is alive where one of them was, and has every child of both', () => {
    const named = (...children: string[]) => ({ whole: false, group: null, children });
    expect(uniteLists(named('a', 'b'), named('b', 'c')).children).toEqual(['a', 'b', 'c']);
    expect(uniteLists(everybody, named('a'))).toEqual(everybody);
    const group = { whole: false, group: 'g', children: [] };
    expect(uniteLists(group, group)).toEqual(group);
    expect(uniteLists(group, named('a')).group).toBeNull();
  });
});
