import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Wish } from '../nearby/rules.ts';
import type { PlannedParty } from '../party/rules.ts';
import {
  closesAt,
  enough,
  firstName,
  holdsSurname,
  isBetter,
  isMoved,
  isOpen,
  listNear,
  mayOffer,
  moveUp,
  newsOfPlace,
  offer,
  PlacesBook,
  uniteCalls,
  viewOfCall,
  widen,
  type Call,
  type Candidate,
  type Offer,
} from './rules.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const now = at('2026-12-04T12:00:00Z');

const party: PlannedParty = {
  id: 'p',
  circle: 'c',
  hosts: [{ id: 'e', name: 'Ellie' }],
  families: ['f'],
  uid: 'u',
  revision: 0,
  sentAt: now,
  postedAt: now,
  cancelledAt: null,
  plan: {
    kind: 'birthday',
    title: 'Plantedtitle',
    startsAt: at('2026-12-12T15:00:00Z'),
    endsAt: at('2026-12-12T17:00:00Z'),
    zone: 'Europe/London',
    area: 'Plantedarea',
    address: '12 Maple Street',
    greeting: 'Plantedgreeting',
    pattern: 'bubbles',
    grownUps: 2,
    staying: 'either',
    setting: 'indoors',
    overnight: false,
    presents: 'none',
    presentsNote: '',
    answerBy: null,
  },
};

const hours = { startsAt: at('2026-12-12T15:00:00Z'), endsAt: at('2026-12-12T17:00:00Z') };

const call: Call = {
  places: 8,
  lasts: 'end',
  childName: 'Ellie',
  age: 5,
  loves: 'dinosaurs',
  along: 'family',
  firstCome: true,
  openedAt: now,
  closedAt: null,
  ring: 0,
  toldAt: null,
};

const wish: Wish = {
  radius: 10,
  north: 0,
  east: 0,
  days: [6],
  parts: ['afternoon'],
  youngest: 4,
  oldest: 6,
};

const here = { row: 5982, column: -102 };

function candidate(place: number, other: Partial<Candidate> = {}): Candidate {
  return {
    circle: 's',
    family: `f${place}`,
    neighbour: false,
    cell: here,
    wish,
    people: [`a${place}`],
    ...other,
  };
}

const suits = { age: 5, plan: party.plan, cell: here };

const said = { name: 'Ada', children: 1, grownUps: 1, brings: '', words: '' };

function offerOf(place: number, other: Partial<Offer> = {}): Offer {
  return {
    ...said,
    id: `o${place}`,
    turn: place,
    ...hours,
    offeredAt: now,
    chosenAt: now,
    placedAt: null,
    toldRevision: null,
    ...other,
  };
}

describe('who is asked', () => {
  it('are families who can at that hour, with children of about that age, not further than they said', () => {
    const north = (rows: number) => ({ row: here.row + rows, column: here.column });
    const cases: [string, Partial<Candidate>, boolean][] = [
      ['next to it', {}, true],
      ['on another day', { wish: { ...wish, days: [7] } }, false],
      ['at another hour', { wish: { ...wish, parts: ['morning'] } }, false],
      ['with grown children', { wish: { ...wish, youngest: 12, oldest: 14 } }, false],
      ['with one who is a little older', { wish: { ...wish, youngest: 8, oldest: 9 } }, true],
      ['as far as it said', { cell: north(2), wish: { ...wish, radius: 2 } }, true],
      ['further than it said', { cell: north(3), wish: { ...wish, radius: 2 } }, false],
      ['further than anybody goes', { cell: north(12) }, false],
      ['of an unknown place', { cell: null }, false],
      ['of an unknown place next door', { cell: null, neighbour: true }, true],
      [
        'next door but further than it said',
        { cell: north(3), neighbour: true, wish: { ...wish, radius: 2 } },
        false,
      ],
    ];
    for (const [name, other, asked] of cases)
      expect(listNear([candidate(1, other)], suits).length, name).toBe(asked ? 1 : 0);
  });

  it('are one household once, under whatever entries', () => {
    const twice = [candidate(1, { people: ['a', 'b'] }), candidate(2, { people: ['b'] }), candidate(3)];
    expect(listNear(twice, suits).map(({ family }) => family)).toEqual(['f1', 'f3']);
  });

  it('are the circles next door first, then further every half an hour', () => {
    const near = listNear(
      [
        ...Array.from({ length: 60 }, (_, place) => candidate(place, { neighbour: true })),
        ...Array.from({ length: 60 }, (_, place) => candidate(100 + place)),
        ...Array.from({ length: 60 }, (_, place) =>
          candidate(200 + place, { cell: { row: here.row + 5, column: here.column } }),
        ),
      ],
      suits,
    );
    const closes = closesAt(party.plan, 'end');
    const first = widen({ ring: 0, party, closes, free: 8 }, near, now);
    expect(first.ask).toHaveLength(60);
    expect(first.ask.every(({ neighbour }) => neighbour)).toBe(true);
    expect(first.again?.toString()).toBe('2026-12-04T12:30:00Z');
    const rest = near.filter((one) => !first.ask.includes(one));
    const second = widen({ ring: first.ring, party, closes, free: 8 }, rest, now.add({ minutes: 30 }));
    expect(second.ask.map(({ km }) => km)).toEqual(Array.from({ length: 60 }, () => 1));
  });

  it('are more at once where a ring is small, and all on the last day', () => {
    const near = listNear(
      Array.from({ length: 100 }, (_, place) =>
        candidate(place, { cell: { row: here.row + (place % 10), column: here.column } }),
      ),
      suits,
    );
    const closes = closesAt(party.plan, 'end');
    expect(widen({ ring: 0, party, closes, free: 8 }, near, now).ask.length).toBeGreaterThanOrEqual(
      enough(8),
    );
    const eve = at('2026-12-12T09:00:00Z');
    expect(widen({ ring: 0, party, closes, free: 8 }, near, eve).ask).toHaveLength(100);
  });

  it('is nobody at night, nobody while each place has its offer, and nobody when it is over', () => {
    const near = listNear([candidate(1)], suits);
    const closes = closesAt(party.plan, 'end');
    const night = widen({ ring: 0, party, closes, free: 8 }, near, at('2026-12-04T21:00:00Z'));
    expect([night.ask.length, night.again?.toString()]).toEqual([0, '2026-12-05T08:00:00Z']);
    expect(widen({ ring: 0, party, closes, free: 0 }, near, now).ask).toEqual([]);
    const after = widen({ ring: 0, party, closes, free: 8 }, near, at('2026-12-12T17:00:00Z'));
    expect(after).toEqual({ ask: [], ring: 0, again: null });
  });
});

describe('a call', () => {
  it('says a first name or a nickname, and no surname', () => {
    const cases: [string, string, string[], boolean][] = [
      ['Ellie', 'Ellie Horvat', ['Maya Horvat'], false],
      ['Ellie Horvat', 'Ellie', ['Maya Horvat'], true],
      ['Ellie horvat', 'Ellie', ['Maya Horvat'], true],
      ['Ellie Horvat', 'Ellie Horvat', ['Maya'], true],
      ['Anna Lena', 'Anna', ['Maya Horvat'], false],
      ['عبد الله', 'عبد', ['منى'], false],
      ['One Two Three Four', 'One', [], true],
    ];
    for (const [typed, known, adults, refused] of cases)
      expect(holdsSurname(typed, known, adults), typed).toBe(refused);
    expect(firstName('Ellie Mae Horvat')).toBe('Ellie');
  });

  it('tells nobody the address who has no place, nor ever title, greeting, area or circle', () => {
    const sight = { km: 2, full: false };
    for (const own of [null, offerOf(1), offerOf(1, { chosenAt: null })]) {
      const view = viewOfCall(call, party, { ...sight, offer: own }, now);
      expect(view.address).toBeNull();
      expect(JSON.stringify(view)).not.toMatch(/Planted|Maple/);
    }
    const placed = viewOfCall(call, party, { ...sight, offer: offerOf(1, { placedAt: now }) }, now);
    expect(placed.address).toBe('12 Maple Street');
    expect(JSON.stringify(placed)).not.toContain('Planted');
    const off = { ...party, cancelledAt: now };
    expect(viewOfCall(call, off, { ...sight, offer: offerOf(1, { placedAt: now }) }, now).address).toBeNull();
  });

  it('closes at its hour, which moves with the plan, and never opens for a party that is off', () => {
    expect(closesAt(party.plan, 'eve').toString()).toBe('2026-12-11T18:00:00Z');
    expect(isOpen(call, party, at('2026-12-12T16:59:00Z'))).toBe(true);
    expect(isOpen({ ...call, lasts: 'start' }, party, at('2026-12-12T15:00:00Z'))).toBe(false);
    expect(isOpen(call, { ...party, cancelledAt: now }, now)).toBe(false);
    expect(isOpen({ ...call, closedAt: now }, party, now)).toBe(false);
  });
});

describe('who waits', () => {
  it('hears of other hours than it knows, and of nothing less', () => {
    const { plan } = party;
    expect(isMoved(hours, plan)).toBe(false);
    expect(isMoved(hours, { ...plan, startsAt: at('2026-12-12T16:00:00Z') })).toBe(true);
    expect(isMoved(hours, { ...plan, endsAt: at('2026-12-12T18:00:00Z') })).toBe(true);
  });
});

describe('never one more than there is room for', () => {
  const deed = fc.record({
    who: fc.nat({ max: 12 }),
    children: fc.integer({ min: 1, max: 4 }),
    does: fc.constantFrom('offer', 'back', 'choose' as const),
  });

  it('whatever is offered, changed, chosen and taken back, and nobody waits beside a place that would do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.boolean(),
        fc.array(fc.uniqueArray(deed, { selector: ({ who }) => who, minLength: 1, maxLength: 8 }), {
          maxLength: 12,
        }),
        (places, firstCome, batches) => {
          const all = new Map<string, Offer>();
          let turn = 0;
          const count = (): number =>
            [...all.values()].reduce((sum, { placedAt, children }) => sum + (placedAt ? children : 0), 0);
          for (const batch of batches) {
            const book = new PlacesBook(places, count(), now);
            book.line([...all.values()]);
            // What is decided together is read together.
            const read = new Map(all);
            for (const { who, children, does } of batch) {
              turn += 1;
              const before = book.standing(read.get(`o${who}`) ?? null);
              if (does === 'back' && before) book.drop(before);
              if (does === 'choose' && before && !before.chosenAt)
                book.take(before, { ...before, chosenAt: now });
              if (does !== 'offer') continue;
              const wants = { ...said, id: `o${who}`, turn, children, ...hours };
              const made = offer(before, wants, { free: book.free, firstCome }, now);
              if (made.ok) book.take(before, made.value);
            }
            for (const id of book.dropped) all.delete(id);
            for (const [id, one] of book.changed) all.set(id, one);
            expect(count()).toBeLessThanOrEqual(places);
            const free = places - count();
            for (const one of all.values())
              if (one.chosenAt && !one.placedAt) expect(one.children).toBeGreaterThan(free);
          }
        },
      ),
    );
  });

  it('a family of three keeps its place in the line while one child takes what is left', () => {
    const waiting = [offerOf(1, { children: 3 }), offerOf(2), offerOf(3, { children: 2 })];
    const up = moveUp({ places: 12, taken: 10, waiting }, now);
    expect(up.map(({ id }) => id)).toEqual(['o2']);
    const more = moveUp(
      { places: 15, taken: 11, waiting: [waiting[0], waiting[2]].filter((one) => !!one) },
      now,
    );
    expect(more.map(({ id }) => id)).toEqual(['o1']);
  });

  it('who has a place and wants more than there is keeps what it had', () => {
    const has = offerOf(1, { placedAt: now });
    const wants = { ...said, id: 'o1', turn: 1, children: 3, ...hours };
    expect(offer(has, wants, { free: 1, firstCome: true }, now)).toEqual({
      ok: false,
      refusal: 'no_room_for_more',
    });
    expect(offer(has, { ...wants, children: 2 }, { free: 1, firstCome: true }, now).ok).toBe(true);
  });
});

describe('an offer', () => {
  it('is one to the plan that was seen, while the door is open', () => {
    const changed = { ...party, revision: 2 };
    expect(mayOffer(call, changed, 2, now).ok).toBe(true);
    for (const revision of [1, 3])
      expect(mayOffer(call, changed, revision, now)).toMatchObject({ refusal: 'changed' });
    expect(mayOffer({ ...call, closedAt: now }, changed, 1, now)).toMatchObject({ refusal: 'closed' });
  });
});

describe('two doors that become one', () => {
  const closed: Call = { ...call, closedAt: now };

  it('have the places of both; of a closed one beside an open one those that it has given', () => {
    const cases: [Call, Call, number, boolean][] = [
      [call, call, 16, true],
      [call, closed, 8 + 2, true],
      [closed, call, 1 + 8, true],
      [closed, closed, 16, false],
      [{ ...call, places: 100 }, call, 100, true],
    ];
    for (const [stays, goes, places, open] of cases) {
      const united = uniteCalls({ call: stays, taken: 1 }, { call: goes, taken: 2 });
      expect([united.places, united.closedAt === null]).toEqual([places, open]);
    }
  });

  it('say what the open one said', () => {
    const other = { ...call, childName: 'Luka' };
    const said = (stays: Call, goes: Call) =>
      uniteCalls({ call: stays, taken: 0 }, { call: goes, taken: 0 }).childName;
    expect(said(call, other)).toBe('Ellie');
    expect(said(closed, other)).toBe('Luka');
    expect(said(call, { ...other, closedAt: now })).toBe('Ellie');
  });

  it('keep what is better for a family that both have asked: a place, a yes, an offer, or nothing', () => {
    const placed = offerOf(1, { placedAt: now });
    const order: (Offer | null)[] = [
      null,
      offerOf(2, { chosenAt: null, children: 5 }),
      offerOf(3),
      placed,
      { ...placed, children: 3 },
    ];
    for (const [place, one] of order.entries())
      for (const [other, two] of order.entries()) expect(isBetter(one, two)).toBe(place > other);
  });
});

describe('who has a place', () => {
  it('hears once that it has one, and after that what is new', () => {
    const plan = { ...hours, revision: 3 };
    const later = { ...plan, startsAt: at('2026-12-12T16:00:00Z') };
    const news = (toldRevision: number | null, call: typeof plan) =>
      newsOfPlace({ ...hours, toldRevision }, call);
    expect(news(null, plan)).toBe('placed');
    expect(news(null, later)).toBe('placed');
    // A mail that is written again is the same mail.
    expect(news(3, plan)).toBe('placed');
    expect(news(2, later)).toBe('moved');
    expect(news(2, plan)).toBe('changed');
  });
});
