import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alone, saids, type Answer, type Invitation, type Said } from '../answer/rules.ts';
import { inCalendars, type PlannedParty } from '../party/rules.ts';
import { eachOnce, entryOfGuest, entryOfHost, hasAlready, type FeedEntry } from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');

const party: PlannedParty = {
  id: 'party',
  circle: 'circle',
  families: ['host'],
  hosts: [{ id: 'ellie', name: 'Ellie' }],
  uid: 'uid',
  revision: 1,
  plan: {
    kind: 'birthday',
    title: 'Ellie is turning five',
    startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
    endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
    zone: 'Europe/London',
    area: 'Maple Street',
    address: '12 Maple Street',
    greeting: '',
    pattern: 'plain',
    grownUps: 1,
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
};

function answer(says: Said, revision: number): Answer {
  return { says, revision, food: '', askAgainOn: null, enteredBy: 'family', at: now, anotherTime: false };
}

function invitation(answers: (Answer | null)[], change: Partial<Invitation> = {}): Invitation {
  return {
    party: inCalendars(party, 0),
    whole: false,
    family: 'luka',
    language: null,
    invited: answers.map((said, place) => ({ child: { id: String(place), name: 'Luka' }, answer: said })),
    company: alone,
    channel: 'mail',
    seenRevision: 0,
    quiet: false,
    askedRevision: 0,
    ownAddress: 'known',
    past: [],
    ...change,
  };
}

const heard = fc
  .option(fc.record({ says: fc.constantFrom(...saids), revision: fc.nat(1) }))
  .map((said) => said && answer(said.says, said.revision));

describe('what stands in a feed', () => {
  it('of a guest has the address only when somebody comes, and is there only when somebody may', () => {
    fc.assert(
      fc.property(fc.array(heard, { minLength: 1, maxLength: 3 }), (answers) => {
        const entry = entryOfGuest(invitation(answers), 'e', now);
        const says = new Set(answers.map((one) => one?.says));
        expect(entry !== null).toBe(says.has('yes') || says.has('later'));
        if (entry === null) return;
        expect(entry.address).toBe(says.has('yes') ? '12 Maple Street' : null);
        expect(JSON.stringify(entry.party)).not.toContain('12 Maple Street');
        const stands = answers.some((one) => one?.says === 'yes' && one.revision === 1);
        expect(entry.status).toBe(stands ? 'CONFIRMED' : 'TENTATIVE');
      }),
    );
  });

  it('is nothing of a party that is off, or of which nothing may leave', () => {
    const yes = [answer('yes', 1)];
    expect(entryOfGuest(invitation(yes), 'e', now)).not.toBeNull();
    expect(entryOfGuest(invitation(yes, { quiet: true }), 'e', now)).toBeNull();
    const off = inCalendars({ ...party, cancelledAt: now }, 0);
    expect(entryOfGuest(invitation(yes, { party: off }), 'e', now)).toBeNull();
    expect(entryOfHost(off, now)).toBeNull();
  });

  it('of a host is what was sent', () => {
    expect(entryOfHost(party, now)).toMatchObject({ address: '12 Maple Street', status: 'CONFIRMED' });
    expect(entryOfHost({ ...party, postedAt: null }, now)).not.toBeNull();
    expect(entryOfHost({ ...party, postedAt: null, sentAt: null }, now)).toBeNull();
  });

  it('is each party once: the host’s own first, and a yes before a maybe', () => {
    const maybe = entryOfGuest(invitation([answer('later', 1)]), 'one', now);
    const yes = entryOfGuest(invitation([answer('yes', 1)]), 'other', now);
    const own = entryOfHost(party, now);
    const pages = (entries: (FeedEntry | null)[]): string[] =>
      eachOnce(entries.flatMap((entry) => entry ?? [])).map(({ page }) => page);
    expect(pages([maybe, yes])).toEqual(['/invitations/other']);
    expect(pages([yes, maybe])).toEqual(['/invitations/other']);
    expect(pages([own, yes, maybe])).toEqual(['/parties/party']);
  });
});

describe('a calendar that has it already', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['W/"a"', true],
    ['"a"', true],
    ['"b", W/"a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
  ])('says so by %s: %s', (header, has) => {
    expect(hasAlready(header, 'W/"a"')).toBe(has);
  });
});
