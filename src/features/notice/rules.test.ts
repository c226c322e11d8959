import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alone,
  giveAnswer,
  latestNews,
  projectForGuest,
  saids,
  standing,
  type Answer,
  type Invitation,
  type Said,
} from '../answer/rules.ts';
import { inCalendars, newsBetween, type InCalendars, type Plan, type PlannedParty } from '../party/rules.ts';
import { newsBoardOf, weigh, type Reached } from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');

const plan: Plan = {
  kind: 'birthday',
  title: 'Ellie is turning five',
  startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
  endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
  zone: 'Europe/London',
  area: 'Maple Street, ten minutes from school',
  address: '12 Maple Street',
  greeting: 'Come and dance.',
  pattern: 'bubbles',
  grownUps: 2,
  staying: 'either',
  setting: 'indoors',
  overnight: false,
  presents: 'none',
  presentsNote: '',
  answerBy: null,
};

function party(change: Partial<PlannedParty> = {}): InCalendars<PlannedParty> {
  const known: PlannedParty = {
    id: 'party',
    circle: 'circle',
    families: ['host'],
    hosts: [{ id: 'ellie', name: 'Ellie' }],
    uid: 'uid',
    revision: 0,
    plan,
    sentAt: now,
    postedAt: now,
    cancelledAt: null,
    ...change,
  };
  return inCalendars(known, 0);
}

function answer(says: Said, revision: number): Answer {
  return { says, revision, food: '', askAgainOn: null, enteredBy: 'family', at: now, anotherTime: false };
}

function invitation(change: Partial<Invitation> = {}): Invitation {
  return {
    party: party(),
    whole: false,
    family: 'family',
    language: null,
    invited: [{ child: { id: 'luka', name: 'Luka' }, answer: null }],
    company: alone,
    channel: 'mail',
    ownAddress: 'known',
    seenRevision: 0,
    askedRevision: 0,
    past: [],
    quiet: false,
    ...change,
  };
}

const elsewhere = { ...plan, area: 'Oak Lane', address: '3 Oak Lane' };

describe('what is news', () => {
  it.each([
    ['12 Maple Street', '12 maple street'],
    ['12 Maple Street', '12, Maple Street.'],
    ['12 Maple St', '12  Maple - St'],
    ['12B', '12 b'],
    ['12/3 Maple Street', '12 - 3 Maple Street'],
    ['Ulica Żółta 3', 'ulica żółta, 3'],
  ])('is not how a place is written: %s, %s', (before, after) => {
    expect(newsBetween({ ...plan, address: before }, { ...plan, address: after })).toEqual([]);
    expect(newsBetween({ ...plan, area: before }, { ...plan, area: after })).toEqual([]);
  });

  it.each([
    ['12 Maple Street', '13 Maple Street'],
    ['12 Maple Street', '12 Maple Strat'],
    ['Flat A', 'Flat B'],
    ['12/3 Maple Street', '123 Maple Street'],
    ['1-23', '12-3'],
    ['1 2', '12'],
    ['Floor -1', 'Floor 1'],
    ['Café Luna', 'Cafe Luna'],
    ['Żółta 3', 'Zolta 3'],
    ['شارع ١', 'شارع ٢'],
  ])('is every other door: %s, %s', (before, after) => {
    expect(newsBetween({ ...plan, address: before }, { ...plan, address: after })).toEqual(['address']);
    expect(newsBetween({ ...plan, area: after }, { ...plan, area: before })).toEqual(['area']);
  });

  it('is never a letter or a digit more, less or other', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'b', '1', '2', ' ', ',', '-', '.', '/', 'É', 'Ä'),
      minLength: 1,
      maxLength: 12,
    });
    const kept = (text: string): string =>
      text
        .normalize('NFC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
    fc.assert(
      fc.property(words, words, (before, after) => {
        const told = newsBetween({ ...plan, area: before }, { ...plan, area: after }).length > 0;
        if (kept(before) !== kept(after)) expect(told).toBe(true);
        const numbers = (text: string): string[] => text.match(/\d+/g) ?? [];
        if (numbers(before).join() !== numbers(after).join()) expect(told).toBe(true);
      }),
    );
  });

  it('is a time, an end and a night; a title, a greeting and presents are not', () => {
    const later = plan.startsAt.add({ minutes: 1 });
    expect(newsBetween(plan, { ...plan, startsAt: later })).toEqual(['startsAt']);
    expect(newsBetween(plan, { ...plan, endsAt: plan.endsAt.add({ minutes: 1 }) })).toEqual(['endsAt']);
    expect(newsBetween(plan, { ...plan, overnight: true })).toEqual(['overnight']);
    const audience = { families: 3, mail: 2, paper: 1 };
    const kind = (change: Partial<Plan>, of = party()) => weigh(of, { ...plan, ...change }, audience).kind;
    expect(kind({})).toBe('nothing');
    expect(kind({ greeting: 'Come.', title: 'Ellie’s party', presents: 'small' })).toBe('correction');
    expect(kind({ greeting: 'Come.', startsAt: later })).toBe('news');
    // Nobody has seen anything before it was posted.
    expect(kind({ startsAt: later }, party({ postedAt: null }))).toBe('correction');
  });

  it('has another digest when the plan, the guests or the change is another', () => {
    const audience = { families: 3, mail: 2, paper: 1 };
    const digests = [
      weigh(party(), elsewhere, audience),
      weigh(party({ revision: 1 }), elsewhere, audience),
      weigh(party({ postedAt: null }), elsewhere, audience),
      weigh(party(), { ...elsewhere, greeting: 'Hi' }, audience),
      weigh(party({ plan: { ...plan, title: 'Other' } }), elsewhere, audience),
      weigh(party(), elsewhere, { families: 4, mail: 3, paper: 1 }),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(weigh(party(), { ...elsewhere }, audience).digest).toBe(digests[0]);
  });
});

const moved = { revision: 1, outline: plan };
const movedOn = { revision: 2, outline: elsewhere };

describe('what a family is shown', () => {
  const at = (revision: number, change: Partial<Invitation>) =>
    invitation({
      party: party({ revision, plan: revision === 1 ? elsewhere : plan }),
      past: [moved, movedOn].slice(0, revision),
      ...change,
    });
  const luka = (given: Answer | null) => [{ child: { id: 'luka', name: 'Luka' }, answer: given }];

  it('is what changed since the plan that it answered, and nothing once it has answered to the new one', () => {
    expect(projectForGuest(at(1, {}), now).news?.headline).toBe('place');
    expect(projectForGuest(at(1, { invited: luka(answer('yes', 0)) }), now).news?.headline).toBe('place');
    expect(projectForGuest(at(1, { invited: luka(answer('yes', 1)) }), now).news).toBeNull();
    expect(projectForGuest(at(1, { askedRevision: 1 }), now).news).toBeNull();
    // There and back again: who knew the first plan is told that it stands, who knew the second that it moved.
    expect(projectForGuest(at(2, { invited: luka(answer('yes', 0)) }), now).news?.headline).toBe('back');
    expect(projectForGuest(at(2, { invited: luka(answer('yes', 1)) }), now).news?.headline).toBe('place');
  });

  it('is never an address that did not come with a yes, old or new', () => {
    for (const says of [null, 'no', 'later'] as const) {
      const view = projectForGuest(at(1, { invited: luka(says && answer(says, 0)) }), now);
      const shown = JSON.stringify(view);
      for (const door of [plan.address, elsewhere.address]) expect(shown, String(says)).not.toContain(door);
    }
    const yes = projectForGuest(at(1, { invited: luka(answer('yes', 0)) }), now);
    expect([yes.news?.before?.address, yes.address]).toEqual([plan.address, elsewhere.address]);
    expect(yes).not.toHaveProperty('past');
  });

  it('is in its mail also when it has answered before the mail was written', () => {
    const known = at(1, { invited: luka(answer('yes', 1)) });
    expect(latestNews(known)?.headline).toBe('place');
    expect(latestNews(invitation())).toBeNull();
  });

  it('is something, also when a change left no trace of what stood before', () => {
    const news = projectForGuest(at(1, { past: [] }), now).news;
    expect(news).toEqual({ headline: 'other', changed: [], before: null });
  });
});

describe('an answer', () => {
  const revisions = fc.integer({ min: 0, max: 4 });

  it('is one to the plan of its page, never to a newer one, and takes back nothing said to a newer one', () => {
    fc.assert(
      fc.property(
        fc.record({ stands: revisions, asked: revisions, seen: revisions, page: fc.option(revisions) }),
        fc.option(fc.record({ says: fc.constantFrom(...saids), revision: revisions })),
        fc.constantFrom(...saids),
        ({ stands, asked, seen, page }, before, says) => {
          fc.pre(asked <= stands && seen <= stands && (before?.revision ?? 0) <= stands);
          const known = invitation({
            party: party({ revision: stands }),
            askedRevision: asked,
            seenRevision: seen,
            invited: [
              { child: { id: 'luka', name: 'Luka' }, answer: before && answer(before.says, before.revision) },
            ],
          });
          const given = giveAnswer(
            known,
            { child: 'luka', says, by: 'family', ...(page === null ? {} : { revision: page }) },
            now,
          );
          if (!given.ok) {
            expect(before?.revision).toBeGreaterThan(page ?? Math.max(seen, asked));
            return;
          }
          const [written] = given.value.answers;
          if (!written) {
            expect(before?.says).toBe(says);
            return;
          }
          const { revision } = written.answer;
          expect(revision).toBeLessThanOrEqual(stands);
          expect(revision).toBeLessThanOrEqual(Math.max(asked, page ?? seen));
          expect(revision).toBeGreaterThanOrEqual(before?.revision ?? 0);
          expect(given.value.seen).toBe(revision);
        },
      ),
    );
  });

  it('of yes to an older plan is not yet one again; a no stays a no', () => {
    expect(standing([answer('yes', 0)], 1)).toBe('old_yes');
    expect(standing([answer('yes', 1)], 1)).toBe('yes');
    expect(standing([answer('yes', 0), answer('no', 1)], 1)).toBe('old_yes');
    expect(standing([answer('yes', 0), answer('yes', 1)], 1)).toBe('yes');
    expect(standing([answer('no', 0)], 1)).toBe('no');
    expect(standing([answer('later', 0)], 1)).toBe('later');
  });
});

describe('who has not seen the news', () => {
  const family = (change: Partial<Reached>): Reached => ({
    answered: false,
    envelope: 'e',
    children: ['Luka'],
    grownUps: 'Ivan',
    byMail: true,
    askedRevision: 0,
    seenRevision: 0,
    saysNo: false,
    decided: false,
    comes: false,
    quiet: false,
    ...change,
  });

  it('is who was asked before it and has not looked since; a no stands apart', () => {
    const families = [
      family({ envelope: 'silent' }),
      family({ envelope: 'saw the first', seenRevision: 1 }),
      family({ envelope: 'saw', seenRevision: 2 }),
      family({ envelope: 'came later', askedRevision: 2 }),
      family({ envelope: 'no', saysNo: true }),
      family({ envelope: 'in peace', quiet: true }),
    ];
    const board = newsBoardOf(2, families);
    const ids = (some: Reached[]): string[] => some.map(({ envelope }) => envelope);
    expect([board.all, board.seen]).toEqual([5, 1]);
    // Nobody can tell a family in peace from a silent one.
    expect(ids(board.waiting)).toEqual(['silent', 'saw the first', 'in peace']);
    expect(ids(board.needNot)).toEqual(['no']);
  });
});
